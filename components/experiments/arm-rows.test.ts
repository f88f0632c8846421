import { expect, test } from "vitest";
import { inNats } from "./arm-rows.ts";

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
