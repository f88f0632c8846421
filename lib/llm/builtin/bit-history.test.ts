import { expect, test } from "vitest";
import { CONFIDENCE, FIRST_PROBABILITY, NEXT_HISTORY } from "./bit-history.ts";

const after = (bits: string) => [...bits].reduce((state, bit) => NEXT_HISTORY[2 * state + Number(bit)] ?? 0, 0);

test("four bits are remembered exactly", () => {
  const states = new Set(Array.from({ length: 16 }, (_, bits) => after(bits.toString(2).padStart(4, "0"))));
  expect(states.size).toBe(16);
});

test("a long run makes certain, and one contradiction takes most of that away", () => {
  const run = after("1".repeat(60));
  expect(after("1".repeat(61))).toBe(run);
  expect(FIRST_PROBABILITY[run]).toBeGreaterThan(0.98);
  const broken = after(`${"1".repeat(60)}0`);
  expect(FIRST_PROBABILITY[broken]).toBeLessThan(0.9);
  expect(CONFIDENCE[broken]).toBeLessThan((CONFIDENCE[run] ?? 0) / 4);
});

test("nothing leads back to having seen nothing", () => {
  expect([...NEXT_HISTORY.slice(0, 2)].includes(0)).toBe(false);
  expect(CONFIDENCE[0]).toBe(0);
});
