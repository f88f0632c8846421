import { expect, test } from "vitest";
import { inNats, verdict } from "./arm-rows.ts";

test("a figure has its sign where it is a gain, a true minus, and its interval in words", () => {
  expect(inNats({ mean: 0.039, low: 0.038, high: 0.0401 }, true)).toEqual({
    figure: "+0.0390",
    interval: "+0.0380 to +0.0401",
  });
  expect(inNats({ mean: -0.0093, low: -0.0094, high: 0.00001 }, true)).toEqual({
    figure: "−0.0093",
    interval: "−0.0094 to 0.0000",
  });
  expect(inNats({ mean: 2.4646, low: null, high: null })).toEqual({ figure: "2.4646", interval: "" });
});

test("nothing that varies has no interval", () => {
  expect(inNats({ mean: 0, low: 0, high: 0 }, true)).toEqual({ figure: "0.0000", interval: "" });
});

test("an arm is better only where enough repositories say so", () => {
  const gain = { mean: 0.01, low: 0.008, high: 0.012 };
  expect(verdict(gain, "guarded", "off", 6)).toBe("S is lower with guarded");
  expect(verdict({ mean: -0.01, low: -0.012, high: -0.008 }, "guarded", "off", 20)).toBe("S is lower with off");
  expect(verdict({ ...gain, low: -0.001 }, "guarded", "off", 20)).toBe("no difference can be told");
  expect(verdict(gain, "guarded", "off", 5)).toBe("too few repositories to tell");
  expect(verdict({ mean: 0.01, low: null, high: null }, "guarded", "off", 20)).toBe("too few repositories to tell");
});
