import { dirname } from "node:path/posix";
import type { Repository } from "./languages/port.ts";

/** A database of compile commands is a manifest, too, and a large one. */
const MANIFEST_LIMIT_BYTES = 2 * 1024 * 1024;

/** The view that adapters have of a snapshot. */
export function createRepository(
  files: readonly { readonly path: string; readonly content: Uint8Array }[],
): Repository {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const folders = new Set([""]);
  for (const { path } of files) {
    for (
      let folder = dirname(path);
      folder !== "." && folder !== "/" && !folders.has(folder);
      folder = dirname(folder)
    ) {
      folders.add(folder);
    }
  }
  return {
    paths: files.map(({ path }) => path),
    has: (path) => contents.has(path),
    hasFolder: (path) => folders.has(path),
    read: (path) => {
      const content = contents.get(path);
      return content && content.length <= MANIFEST_LIMIT_BYTES ? new TextDecoder().decode(content) : null;
    },
  };
}
