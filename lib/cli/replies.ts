import { localOwner } from "#lib/auth/actor.ts";
import { openDatabase } from "#lib/db/server.ts";
import { purgeReplies, repliesSize } from "#lib/runs/server.ts";
import { AppError } from "#lib/std/errors.ts";

type RepliesOptions = { readonly olderThan?: number; readonly purge?: boolean; readonly json?: boolean };

/** Tells how much room the stored replies of models take, and deletes those that no run needs any more. */
export async function replies({ olderThan, purge = false, json = false }: RepliesOptions): Promise<void> {
  if (purge && olderThan === undefined) {
    throw new AppError("invalid", "--purge: say which replies, such as --older-than 90d");
  }
  const database = await openDatabase();
  try {
    const { all, unneeded } = await repliesSize(localOwner, olderThan ?? null);
    const purged = purge && olderThan !== undefined ? await purgeReplies(localOwner, olderThan) : null;
    if (json) {
      process.stdout.write(`${JSON.stringify({ ...all, unneeded, purged })}\n`);
      return;
    }
    process.stdout.write(`${count(all.replies)} stored replies, ${megabytes(all.bytes)}\n`);
    if (unneeded === null) return;
    const old = `not used for ${olderThan} days, of no run that may still go on: ${count(unneeded.replies)}, ${megabytes(unneeded.bytes)}`;
    process.stdout.write(`${old}\n`);
    process.stdout.write(
      purged === null
        ? "Add --purge to delete them; what they cost stays in the ledger.\n"
        : `${count(purged)} deleted; what they cost stays in the ledger.\n`,
    );
  } finally {
    await database.close();
  }
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
