import { expect, test } from "vitest";
import {
  HINDSIGHT,
  LAST_HINDSIGHT,
  LAST_PROSPECTIVE,
  LATER_HINDSIGHT,
  LATER_PROSPECTIVE,
  PROSPECTIVE,
  UNSEEN_HINDSIGHT,
  UNSEEN_PROSPECTIVE,
} from "#lib/testing/hindsight-sentences.ts";
import { filesOf } from "./fixture.ts";
import { hindsightSentences, sentencesOf } from "./hindsight.ts";

const lines = (text: string) => text.trim().split("\n");
const half = (all: readonly string[], which: 0 | 1) => all.filter((_, index) => index % 2 === which);
const flagged = (all: readonly string[]) => all.filter((sentence) => hindsightSentences(sentence).length > 0);

const hindsight = [HINDSIGHT, LATER_HINDSIGHT, LAST_HINDSIGHT].map(lines);
const prospective = [PROSPECTIVE, LATER_PROSPECTIVE, LAST_PROSPECTIVE].map(lines);

test("no sentence of the sets stands there twice", () => {
  const all = [...hindsight, ...prospective, lines(UNSEEN_HINDSIGHT), lines(UNSEEN_PROSPECTIVE)].flat();
  expect(new Set(all).size).toBe(all.length);
});

test.each([
  ["calibration", 0, 117],
  ["held out", 1, 117],
] as const)("%s: at least 90 % are found, at 2 % false alarms or fewer", (_, which, count) => {
  const spoilt = hindsight.flatMap((all) => half(all, which));
  const honest = prospective.flatMap((all) => half(all, which));
  expect([spoilt.length, honest.length]).toEqual([count, count]);
  expect(flagged(spoilt).length).toBeGreaterThanOrEqual(0.9 * count);
  expect(flagged(honest).length).toBeLessThanOrEqual(0.02 * count);
});

test("of forms that nobody thought of fewer are found, and as few honest ones are flagged", () => {
  expect(flagged(lines(UNSEEN_HINDSIGHT)).length).toBeGreaterThanOrEqual(0.75 * 40);
  expect(flagged(lines(UNSEEN_PROSPECTIVE))).toEqual([]);
});

test("prose about programs that exist is seldom flagged, though some of it would be hindsight in a thought", () => {
  const prose = Object.entries(filesOf("lib"))
    .filter(([path]) => path.endsWith(".md"))
    .flatMap(([, text]) => sentencesOf(text))
    .filter((sentence) => /^[A-Z].{30,}\.$/.test(sentence));
  expect(prose.length).toBeGreaterThan(80);
  expect(flagged(prose).length).toBeLessThanOrEqual(0.05 * prose.length);
});

test("a sentence about the target's own path speaks of the file; one about another file may", () => {
  const say = (path: string) => `I will begin. \`${path}\` already exports it. Then I go on.`;
  expect(hindsightSentences(say("src/a.ts"), "src/a.ts")).toEqual(["`src/a.ts` already exports it."]);
  expect(hindsightSentences(say("src/b.ts"), "src/a.ts")).toEqual([]);
});

test("names and titles are not read as words", () => {
  expect(hindsightSentences('I will write `existing code` and a case "the code uses two lines" first.')).toEqual([]);
});

test("a long text without a full stop is one sentence, read in one go", () => {
  expect(hindsightSentences("the code and the file and this ".repeat(20_000))).toHaveLength(1);
});
