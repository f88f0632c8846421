import { expect, test } from "vitest";
import { seededRandom } from "./random.ts";

test.each([
  [0, [1144304738, 1416247, 958946056, 627933444]],
  [1, [2693262067, 11749833, 2265367787, 4213581821]],
  [12345, [4207900869, 1317490944, 2079646450, 3513001552]],
  [0xffffffff, [3850105811, 813802916, 3073704848, 4054706436]],
])("the numbers of seed %i are those of the author's definition in whole numbers", (seed, expected) => {
  const next = seededRandom(seed);
  expect(expected.map(() => next() * 2 ** 32)).toEqual(expected);
});

test("seeds are taken by their lowest 32 bits, and two generators do not touch each other", () => {
  const [first, second] = [seededRandom(-1), seededRandom(0xffffffff)];
  expect([first(), first(), second(), first()]).toEqual(
    ((next) => {
      const [a, b, c] = [next(), next(), next()];
      return [a, b, a, c];
    })(seededRandom(0xffffffff)),
  );
});
