import { basename } from "node:path";
import { assertNever } from "#lib/std/assert.ts";
import type { RunSource } from "./schema.ts";

/** What a run is called until its import has found the repository's own name. */
export function sourceName(source: RunSource): string {
  switch (source.kind) {
    case "folder":
      return withSubPath(basename(source.path) || source.path, source.subPath);
    case "git":
      return withSubPath(
        source.address
          .replace(/\/+$/, "")
          .replace(/\.git$/, "")
          .split(/[/:]/)
          .at(-1) ?? source.address,
        source.subPath,
      );
    case "archive":
      return withSubPath("uploaded archive", source.subPath);
    case "snapshot":
      return source.snapshotId;
    default:
      return assertNever(source);
  }
}

function withSubPath(name: string, subPath: string | undefined): string {
  return subPath === undefined ? name : `${name}/${subPath}`;
}
