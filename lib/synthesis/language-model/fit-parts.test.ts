import { expect, test } from "vitest";
import { fitParts, type Part } from "./fit-parts.ts";
import { prefixOfWeight, weightOf } from "./weight.ts";

test("parts that fit are shown whole; an empty one is left out", () => {
  const parts: Part[] = [
    { title: "readme", text: "one\ntwo\n", share: 0.5 },
    { title: "manifests", text: " \n", share: 0.1 },
    { title: "outline", text: "</outline> x", share: 0.4 },
  ];
  expect(fitParts(parts, 1_000)).toBe("<readme>\none\ntwo\n</readme>\n\n<outline>\n<\\/outline> x\n</outline>");
});

test("a part that is cut ends with a line and says so; a line that is cut in two is marked", () => {
  const lines = "a line of text\n".repeat(40);
  const [cut = ""] =
    /<readme>\n[\s\S]*<\/readme>/.exec(fitParts([{ title: "readme", text: lines, share: 1 }], 250)) ?? [];
  expect(cut).toMatch(/^<readme>\n(?:a line of text\n)+\[cut: \d+ of 599 characters not shown\]\n<\/readme>$/);
  const [, left] = /cut: (\d+) of/.exec(cut) ?? [];
  expect((cut.match(/a line of text/g) ?? []).length * 15 - 1 + Number(left)).toBe(599);

  const long = fitParts([{ title: "readme", text: "y".repeat(500), share: 1 }], 192);
  expect(long).toBe(`<readme>\n${"y".repeat(100)} …\n[cut: 400 of 500 characters not shown]\n</readme>`);
});

test("a part without room still says that it is there", () => {
  expect(fitParts([{ title: "readme", text: "one\ntwo", share: 0.1, isSteady: true }], 100)).toBe(
    "<readme>\n[cut: 7 of 7 characters not shown]\n</readme>",
  );
});

test("what steady parts show does not depend on the others; the rest goes by rank", () => {
  const text = "z".repeat(5_000);
  const shown = (others: readonly Part[]) =>
    fitParts([{ title: "readme", text, share: 0.2, isSteady: true }, ...others], 3_000).split("\n\n")[0];
  expect(shown([])).toBe(shown([{ title: "needs", text, share: 0.3 }]));
  const both = (first: number, second: number) =>
    fitParts(
      [
        { title: "needs", text, share: 0.1, rank: first },
        { title: "outline", text, share: 0.1, rank: second },
      ],
      3_000,
    ).split("\n\n");
  const [needs = "", outline = ""] = both(1, 2);
  expect(needs.length).toBeGreaterThan(4 * outline.length);
  expect(both(2, 1).map((each) => each.length)[1]).toBeGreaterThan(2_000);
});

test("of several texts the first that fits is shown, and a cut one is the shortest", () => {
  const part = (room: number) =>
    fitParts([{ title: "outlines", text: ["long ".repeat(100), "short ".repeat(10)], share: 1 }], room);
  expect(part(1_000)).toContain("long");
  expect(part(200)).toBe(`<outlines>\n${"short ".repeat(10).trim()}\n</outlines>`);
  expect(part(120)).toMatch(/short/);
});

test.each([
  ["plain words", 11],
  ["1234", 12],
  ["é", 2],
  ["漢字", 6],
  ["🙂", 4],
])("%j weighs %i thirds of a token", (text, weight) => {
  expect(weightOf(text)).toBe(weight);
  expect(prefixOfWeight(text, weight)).toBe(text.length);
  expect(prefixOfWeight(text, weight - 1)).toBeLessThan(text.length);
  expect(text.slice(0, prefixOfWeight(text, weight - 1)).isWellFormed()).toBe(true);
});
