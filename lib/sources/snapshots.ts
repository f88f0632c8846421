import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { AppError } from "#lib/std/errors.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import type { Outline, Structure, StructureGraph } from "#lib/structure/index.ts";
import { problemOfPath } from "./names.ts";
import type { RepositoryRow, SnapshotFileBody, SnapshotHead } from "./schema.ts";
import * as store from "./store.ts";

export async function getSnapshot(actor: Actor, id: string): Promise<SnapshotHead> {
  authorize(actor, "source:read");
  return store.getSnapshot(id);
}

export async function listRepositories(actor: Actor): Promise<RepositoryRow[]> {
  authorize(actor, "source:read");
  return store.listRepositories();
}

/** The graph of a snapshot. */
export async function getStructure(actor: Actor, id: string): Promise<StructureGraph> {
  authorize(actor, "source:read");
  const graph = await store.findGraph(id);
  if (graph === null)
    throw new AppError("not-found", "The structure of this snapshot has not been extracted yet; start a run over it.");
  return graph;
}

export async function getOutline(actor: Actor, id: string, path: string): Promise<Outline> {
  authorize(actor, "source:read");
  const outline = isStorable(path) ? await store.findOutline(id, path) : null;
  if (outline === null) throw new AppError("not-found", "There is no outline of this file in this snapshot.");
  return outline;
}

/** One file as text; null text where the bytes are not UTF-8. */
export async function getFile(actor: Actor, id: string, path: string): Promise<SnapshotFileBody> {
  authorize(actor, "source:read");
  const file = isStorable(path) ? await store.findSnapshotFile(id, path) : null;
  if (file === null) throw new AppError("not-found", "There is no such file in this snapshot.");
  const { content, ...rest } = file;
  return { ...rest, bytes: content.length, text: file.role === "binary" ? null : decode(content) };
}

/** Every file of a snapshot with its bytes, by path. A snapshot is bounded by the limits it was imported under. */
export async function snapshotFiles(snapshotId: string): Promise<store.StoredFile[]> {
  return store.readFiles(await store.listSnapshotFiles(snapshotId));
}

/** The whole structure, or null where it has not been extracted. Outlines stand in the order of the graph's files. */
export async function loadStructure(snapshotId: string): Promise<Structure | null> {
  const graph = await store.findGraph(snapshotId);
  if (graph === null) return null;
  const outlines = await store.listOutlines(snapshotId);
  const places = new Map(graph.files.map((file, index) => [file.path, index]));
  const ordered = [...outlines.values()].sort(
    (a, b) => (places.get(a.path) ?? places.size) - (places.get(b.path) ?? places.size) || byCodeUnit(a.path, b.path),
  );
  return { ...graph, outlines: ordered };
}

/** A path of the request may hold what no stored path does, such as the NUL that Postgres refuses to compare with. */
function isStorable(path: string): boolean {
  return problemOfPath(path) === null;
}

/** A byte order mark is part of the file and stays. */
function decode(content: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}
