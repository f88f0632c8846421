import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { createSignInLink, exchangeSignInLink, findSession, SESSION_LIFE_MS } from "./session.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const now = new Date("2026-01-01T00:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);

test("a link becomes a session, once", async () => {
  const link = await createSignInLink(now);
  const session = await exchangeSignInLink(link.token, now);
  expect(await findSession(session.token, now)).toEqual({
    actor: { id: "owner", role: "owner" },
    expiresAt: later(SESSION_LIFE_MS),
  });
  await expect(exchangeSignInLink(link.token, now)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("of two exchanges at once one wins", async () => {
  const { token } = await createSignInLink(now);
  const outcomes = await Promise.allSettled([exchangeSignInLink(token, now), exchangeSignInLink(token, now)]);
  expect(outcomes.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a link lasts a quarter of an hour", async () => {
  const { token } = await createSignInLink(now);
  await expect(exchangeSignInLink(token, later(15 * 60_000))).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a session ends", async () => {
  const { token } = await exchangeSignInLink((await createSignInLink(now)).token, now);
  expect(await findSession(token, later(SESSION_LIFE_MS - 1))).not.toBeNull();
  expect(await findSession(token, later(SESSION_LIFE_MS))).toBeNull();
});

test.each([null, "", "nonsense", "x".repeat(10_000)])("%j is no session", async (token) => {
  expect(await findSession(token, now)).toBeNull();
});

test("no table holds a token", async () => {
  const link = await createSignInLink(now);
  const session = await exchangeSignInLink(link.token, now);
  const kept = JSON.stringify([await prisma.signInLink.findMany(), await prisma.session.findMany()]);
  expect(kept).not.toContain(link.token);
  expect(kept).not.toContain(session.token);
});

test("what has expired is removed when the next link is made", async () => {
  await createSignInLink(now);
  await createSignInLink(later(SESSION_LIFE_MS * 2));
  expect(await prisma.signInLink.count()).toBe(1);
  expect(await prisma.session.count()).toBe(0);
});
