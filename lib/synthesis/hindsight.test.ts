import { expect, test } from "vitest";
import { filesOf } from "./fixture.ts";
import { hindsightSentences, sentencesOf } from "./hindsight.ts";
import { HINDSIGHT, LATER_HINDSIGHT, LATER_PROSPECTIVE, PROSPECTIVE } from "./hindsight-sentences.ts";

const lines = (text: string) => text.trim().split("\n");
const half = (all: readonly string[], which: 0 | 1) => all.filter((_, index) => index % 2 === which);
const flagged = (all: readonly string[]) => all.filter((sentence) => hindsightSentences(sentence).length > 0);

test("no sentence of the sets stands there twice", () => {
  const all = [HINDSIGHT, PROSPECTIVE, LATER_HINDSIGHT, LATER_PROSPECTIVE].flatMap(lines);
  expect(new Set(all).size).toBe(all.length);
});

test.each([
  ["calibration", half(lines(HINDSIGHT), 0), half(lines(PROSPECTIVE), 0)],
  ["held out", half(lines(HINDSIGHT), 1), half(lines(PROSPECTIVE), 1)],
  ["all of the later ones", lines(LATER_HINDSIGHT), lines(LATER_PROSPECTIVE)],
])("%s: at least 90 % are found, at 2 % false alarms or fewer", (_, hindsight, prospective) => {
  expect(hindsight.length).toBeGreaterThanOrEqual(60);
  expect(flagged(hindsight).length).toBeGreaterThanOrEqual(0.9 * hindsight.length);
  expect(flagged(prospective).length).toBeLessThanOrEqual(0.02 * prospective.length);
});

test("what people write about programs in general is hardly ever flagged", () => {
  const prose = Object.entries(filesOf("lib"))
    .filter(([path]) => path.endsWith(".md"))
    .flatMap(([, text]) => sentencesOf(text))
    .filter((sentence) => /^[A-Z].{30,}\.$/.test(sentence));
  expect(prose.length).toBeGreaterThan(80);
  expect(flagged(prose).length).toBeLessThanOrEqual(0.02 * prose.length);
});

test("a sentence about the target's own path speaks of the file; one about another file may", () => {
  const say = (path: string) => `I will begin. \`${path}\` already exports it. Then I go on.`;
  expect(hindsightSentences(say("src/a.ts"), "src/a.ts")).toEqual(["`src/a.ts` already exports it."]);
  expect(hindsightSentences(say("src/b.ts"), "src/a.ts")).toEqual([]);
});

test("names and titles are not read as words", () => {
  expect(hindsightSentences('I will write `existing code` and a case "the code uses two lines" first.')).toEqual([]);
});

test("a long text without a full stop is read in one go", () => {
  expect(hindsightSentences("the code the file this ".repeat(20_000))).toHaveLength(0);
});
