import { afterEach, expect, test, vi } from "vitest";
import { refuseForeign } from "./same-origin.ts";

afterEach(() => vi.unstubAllEnvs());

const page = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
const asked = (headers: Record<string, string>, method = "GET") => ({ method, headers: new Headers(headers) });

test.each<[string, Record<string, string>]>([
  ["a tool without a browser", { host: "localhost:3000" }],
  ["an address bar", { host: "127.0.0.1:3000", "sec-fetch-site": "none", ...page }],
  ["our own page", { host: "[::1]:3000", origin: "http://[::1]:3000", "sec-fetch-site": "same-origin" }],
  ["a tunnel", { host: "localhost:4000", origin: "http://localhost:4000" }],
  ["no-referrer's null origin", { host: "localhost", origin: "null", "sec-fetch-site": "same-origin" }],
])("%s may ask", (_who, headers) => {
  expect(() => refuseForeign(asked(headers, "POST"), { navigation: false })).not.toThrow();
});

test.each<[string, Record<string, string>]>([
  ["no host", {}],
  ["a rebound name", { host: "evil.example:3000", origin: "http://evil.example:3000" }],
  ["a name that begins like ours", { host: "localhost.evil.example" }],
  ["a foreign origin", { host: "localhost:3000", origin: "https://evil.example" }],
  ["another port of this machine", { host: "localhost:3000", origin: "http://localhost:8888" }],
  ["another site", { host: "localhost:3000", "sec-fetch-site": "cross-site" }],
  ["another port by fetch metadata", { host: "localhost:3000", "sec-fetch-site": "same-site" }],
  ["a sandboxed frame", { host: "localhost:3000", origin: "null", "sec-fetch-site": "cross-site" }],
  ["a null origin alone", { host: "localhost:3000", origin: "null" }],
])("%s may not ask", (_who, headers) => {
  expect(() => refuseForeign(asked(headers, "POST"), { navigation: true })).toThrow(
    expect.objectContaining({ code: "forbidden" }),
  );
});

test("a followed link opens a page, and neither a frame nor a route", () => {
  const link = { host: "localhost:3000", "sec-fetch-site": "cross-site", ...page };
  expect(() => refuseForeign(asked(link), { navigation: true })).not.toThrow();
  expect(() => refuseForeign(asked(link), { navigation: false })).toThrow();
  expect(() => refuseForeign(asked(link, "POST"), { navigation: true })).toThrow();
  expect(() => refuseForeign(asked({ ...link, "sec-fetch-dest": "iframe" }), { navigation: true })).toThrow();
});

test("RETRACE_HOSTS names further hosts", () => {
  const there = asked({ host: "lab-7:3000", origin: "http://lab-7:3000" });
  expect(() => refuseForeign(there, { navigation: false })).toThrow("RETRACE_HOSTS");
  vi.stubEnv("RETRACE_HOSTS", "other, Lab-7");
  expect(() => refuseForeign(there, { navigation: false })).not.toThrow();
});
