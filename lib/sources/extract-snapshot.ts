import type { Structure } from "#lib/structure/index.ts";
import { extractStructure } from "#lib/structure/server.ts";
import { loadStructure, snapshotFiles } from "./snapshots.ts";
import { saveStructure } from "./store.ts";

/** The structure of a stored snapshot: as saved, or extracted and saved now. */
export async function structureOf(snapshotId: string, signal: AbortSignal): Promise<Structure> {
  const known = await loadStructure(snapshotId);
  if (known) return known;
  const structure = await extractStructure(await snapshotFiles(snapshotId), { signal });
  await saveStructure(snapshotId, structure);
  return structure;
}
