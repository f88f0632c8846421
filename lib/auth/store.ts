import { type Db, prisma } from "#lib/db/client.ts";

/** Keeps the hash of a link's token. */
export async function insertLink(
  link: { readonly tokenHash: string; readonly createdAt: Date; readonly expiresAt: Date },
  db: Db = prisma,
): Promise<void> {
  await db.signInLink.create({ data: link, select: { tokenHash: true } });
}

/** Marks a link as used; true for the one call that found it unused and in time. */
export async function spendLink(tokenHash: string, now: Date, db: Db = prisma): Promise<boolean> {
  const spent = await db.signInLink.updateMany({
    where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return spent.count === 1;
}

export type StoredSession = { readonly reviewer: string; readonly expiresAt: Date };

export async function insertSession(
  session: StoredSession & { readonly tokenHash: string; readonly createdAt: Date },
  db: Db = prisma,
): Promise<void> {
  await db.session.create({ data: session, select: { tokenHash: true } });
}

export async function findUnexpired(tokenHash: string, now: Date, db: Db = prisma): Promise<StoredSession | null> {
  return db.session.findFirst({
    where: { tokenHash, expiresAt: { gt: now } },
    select: { reviewer: true, expiresAt: true },
  });
}

/** Removes links and sessions whose time is over. */
export async function removeExpired(now: Date, db: Db = prisma): Promise<void> {
  await db.signInLink.deleteMany({ where: { expiresAt: { lte: now } } });
  await db.session.deleteMany({ where: { expiresAt: { lte: now } } });
}
