import type { Structure } from "#lib/structure/index.ts";
import { extract } from "#lib/structure/server.ts";
import { loadStructure, snapshotFiles } from "./snapshots.ts";
import { findDrafts, saveStructure } from "./store.ts";

/**
 * The structure of a stored snapshot: as saved, or extracted and saved now. Of a repository that is known from another
 * commit, only the files that have changed are parsed.
 */
export async function structureOf(snapshotId: string, signal: AbortSignal): Promise<Structure> {
  const known = await loadStructure(snapshotId);
  if (known) return known;
  const [files, drafts] = await Promise.all([snapshotFiles(snapshotId), findDrafts(snapshotId)]);
  const { structure, drafts: next } = await extract(files, { signal, known: drafts });
  await saveStructure(snapshotId, structure, next());
  return structure;
}
