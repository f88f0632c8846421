import "server-only";
import { byCodeUnit } from "#lib/std/order.ts";
import { classify } from "#lib/structure/index.ts";
import type { SourceFile } from "#lib/structure/server.ts";
import { readFolderFiles } from "./read-folder.ts";
import { defaultImportLimits } from "./schema.ts";

/*
 * The door for those who need a folder's files and no database, whose client takes longer to load than most folders take
 * to read.
 */

/** The files an import of this folder would keep, classified and by path; nothing is stored. */
export async function readFiles(path: string, signal: AbortSignal): Promise<readonly SourceFile[]> {
  const policy = { folders: true, localGit: true };
  const context = { limits: defaultImportLimits, policy, signal, progress: () => {} };
  const files = await readFolderFiles({ kind: "folder", path }, context);
  return files
    .map(({ path, content }) => ({ path, content, ...classify(path, content) }))
    .sort((a, b) => byCodeUnit(a.path, b.path));
}
