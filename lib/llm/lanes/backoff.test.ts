import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

const settings = { firstMs: 500, longestMs: 30_000 };
const most = () => 1;

test("the bound doubles up to its longest", () => {
  const bounds = [0, 1, 2, 3, 4, 5, 6, 7].map((retries) => backoffMs(retries, null, settings, most));
  expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("jitter is full: anything from nothing to the bound", () => {
  expect(backoffMs(3, null, settings, () => 0)).toBe(0);
  expect(backoffMs(3, null, settings, () => 0.25)).toBe(1_000);
});

test("what the server asked for is never undercut, and a server that asks for too little is still given more each time", () => {
  expect(backoffMs(0, 20_000, settings, () => 0)).toBe(20_000);
  expect(backoffMs(5, 20_000, settings, most)).toBe(36_000);
  expect(backoffMs(5, 0, settings, most)).toBe(16_000);
});
