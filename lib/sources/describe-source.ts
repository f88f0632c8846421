import { basename, resolve } from "node:path";
import { withoutEnding } from "./archive-format.ts";
import { tidySubPath } from "./names.ts";
import type { Source } from "./schema.ts";
import { findUpload, getSnapshot } from "./store.ts";

/** A short name for a source before it has been read; also for a snapshot that is there already. */
export async function describeSource(
  source: Source | { readonly kind: "snapshot"; readonly snapshotId: string },
): Promise<string> {
  if (source.kind === "snapshot") return (await getSnapshot(source.snapshotId)).name;
  const name = await nameOf(source);
  const subPath = tidySubPath(source.subPath);
  return subPath === null ? name : `${name}/${subPath}`;
}

async function nameOf(source: Source): Promise<string> {
  switch (source.kind) {
    case "folder":
      return basename(resolve(source.path)) || source.path;
    case "git": {
      // The last part alone, so that no user information of an address gets into a name.
      const last =
        source.address
          .replace(/[?#].*$/, "")
          .replace(/\/+(\.git)?\/*$/, "")
          .split(/[/:]/)
          .at(-1) ?? "";
      return last.replace(/\.git$/, "").replace(/^.*@/, "") || "repository";
    }
    case "archive": {
      const upload = await findUpload(source.uploadId);
      return upload === null ? "archive" : withoutEnding(upload.name);
    }
  }
}
