import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "#lib/std/hash.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { codePointLength } from "#lib/trajectory/code-points.ts";
import { checkFidelity } from "#lib/trajectory/fidelity.ts";
import { flatten } from "#lib/trajectory/flatten.ts";
import { parseFlat } from "#lib/trajectory/parse-flat.ts";
import { type ExportStep, type ExportTrajectory, toCanonicalRow } from "#lib/trajectory/row.ts";
import { defaultRunConfig } from "#lib/trajectory/schema.ts";

/**
 * Flattening and writing canonical rows, each beside its limit: joining the same strings without looking at them, and
 * JSON.stringify of the finished row. The input is this project's own library as one trajectory: each file written once,
 * three read before it.
 */
export async function run(): Promise<void> {
  const files = await sourceFiles(fileURLToPath(new URL("../lib", import.meta.url)));
  const trajectory = aTrajectory(files);
  const { text } = flatten(trajectory);
  const astral = withAstral(trajectory);
  const row = toCanonicalRow(trajectory);
  console.log(`flatten: ${trajectory.steps.length} steps, ${(text.length / 1e6).toFixed(2)} M characters a row`);
  check(trajectory, files);

  const join = perSecond(() => joined(trajectory).length);
  const flat = perSecond(() => flatten(trajectory).segments.length);
  const joinAstral = perSecond(() => joined(astral).length);
  const flatAstral = perSecond(() => flatten(astral).segments.length);
  const stringify = perSecond(() => JSON.stringify(row).length);
  const whole = perSecond(() => JSON.stringify(toCanonicalRow(trajectory)).length);
  const parse = perSecond(() => parseFlat(row.text, row.segments).steps.length);
  report("string concatenation (limit)", join, join);
  report("flatten", flat, join);
  report("parseFlat", parse, join);
  report("the same with astral characters (limit)", joinAstral, joinAstral);
  report("flatten, astral characters in every file", flatAstral, joinAstral);
  report("JSON.stringify of the row (limit)", stringify, stringify);
  report("toCanonicalRow + JSON.stringify", whole, stringify);
}

type SourceFile = { readonly path: string; readonly content: string };

async function sourceFiles(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sources = paths.filter((path) => path.endsWith(".ts")).sort(byCodeUnit);
  return Promise.all(sources.map(async (path) => ({ path, content: await readFile(path, "utf8") })));
}

function aTrajectory(files: readonly SourceFile[]): ExportTrajectory {
  return {
    id: "trj_bench",
    repository: { name: "retrace", address: "bench", commit: null, license: null, subPath: null },
    author: "bench",
    scorer: null,
    config: defaultRunConfig,
    fidelity: { files: files.length, bytes: 0, ok: true },
    prelude: `<tree>\n${files.map(({ path }) => path).join("\n")}\n</tree>\n`,
    steps: files.flatMap((file, index) => fileSteps(file, files.slice(Math.max(0, index - 3), index))),
  };
}

function fileSteps({ path, content }: SourceFile, reads: readonly SourceFile[]): ExportStep[] {
  const step = { agent: path, path, text: null, content: null, train: true, scores: null, candidates: [] };
  return [
    { ...step, kind: "action", tool: "delegate", text: `Write ${path}.` },
    ...reads.flatMap((read): ExportStep[] => [
      { ...step, kind: "action", tool: "read", path: read.path },
      { ...step, kind: "observation", tool: "read", path: read.path, content: read.content },
    ]),
    { ...step, kind: "think", tool: null, path: null, text: `Now ${path} can be written. `.repeat(8).trim() },
    { ...step, kind: "action", tool: "write", content },
    { ...step, kind: "action", tool: "return", text: "In place." },
  ];
}

function withAstral(trajectory: ExportTrajectory): ExportTrajectory {
  return {
    ...trajectory,
    steps: trajectory.steps.map((step) =>
      step.content === null ? step : { ...step, content: `// \u{1F600}\n${step.content}` },
    ),
  };
}

function joined({ prelude, steps }: ExportTrajectory): string {
  const parts = [prelude];
  for (const step of steps) parts.push(step.text ?? "", step.content ?? "");
  return parts.join("\n");
}

/** A number is only worth as much as what it counts: the row must give the files back, and its offsets must fit. */
function check(trajectory: ExportTrajectory, files: readonly SourceFile[]): void {
  const { text, segments } = flatten(trajectory);
  const writes = parseFlat(text, segments).steps.flatMap(({ tool, path, content }) =>
    tool === "write" && path !== null && content !== null ? [{ path, content }] : [],
  );
  const fidelity = checkFidelity(writes, new Map(files.map(({ path, content }) => [path, sha256(content)])));
  if (!fidelity.ok || segments.at(-1)?.end !== codePointLength(text)) throw new Error("flatten lost something");
}

/** Median of five rounds of a fifth of a second each. */
function perSecond(work: () => number): number {
  for (let index = 0; index < 3; index++) work();
  const rounds = Array.from({ length: 5 }, () => {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < 200) {
      work();
      count++;
    }
    return (count * 1000) / (performance.now() - start);
  });
  return rounds.sort((a, b) => a - b)[2] ?? 0;
}

function report(name: string, rows: number, limit: number): void {
  console.log(`  ${name.padEnd(42)} ${rows.toFixed(1).padStart(9)} rows/s  ${(rows / limit).toFixed(2)} of the limit`);
}
