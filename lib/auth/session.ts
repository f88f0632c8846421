import { randomBytes } from "node:crypto";
import { transaction } from "#lib/db/transaction.ts";
import { AppError } from "#lib/std/errors.ts";
import { sha256 } from "#lib/std/hash.ts";
import { type Actor, localOwner } from "./actor.ts";
import * as store from "./store.ts";

const LINK_LIFE_MS = 15 * 60_000;
/** How long a browser stays signed in. */
export const SESSION_LIFE_MS = 30 * 24 * 3600_000;
/** Longer than any token of ours; anything longer is refused before it is hashed. */
const LONGEST_TOKEN = 100;

export type Session = { readonly actor: Actor; readonly expiresAt: Date };

/**
 * Makes a link that signs one browser in, once, within a quarter of an hour. Whoever can call this is the owner: the
 * command line of this machine, never a route. The token itself is stored nowhere.
 */
export async function createSignInLink(now: Date = new Date()): Promise<{ token: string }> {
  const token = newToken();
  await store.removeExpired(now);
  const expiresAt = new Date(now.getTime() + LINK_LIFE_MS);
  await store.insertLink({ tokenHash: sha256(token), createdAt: now, expiresAt });
  return { token };
}

/** Spends a link's token on a session; the session's own token goes into the cookie. */
export async function exchangeSignInLink(token: string, now: Date = new Date()): Promise<{ token: string }> {
  return transaction(async (tx) => {
    const valid = token.length <= LONGEST_TOKEN && (await store.spendLink(sha256(token), now, tx));
    if (!valid) {
      throw new AppError(
        "unauthenticated",
        "This sign-in link was used already or is older than 15 minutes. Run `npm run retrace sign-in` for a new one.",
      );
    }
    const session = newToken();
    const expiresAt = new Date(now.getTime() + SESSION_LIFE_MS);
    const tokenHash = sha256(session);
    await store.insertSession({ tokenHash, reviewer: localOwner.id, createdAt: now, expiresAt }, tx);
    return { token: session };
  });
}

/** The session a cookie's token stands for, or null. */
export async function findSession(token: string | null, now: Date = new Date()): Promise<Session | null> {
  if (token === null || token === "" || token.length > LONGEST_TOKEN) return null;
  const found = await store.findUnexpired(sha256(token), now);
  return found && { actor: { id: found.reviewer, role: "owner" }, expiresAt: found.expiresAt };
}

function newToken(): string {
  return randomBytes(32).toString("base64url");
}
