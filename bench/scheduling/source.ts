import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Few enough to read, several thoughts a file: one before each read, and one before the write. */
const NEEDS = 3;

/** Writes a project of so many small files, each of which needs up to three before it. */
export async function writeProject(folder: string, files: number): Promise<void> {
  await mkdir(join(folder, "src"), { recursive: true });
  for (let index = 0; index < files; index++) {
    await writeFile(join(folder, "src", `${nameOf(index)}.ts`), fileText(index));
  }
}

function fileText(index: number): string {
  const needs = Array.from({ length: Math.min(NEEDS, index) }, (_, place) => index - 1 - place * (1 + (index % 5)));
  const known = [...new Set(needs.filter((need) => need >= 0))];
  const name = nameOf(index);
  return [
    ...known.map((need) => `import { ${nameOf(need)} } from "./${nameOf(need)}.ts";`),
    "",
    `/** Step ${index} of the chain: takes an amount and gives what is left of it. */`,
    `export function ${name}(amount: number): number {`,
    `  if (!Number.isFinite(amount)) throw new Error("${name}: the amount must be a number");`,
    `  let left = amount - ${index};`,
    ...known.map((need) => `  left = Math.max(left, ${nameOf(need)}(left));`),
    ...Array.from({ length: 1 + (index % 4) }, (_, line) => `  left += ${line + 1} / (1 + Math.abs(left));`),
    "  return left;",
    "}",
    "",
  ].join("\n");
}

function nameOf(index: number): string {
  return `step${String(index).padStart(3, "0")}`;
}
