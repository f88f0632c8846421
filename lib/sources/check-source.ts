import { assertNever } from "#lib/std/assert.ts";
import { checkCommit, parseGitAddress } from "./git-address.ts";
import { folderOf } from "./read-folder.ts";
import type { ImportPolicy } from "./reading.ts";
import type { Source } from "./schema.ts";
import { getUpload } from "./uploads.ts";

const LONGEST_LOOK_MS = 10_000;

/**
 * Refuses what reading would refuse before its first byte, so that whoever typed it is told at the field. The reading
 * checks again, for a folder may be gone by then.
 */
export async function checkSource(source: Source, policy: ImportPolicy): Promise<void> {
  switch (source.kind) {
    case "folder":
      await folderOf(source, { policy, signal: AbortSignal.timeout(LONGEST_LOOK_MS) });
      return;
    case "git":
      parseGitAddress(source.address, policy);
      if (source.commit !== undefined) checkCommit(source.commit);
      return;
    case "archive":
      await getUpload(source.uploadId);
      return;
    default:
      assertNever(source);
  }
}
