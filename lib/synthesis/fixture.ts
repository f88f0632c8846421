import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { classify, type Outline, type Structure } from "#lib/structure/index.ts";
import { extractStructure } from "#lib/structure/server.ts";
import type { Author, Brief, FileTask } from "./author.ts";
import { buildBrief } from "./brief.ts";
import type { Plan, Requirement } from "./schema.ts";
import { simulateMain } from "./simulate-main.ts";

/** A project for tests: its files, its brief and its design by some author. */
export type SampleProject = {
  readonly files: ReadonlyMap<string, string>;
  readonly structure: Structure;
  readonly brief: Brief;
};

export async function sampleProject(given: Readonly<Record<string, string>>, name = "sample"): Promise<SampleProject> {
  const files = new Map(Object.entries(given));
  const structure = await extractStructure(
    [...files].map(([path, text]) => {
      const content = new TextEncoder().encode(text);
      return { path, content, ...classify(path, content) };
    }),
  );
  return { files, structure, brief: buildBrief({ name, license: "MIT", structure, files }) };
}

/** Outlines of the given files, in their order; at least one. */
export async function outlinesOf(given: Readonly<Record<string, string>>): Promise<readonly [Outline, ...Outline[]]> {
  const { structure } = await sampleProject(given);
  const [first, ...rest] = structure.outlines;
  if (first === undefined) throw new Error("no outline of the sample");
  return [first, ...rest];
}

/** Source files of a folder on disk. */
export function filesOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && /\.(?:ts|md|json)$/.test(each.name))
    .map((each) => join(each.parentPath, each.name));
  return Object.fromEntries(
    paths.map((path) => [relative(folder, path).split(sep).join("/"), readFileSync(path, "utf8")]),
  );
}

/** What the agent of `path` is given when everything before it is written. */
export function taskFor(
  project: SampleProject,
  path: string,
  design: { plan: Plan; requirements: readonly Requirement[] },
): FileTask {
  const { structure, brief, files } = project;
  const file = structure.files.find((each) => each.path === path);
  const outline = structure.outlines.find((each) => each.path === path);
  if (file === undefined || outline === undefined) throw new Error(`${path} is not in the sample`);
  const written = structure.order.slice(0, structure.order.indexOf(path));
  return {
    brief,
    ...design,
    file,
    outline,
    needs: structure.edges.filter((edge) => edge.from === path),
    neededBy: structure.edges.filter((edge) => edge.to === path && !written.includes(edge.from)),
    written,
    content: files.get(path) ?? "",
  };
}

export async function designBy(
  author: Author,
  project: SampleProject,
): Promise<{ plan: Plan; requirements: Requirement[] }> {
  const { plan, requirements } = await simulateMain(author, project.brief, AbortSignal.timeout(60_000));
  return { plan, requirements };
}

/** A small project with a manifest, a cycle, a test, a document, an empty file and a file without a grammar. */
export const SHOP: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({
    name: "shop",
    description: "Counts what lies in a basket and prints the bill.",
    engines: { node: ">=24" },
    scripts: { test: "vitest run", check: "tsc" },
    dependencies: { zod: "4.0.0" },
    devDependencies: { vitest: "3.0.0", typescript: "6.0.0" },
    bin: { shop: "./src/main.ts" },
  }),
  "tsconfig.json": '{ "compilerOptions": { "strict": true } }',
  "README.md":
    "# Shop\n\n[![ci](x.svg)](y)\n\nCounts what lies in a basket and prints the bill.\n\n## Install\n\n## Use\n",
  LICENSE: "MIT License\n\nCopyright\n",
  "src/price.ts": `/** Rounds an amount to whole cents. */
export function toCents(amount: number): number {
  return Math.round(amount * 100);
}

/** One line of a bill. */
export type Line = { readonly name: string; readonly cents: number };
`,
  "src/basket.ts": `import { type Line, toCents } from "./price.ts";

/** What a customer has chosen so far. */
export class Basket {
  #lines: Line[] = [];
  add(name: string, amount: number): void {
    this.#lines.push({ name, cents: toCents(amount) });
  }
  total(): number {
    return sum(this.#lines);
  }
}

/** The line with the highest price, or null where the basket is empty. */
export function dearest(lines: readonly Line[], skip = 0): Line | null {
  return lines.slice(skip).toSorted((a, b) => b.cents - a.cents)[0] ?? null;
}

function sum(lines: readonly Line[]): number {
  return lines.reduce((all, line) => all + line.cents, 0);
}
`,
  "src/left.ts":
    'import { right } from "./right.ts";\nexport function left(n: number): number {\n  return n === 0 ? 0 : right(n - 1);\n}\n',
  "src/right.ts":
    'import { left } from "./left.ts";\nexport function right(n: number): number {\n  return n === 0 ? 0 : left(n - 1);\n}\n',
  "src/main.ts":
    'import { readFileSync } from "node:fs";\nimport { Basket } from "./basket.ts";\n\nconst basket = new Basket();\nbasket.add(readFileSync(0, "utf8"), 1);\nconsole.log(basket.total());\n',
  "src/basket.test.ts": `import { expect, test } from "vitest";
import { Basket, dearest } from "./basket.ts";

test("adds up what was put in", () => {
  const basket = new Basket();
  basket.add("tea", 1.5);
  expect(basket.total()).toBe(150);
});
test("an empty basket has no dearest line", () => {
  expect(dearest([])).toBeNull();
});
`,
  "src/__init__.py": "",
  "data/rates.unknown": "a 1\nb 2\n",
};
