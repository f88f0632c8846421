import { expect, test } from "vitest";
import { knownNames, ungroundedNames } from "./ground.ts";
import { hindsightSentences } from "./hindsight.ts";

const known = knownNames({
  language: "typescript",
  paths: ["lib/std/order.ts"],
  outlines: [],
  texts: ["export function byCodeUnit(a: string, options: Options) { return options.strict; }"],
});

test.each([
  ["I use `byCodeUnit` from `lib/std/order.ts`, or `order.ts` for short.", []],
  ["`options.strict` decides; `Promise` and `structuredClone` are the language's own.", []],
  ["Then `sortAll` and snake_case_name, camelCase too.", ["sortAll", "snake_case_name", "camelCase"]],
  ["Read `lib/std/missing.ts` and lib/std/other.ts.", ["lib/std/missing.ts", "lib/std/other.ts"]],
  ["Prose and/or read/write, e.g. this, is no code. TypeScript and README are words.", []],
  ["The type `Map<string, Widget>` names one stranger.", ["Widget"]],
  ["`window.widget` is a stranger, named twice: `window.widget`.", ["window.widget"]],
])("%s", (thought, expected) => {
  expect(ungroundedNames(thought, known)).toEqual(expected);
});

test.each([
  "The existing code sorts by name.",
  "As implemented in this file, the sum is rounded.",
  "I wrote a helper for that.",
  "This file already exports it.",
  "According to the target, it returns null.",
])("speaks of what is there already: %s", (sentence) => {
  expect(hindsightSentences(`I will begin. ${sentence} Then I go on.`)).toEqual([sentence]);
});

test.each([
  "I will write `existing` first.",
  "`a.ts` is written already, so I can read it.",
  "I put the helper above; nothing has to change.",
  "This file will export it.",
])("plans: %s", (sentence) => {
  expect(hindsightSentences(sentence)).toEqual([]);
});
