import { dirname } from "node:path/posix";

/** The folder of a path; the repository's root is the empty path. */
export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
