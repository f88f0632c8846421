import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { submitReview } from "#lib/curation/submit-review.ts";
import { prisma } from "#lib/db/client.ts";
import { closeQueue } from "#lib/jobs/index.ts";
import { insertTrajectory } from "#lib/testing/build-trajectory.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { CanonicalRow } from "#lib/trajectory/index.ts";
import { exportTo, writeExport } from "./build-dataset.ts";
import { exportDataset, findExportFile, getManifest, listExports } from "./export-dataset.ts";
import { datasetJobs } from "./jobs.ts";
import { previewDataset } from "./preview.ts";

let database: TestDatabase;
let folder: string;
const quiet = new AbortController().signal;

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "retrace-data-"));
  process.env.RETRACE_DATA = folder;
  await insertTrajectory({ id: "t-good" });
  await insertTrajectory({ id: "t-bad", repository: { license: null }, leakOverlap: 0.5 });
  await insertTrajectory({ id: "t-broken", fidelityOk: false });
  await insertTrajectory({ id: "t-growing", state: "growing" });
  await submitReview(localOwner, "t-bad", { kind: "verdict", stepIndex: null, verdict: "reject" });
});
afterAll(async () => {
  delete process.env.RETRACE_DATA;
  await closeQueue();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function readRows(path: string): Promise<CanonicalRow[]> {
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  return lines.map((line) => CanonicalRow.parse(JSON.parse(line)));
}

test("a preview knows verdict, licence, leak and fidelity, and no growing trajectory", async () => {
  const { start, rows } = await previewDataset(localOwner, {});
  expect(start.rows).toBe(3);
  expect(rows.map(({ trajectoryId, license, verdict }) => [trajectoryId, license, verdict])).toEqual([
    ["t-bad", null, "reject"],
    ["t-good", "MIT", null],
  ]);
  expect((await previewDataset(localOwner, { maxLeak: 0.1 })).rows.map((row) => row.trajectoryId)).toEqual(["t-good"]);
});

test("an export is queued, written by its job, listed and found", async () => {
  const head = await exportDataset(localOwner, { format: "canonical", filter: { verdict: ["open"] } });
  expect(head).toMatchObject({ state: "running", rows: 0, manifest: null });
  await expect(findExportFile(localOwner, head.id)).rejects.toMatchObject({ code: "conflict" });
  await writeExport(head.id, quiet);
  const file = await findExportFile(localOwner, head.id);
  const rows = await readRows(file.path);
  expect(rows.map((row) => row.id)).toEqual(["t-good"]);
  const manifest = await getManifest(localOwner, head.id);
  expect(manifest).toMatchObject({ rows: 1, seams: { faults: 0 }, repositories: [{ name: "t-good" }] });
  expect(JSON.stringify(manifest)).not.toContain(folder);
  expect((await listExports(localOwner))[0]).toMatchObject({ id: head.id, state: "done", rows: 1, manifest });
});

test("a job that is told twice writes once", async () => {
  const { id } = await exportDataset(localOwner, { format: "axolotl", filter: {} });
  await writeExport(id, quiet);
  const before = await prisma.export.findUnique({ where: { id } });
  await writeExport(id, quiet);
  expect(await prisma.export.findUnique({ where: { id } })).toEqual(before);
});

test("a job that gives up leaves its reason", async () => {
  const { id } = await exportDataset(localOwner, { format: "axolotl", filter: {} });
  await datasetJobs[0]?.giveUp({ exportId: id }, "The disk is full");
  expect((await listExports(localOwner))[0]).toMatchObject({ id, state: "failed", error: "The disk is full" });
  await expect(getManifest(localOwner, id)).rejects.toMatchObject({ code: "conflict" });
});

test("a filter that keeps nothing is refused before anything is queued", async () => {
  const before = await prisma.export.count();
  await expect(
    exportDataset(localOwner, { format: "canonical", filter: { license: ["GPL-3.0-only"] } }),
  ).rejects.toMatchObject({ code: "invalid", fields: [{ field: "filter" }] });
  expect(await prisma.export.count()).toBe(before);
});

test("an export to a path is the same bytes each time, with its manifest beside it", async () => {
  const paths = [join(folder, "one", "a.jsonl"), join(folder, "two", "b.jsonl")] as const;
  const manifests = [
    await exportTo(localOwner, paths[0], { format: "canonical", filter: {} }, quiet),
    await exportTo(localOwner, paths[1], { format: "canonical", filter: {} }),
  ];
  expect(manifests[0]).toEqual(manifests[1]);
  expect(await readFile(paths[0])).toEqual(await readFile(paths[1]));
  expect(await readdir(join(folder, "one"))).toEqual(["a.jsonl", "a.jsonl.manifest.json"]);
  expect(JSON.parse(await readFile(`${paths[0]}.manifest.json`, "utf8"))).toEqual(manifests[0]);
});

test("a rejected step stays in the text and is masked", async () => {
  const path = join(folder, "masked.jsonl");
  const write = () => exportTo(localOwner, path, { format: "canonical", filter: { id: ["t-good"] } }, quiet);
  await write();
  const [before] = await readRows(path);
  await submitReview(localOwner, "t-good", {
    kind: "verdict",
    stepIndex: 2,
    verdict: "reject",
    reasons: ["hindsight"],
  });
  await write();
  const [after] = await readRows(path);
  expect(after?.text).toBe(before?.text);
  const changed = after?.segments.filter((each, index) => each.train !== before?.segments[index]?.train);
  expect(changed).toEqual([expect.objectContaining({ step: 2, kind: "think", train: false })]);
});
