import { describe, expect, test } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatGain,
  formatHash,
  formatNats,
  formatPercent,
  formatS,
  formatTime,
  formatUsd,
  gainSign,
  plural,
  splitPath,
} from "./format.ts";

describe("gain", () => {
  test.each([
    [0.0391, "+0.039", "better"],
    [-0.0091, "−0.009", "worse"],
    [0, "0.000", "zero"],
    [0.0004, "0.000", "zero"],
    [-0.0004, "0.000", "zero"],
    [0.0006, "+0.001", "better"],
    [null, "", "zero"],
    [undefined, "", "zero"],
    [Number.NaN, "", "zero"],
    [Number.POSITIVE_INFINITY, "", "zero"],
  ])("%s reads %s and is %s", (value, text, sign) => {
    expect(formatGain(value)).toBe(text);
    expect(gainSign(value)).toBe(sign);
  });

  test("a line's total has two decimals", () => {
    expect(formatNats(-1.129)).toBe("−1.13");
  });
});

test("S has three decimals and no sign, and is blank when unknown", () => {
  expect(formatS(0.8032)).toBe("0.803");
  expect(formatS(null)).toBe("");
});

test("a percentage has one decimal and a space", () => {
  expect(formatPercent(0.0461)).toBe("4.6 %");
  expect(formatPercent(0.003)).toBe("0.3 %");
  expect(formatPercent(1, 0)).toBe("100 %");
  expect(formatPercent(-0.0129)).toBe("−1.3 %");
  expect(formatPercent(undefined)).toBe("");
});

test.each([
  [0, "0"],
  [999, "999"],
  [1284, "1,284"],
  [99_999, "99,999"],
  [484_000, "484k"],
  [999_499, "999k"],
  [999_600, "1.00 M"],
  [8_950_000, "8.95 M"],
  [-37, "−37"],
  [-1284, "−1,284"],
  [-484_000, "−484k"],
  [null, ""],
])("%s counts as %s", (value, text) => {
  expect(formatCount(value)).toBe(text);
});

test.each([
  [0, "0 B"],
  [812, "812 B"],
  [1500, "1.5 kB"],
  [61_000_000, "61 MB"],
  [9_960_000, "10 MB"],
  [2_300_000_000, "2.3 GB"],
  [Number.NaN, ""],
])("%s bytes read %s", (value, text) => {
  expect(formatBytes(value)).toBe(text);
});

test("durations are clocks, then words", () => {
  expect(formatDuration(7000)).toBe("0:07");
  expect(formatDuration(72_000)).toBe("1:12");
  expect(formatDuration(17 * 60_000)).toBe("17 min");
  expect(formatDuration(125 * 60_000)).toBe("2 h 5 min");
  expect(formatDuration(null)).toBe("");
  expect(formatTime(840)).toBe("840 ms");
  expect(formatTime(1400)).toBe("1.4 s");
  expect(formatTime(72_000)).toBe("1 min 12 s");
});

test("how long ago ends in a date", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  expect(formatAgo("2026-11-20T11:59:50Z", now)).toBe("just now");
  expect(formatAgo("2026-11-20T11:56:00Z", now)).toBe("4 min ago");
  expect(formatAgo("2026-11-20T09:00:00Z", now)).toBe("3 h ago");
  expect(formatAgo("2026-11-10T12:00:00Z", now)).toBe("10 Nov 2026");
  expect(formatAgo("not a date", now)).toBe("");
});

test("words and paths", () => {
  expect(plural(1, "file")).toBe("1 file");
  expect(plural(1214, "repository", "repositories")).toBe("1,214 repositories");
  expect(splitPath("lib/std/order.ts")).toEqual({ folder: "lib/std/", name: "order.ts" });
  expect(splitPath("README.md")).toEqual({ folder: "", name: "README.md" });
  expect(formatHash("a41d07c9ffab")).toBe("a41d07c");
  expect(formatHash(null)).toBe("");
});

test.each([
  [0, "$0"],
  [0.00001, "under $0.0001"],
  [0.04123, "$0.0412"],
  [0.3, "$0.30"],
  [0.29, "$0.29"],
  [0.3001, "$0.3001"],
  [0.99996, "$1.00"],
  [2.178, "$2.18"],
  [1.999, "$2.00"],
  [12345.5, "$12,345.50"],
  [null, ""],
])("money: %s reads %s", (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});
