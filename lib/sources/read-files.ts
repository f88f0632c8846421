import { toSnapshot } from "./import-source.ts";
import { readFolder } from "./read-folder.ts";
import { defaultImportLimits } from "./schema.ts";
import type { StoredFile } from "./store.ts";

/** The files an import of this folder would keep, classified; nothing is stored. */
export async function readFiles(path: string, signal: AbortSignal): Promise<readonly StoredFile[]> {
  const source = { kind: "folder", path } as const;
  const progress = () => {};
  const policy = { folders: true, localGit: true };
  const reading = await readFolder(source, { limits: defaultImportLimits, policy, signal, progress });
  return (await toSnapshot(reading, source, signal, progress)).files;
}
