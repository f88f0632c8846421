import { expect, test } from "vitest";
import { shareText, wilson } from "./wilson.ts";

test("the interval agrees with worked examples and stays within 0 and 1", () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I: 81/263 and 0/20 by the score method.
  const [low, high] = wilson(81, 263);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(wilson(0, 20)[0]).toBe(0);
  expect(wilson(0, 20)[1]).toBeCloseTo(0.1611, 4);
  expect(wilson(20, 20)[1]).toBe(1);
  expect(wilson(0, 0)).toEqual([0, 1]);
});

test("a share is told with its interval and its n", () => {
  expect(shareText(99, 100)).toBe("99.0 (94.6 to 99.8) of 100");
  expect(shareText(0, 0)).toBe("none");
});
