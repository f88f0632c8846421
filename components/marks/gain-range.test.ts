import { expect, test } from "vitest";
import { gainRange } from "./gain-range.ts";

test("one round range holds every value of a view", () => {
  expect(gainRange([])).toBe(0.1);
  expect(gainRange([0.03, null, -0.09])).toBe(0.1);
  expect(gainRange([0.234, 0.158])).toBe(0.5);
  expect(gainRange([-1.2])).toBe(2);
  expect(gainRange([7])).toBe(7);
});
