import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Actor, localOwner } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { findRejectedSteps } from "#lib/curation/server.ts";
import { dataFolder } from "#lib/std/env.ts";
import { AppError } from "#lib/std/errors.ts";
import type { CanonicalRow } from "#lib/trajectory/index.ts";
import { loadExportTrajectory, toCanonicalRow } from "#lib/trajectory/server.ts";
import { previewDataset } from "./preview.ts";
import type { ExportInput, Manifest } from "./schema.ts";
import * as store from "./store.ts";
import { writeRows } from "./write-rows.ts";

/** Rows between two notes of how far an export is. */
const NOTE_EVERY_ROWS = 20;

/** Body of the job: writes one export into the data folder. Done again after a crash, it begins anew. */
export async function writeExport(exportId: string, signal: AbortSignal): Promise<void> {
  const { format, filter, state } = await store.getExport(exportId);
  if (state !== "running") return;
  const path = join("exports", `${exportId}.jsonl`);
  const progress = async (rows: number) => {
    if (rows % NOTE_EVERY_ROWS === 0) await store.setRows(exportId, rows);
  };
  const manifest = await build(localOwner, join(dataFolder(), path), { format, filter }, signal, progress);
  await store.finishExport(exportId, path, manifest, new Date());
}

/** Writes an export to a path of the caller's choice, with its manifest beside it as `<path>.manifest.json`. */
export async function exportTo(
  actor: Actor,
  path: string,
  input: ExportInput,
  signal: AbortSignal = new AbortController().signal,
  progress?: (rows: number) => Promise<void>,
): Promise<Manifest> {
  authorize(actor, "dataset:export");
  const manifest = await build(actor, path, input, signal, progress);
  await writeFile(`${path}.manifest.json`, formatManifest(manifest));
  return manifest;
}

/** The manifest as a file: the same bytes for the same manifest. */
export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

async function build(
  actor: Actor,
  path: string,
  input: ExportInput,
  signal: AbortSignal,
  progress?: (rows: number) => Promise<void>,
): Promise<Manifest> {
  const { rows } = await previewDataset(actor, input.filter);
  if (rows.length === 0) throw new AppError("invalid", NOTHING, { fields: [{ field: "filter", message: NOTHING }] });
  const ids = rows.map((row) => row.trajectoryId);
  return writeRows(path, input, { ids, load: loadRow, ...(progress && { progress }) }, signal);
}

export const NOTHING = "No finished trajectory passes this filter; loosen one of its rules.";

/** A step that stands rejected stays in the text, so that the rest still reads on, and is masked. */
async function loadRow(id: string): Promise<CanonicalRow> {
  const rejected = await findRejectedSteps(id);
  const trajectory = await loadExportTrajectory(id);
  const steps = trajectory.steps.map((step, index) => (rejected.has(index) ? { ...step, train: false } : step));
  return toCanonicalRow({ ...trajectory, steps });
}
