import { mkdtemp, open, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { axolotlLines } from "#lib/dataset/export/axolotl.ts";
import { segmentTexts } from "#lib/dataset/export/seams.ts";
import type { ExportFormat } from "#lib/dataset/index.ts";
import { writeRows } from "#lib/dataset/write-rows.ts";
import { at } from "#lib/std/assert.ts";
import { type CanonicalRow, defaultRunConfig } from "#lib/trajectory/index.ts";
import { type ExportTrajectory, toCanonicalRow } from "#lib/trajectory/row.ts";

const ROWS = 60;
const FILES = 40;
const REPEATS = 5;

/**
 * Writing of export files against its limit: JSON.stringify of the same objects and one raw write of each line. Beyond
 * that limit an export flattens the steps, cuts segments, checks seams and hashes. Rows are made from files of
 * this project; the disk's flush is part of both sides.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "retrace-bench-"));
  try {
    const trajectories = await buildTrajectories();
    for (const format of ["canonical", "axolotl"] as const) console.log(await measure(format, trajectories, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  format: ExportFormat,
  trajectories: readonly ExportTrajectory[],
  folder: string,
): Promise<string> {
  const rowOf = (id: string) =>
    toCanonicalRow(
      at(
        trajectories.filter((each) => each.id === id),
        0,
      ),
    );
  const objects = trajectories.map((each) => toObject(format, toCanonicalRow(each)));
  const own: number[] = [];
  const limit: number[] = [];
  let bytes = 0;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    // In turns, so that both meet the machine in the same mood.
    limit.push(await seconds(() => writeRaw(join(folder, "limit.jsonl"), objects)));
    own.push(
      await seconds(async () => {
        const source = { ids: trajectories.map((each) => each.id), load: async (id: string) => rowOf(id) };
        const manifest = await writeRows(
          join(folder, "own.jsonl"),
          { format, filter: {} },
          source,
          new AbortController().signal,
        );
        bytes = manifest.bytes;
      }),
    );
  }
  const taken = median(own);
  const rate = `${(trajectories.length / taken).toFixed(0)} rows/s, ${(bytes / 1e6 / taken).toFixed(0)} MB/s`;
  return `export ${format}: ${rate}, ${(median(limit) / taken).toFixed(2)} of stringify and raw write`;
}

function toObject(format: ExportFormat, row: CanonicalRow): unknown {
  return format === "canonical" ? row : axolotlLines(row, segmentTexts(row)).map((line) => JSON.parse(line))[0];
}

async function writeRaw(path: string, objects: readonly unknown[]): Promise<void> {
  const handle = await open(path, "w");
  try {
    for (const object of objects) await handle.appendFile(`${JSON.stringify(object)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Trajectories of equal shape and different text: a thought before each write, and one read of the file before. */
async function buildTrajectories(): Promise<ExportTrajectory[]> {
  const root = join(import.meta.dirname, "..", "lib");
  const names = (await readdir(root, { recursive: true }))
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .slice(0, FILES);
  const files = await Promise.all(
    names.map(async (path) => ({ path, content: await readFile(join(root, path), "utf8") })),
  );
  return Array.from({ length: ROWS }, (_, index) => toTrajectory(`t${String(index).padStart(4, "0")}`, files));
}

type File = { readonly path: string; readonly content: string };

function toTrajectory(id: string, files: readonly File[]): ExportTrajectory {
  const none = { text: null, content: null, tool: null, path: null, train: true, scores: null, candidates: [] };
  const steps = files.flatMap(({ path, content }, index) => {
    const base = { ...none, agent: path };
    const before = files[index - 1] ?? { path, content: "" };
    return [
      { ...base, kind: "think" as const, text: `${id}: next is ${path}, which stands on ${before.path}.` },
      { ...base, kind: "action" as const, tool: "read" as const, path: before.path },
      { ...base, kind: "observation" as const, path: before.path, content: before.content },
      { ...base, kind: "action" as const, tool: "write" as const, path, content },
    ];
  });
  return {
    id,
    repository: { name: "retrace", address: "bench", commit: null, license: "Apache-2.0", subPath: "lib" },
    author: "bench",
    scorer: null,
    config: { ...defaultRunConfig, scorer: "none" },
    fidelity: { files: files.length, bytes: files.reduce((sum, each) => sum + each.content.length, 0), ok: true },
    prelude: "<repository>\nretrace\n</repository>\n",
    steps,
  };
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return at(
    [...values].sort((a, b) => a - b),
    Math.floor(values.length / 2),
  );
}
