import { NextRequest } from "next/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as signIn } from "#app/sign-in/route.ts";
import { createSignInLink } from "#lib/auth/session.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { config, proxy } from "#proxy.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return proxy(new NextRequest(`http://localhost:3000${path}`, { headers: { host: "localhost:3000", ...headers } }));
}

/** True where the proxy lets the request through to its page or route. */
const passes = (response: Response) => response.headers.get("x-middleware-next") === "1";

test("a link signs in: the cookie it sets opens pages, and it works once", async () => {
  const { token } = await createSignInLink();
  const address = `/sign-in?token=${token}`;
  const fromChat = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  expect(passes(await ask(address, fromChat))).toBe(true);
  const exchanged = await signIn(
    new Request(`http://localhost:3000${address}`, { headers: { host: "localhost:3000", ...fromChat } }),
  );
  // Not a redirect: after a click on another site the browser would follow it without the Strict cookie.
  expect(exchanged.status).toBe(200);
  expect(await exchanged.text()).toContain('<meta http-equiv="refresh" content="0; url=/">');
  const cookie = exchanged.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/^retrace_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
  expect(passes(await ask("/", { cookie: cookie.split(";")[0] ?? "" }))).toBe(true);

  const again = await signIn(new Request(`http://localhost:3000${address}`, { headers: { host: "localhost:3000" } }));
  expect(again.status).toBe(401);
  expect(again.headers.get("set-cookie")).toBeNull();
});

test("pages and routes without a session say so, each in its way", async () => {
  const page = await ask("/runs");
  expect([page.status, page.headers.get("content-type")]).toEqual([401, "text/html; charset=utf-8"]);
  expect(await page.text()).toContain("npm start");
  const api = await ask("/api/runs");
  expect([api.status, api.headers.get("content-type")]).toEqual([401, "application/problem+json"]);
});

test("a foreign host is refused before anything else", async () => {
  expect((await ask("/sign-in?token=x", { host: "evil.example" })).status).toBe(403);
  expect((await ask("/api/runs", { host: "evil.example" })).status).toBe(403);
});

test("every reply carries the policy, and each its own nonce", async () => {
  const replies = [await ask("/"), await ask("/sign-in"), await ask("/api/runs", { host: "evil.example" })];
  const policies = replies.map((each) => each.headers.get("content-security-policy") ?? "");
  for (const policy of policies) {
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
  }
  expect(new Set(policies).size).toBe(3);
  expect(replies.map((each) => each.headers.get("x-content-type-options"))).toEqual(["nosniff", "nosniff", "nosniff"]);
});

test("what is passed on carries the nonce to Next, whatever the request itself claimed", async () => {
  const response = await ask("/sign-in", {
    "content-security-policy": "script-src 'nonce-stolen'",
    "x-nonce": "stolen",
  });
  const onward = response.headers.get("x-middleware-request-content-security-policy");
  expect(onward).toBe(response.headers.get("content-security-policy"));
  expect(response.headers.get("x-middleware-request-x-nonce")).not.toBe("stolen");
});

test.each([
  ["/", true],
  ["/runs", true],
  ["/api/runs", true],
  ["/api/uploads/x", true],
  ["/_next/data/x.json", true],
  ["/_next/static/chunks/a.js", false],
  ["/api/uploads", false],
  ["/icon.svg", false],
  ["/iconography", true],
])("the proxy stands before %s: %s", (path, stands) => {
  const [matcher = ""] = config.matcher;
  expect(new RegExp(`^${matcher}$`).test(path)).toBe(stands);
});
