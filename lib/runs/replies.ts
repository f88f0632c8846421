import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { countReplies, countUnneededReplies, deleteUnneededReplies, type ReplyCount } from "#lib/calls/server.ts";

export type RepliesSize = {
  readonly all: ReplyCount;
  /** What a purge of the age that was asked for would delete; null where none was. */
  readonly unneeded: ReplyCount | null;
};

/** How much room stored replies take. */
export async function repliesSize(actor: Actor, olderThanDays: number | null): Promise<RepliesSize> {
  authorize(actor, "settings:read");
  const all = await countReplies();
  return { all, unneeded: olderThanDays === null ? null : await countUnneededReplies(olderThanDays) };
}

/**
 * Deletes replies that were neither stored nor used for so many days and are of no run that may still go on. Work that asks
 * their questions once more pays for them once more; what they cost stays in the ledger.
 */
export async function purgeReplies(actor: Actor, olderThanDays: number): Promise<number> {
  authorize(actor, "run:write");
  return deleteUnneededReplies(olderThanDays);
}
