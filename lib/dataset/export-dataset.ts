import { randomBytes } from "node:crypto";
import { isAbsolute, join, relative } from "node:path";
import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { transaction } from "#lib/db/transaction.ts";
import { enqueue } from "#lib/jobs/index.ts";
import { dataFolder } from "#lib/std/env.ts";
import { AppError } from "#lib/std/errors.ts";
import { NOTHING } from "./build-dataset.ts";
import { previewDataset } from "./preview.ts";
import type { ExportHead, ExportInput, Manifest } from "./schema.ts";
import * as store from "./store.ts";

/** Name of the job that writes an export; its payload is `{ exportId }`. */
export const WRITE_EXPORT = "write-export";

/** Queues an export of what the filter keeps when the job begins. A filter that keeps nothing now is refused. */
export async function exportDataset(actor: Actor, input: ExportInput): Promise<ExportHead> {
  authorize(actor, "dataset:export");
  const { rows } = await previewDataset(actor, input.filter);
  if (rows.length === 0) throw new AppError("invalid", NOTHING, { fields: [{ field: "filter", message: NOTHING }] });
  const id = `export_${randomBytes(10).toString("hex")}`;
  await transaction(async (tx) => {
    await store.insertExport(id, input, tx);
    await enqueue(tx, WRITE_EXPORT, { exportId: id });
  });
  return store.getExport(id);
}

/** Newest first. */
export async function listExports(actor: Actor): Promise<ExportHead[]> {
  authorize(actor, "dataset:read");
  return store.listExports();
}

/** A finished export's file: where it lies and what to call it. */
export async function findExportFile(
  actor: Actor,
  id: string,
): Promise<{ readonly path: string; readonly name: string }> {
  authorize(actor, "dataset:read");
  const { format } = await getFinished(id);
  const stored = await store.findExportPath(id);
  const path = join(dataFolder(), stored ?? "");
  const inside = relative(dataFolder(), path);
  if (stored === null || inside.startsWith("..") || isAbsolute(inside))
    throw new AppError("not-found", `${id} has no file.`);
  return { path, name: `retrace-${format}-${id}.jsonl` };
}

export async function getManifest(actor: Actor, id: string): Promise<Manifest> {
  authorize(actor, "dataset:read");
  const { manifest } = await getFinished(id);
  if (!manifest) throw new AppError("not-found", `${id} has no manifest.`);
  return manifest;
}

async function getFinished(id: string): Promise<ExportHead> {
  const head = await store.getExport(id);
  if (head.state === "done") return head;
  const why = head.state === "running" ? "is still being written" : `failed: ${head.error ?? "no reason is known"}`;
  throw new AppError("conflict", `${id} ${why}.`);
}
