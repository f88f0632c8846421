import { type Db, prisma } from "#lib/db/client.ts";
import { Prisma } from "#prisma/generated/client.ts";

export type ReplyCount = { readonly replies: number; readonly bytes: number };

/** All stored replies; their bytes are those of the bodies, as they are packed. */
export async function countReplies(db: Db = prisma): Promise<ReplyCount> {
  return count(Prisma.sql`TRUE`, db);
}

/** The replies that a purge of this age would delete. */
export async function countUnneededReplies(olderThanDays: number, db: Db = prisma): Promise<ReplyCount> {
  return count(unneeded(olderThanDays), db);
}

/** Deleted in one statement; a long one would keep others from cleaning up behind it. */
const CHUNK = 5_000;

/** Deletes the replies that no run needs any more, and returns how many; the ledger's lines stay. */
export async function deleteUnneededReplies(olderThanDays: number, db: Db = prisma): Promise<number> {
  let deleted = 0;
  for (;;) {
    const some = await db.$executeRaw`
      DELETE FROM "ModelReply" AS m USING (
        SELECT key, "limitTokens" FROM "ModelReply" AS m WHERE ${unneeded(olderThanDays)} LIMIT ${CHUNK}
      ) AS old WHERE m.key = old.key AND m."limitTokens" = old."limitTokens"`;
    deleted += some;
    if (some < CHUNK) return deleted;
  }
}

/**
 * Of a reply `m`: neither stored nor used by any run since then, nor used by a run that is not over, nor asked for now. A run
 * that failed can be resumed, and asks the same questions again.
 */
function unneeded(olderThanDays: number): Prisma.Sql {
  const since = Prisma.sql`CURRENT_TIMESTAMP - ${olderThanDays} * interval '1 day'`;
  return Prisma.sql`m."createdAt" < ${since}
    AND NOT EXISTS (
      SELECT 1 FROM "ModelCall" c LEFT JOIN "Run" r ON r.id = c."runId"
      WHERE c."replyKey" = m.key AND (c.at >= ${since} OR r.state NOT IN ('done', 'cancelled'))
    )
    AND NOT EXISTS (SELECT 1 FROM "ModelBatchItem" i WHERE i.key = m.key)
    AND NOT EXISTS (SELECT 1 FROM "CallClaim" q WHERE q.id = m.key || ':' || m."limitTokens")`;
}

async function count(condition: Prisma.Sql, db: Db): Promise<ReplyCount> {
  const rows = await db.$queryRaw<ReplyCount[]>`
    SELECT count(*)::float8 AS replies, COALESCE(sum(octet_length(body)), 0)::float8 AS bytes
    FROM "ModelReply" AS m WHERE ${condition}`;
  return rows[0] ?? { replies: 0, bytes: 0 };
}
