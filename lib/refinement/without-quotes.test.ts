import { expect, test } from "vitest";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { leakMeter } from "./leak.ts";
import { withoutQuotes } from "./without-quotes.ts";

const { search } = defaultRunConfig;
const target = Array.from(
  { length: 30 },
  (_, index) => `export const total${index} = sum(items, start + ${index}, end * 2);`,
).join("\n");

test("a thought that quotes nothing stays as it is", () => {
  const thought = "I will add up the items from a start to an end. Each total moves the start on by one.";
  expect(withoutQuotes(thought, leakMeter(target, []), search)).toEqual({ text: thought, removed: [] });
});

test("only the sentence that quotes goes", () => {
  const quote = "The first line is export const total4 = sum(items, start + 4, end * 2);";
  const { text, removed } = withoutQuotes(
    `I add up the items. ${quote}\n\nThen come the others.`,
    leakMeter(target, []),
    search,
  );
  expect(removed).toEqual([quote]);
  expect(text).toBe("I add up the items.\n\nThen come the others.");
});

test("what is known anyway may be said", () => {
  const quote = "It reads export const total4 = sum(items, start + 4, end * 2);";
  expect(
    withoutQuotes(quote, leakMeter(target, ["export const total4 = sum(items, start + 4, end * 2);"]), search).removed,
  ).toEqual([]);
});

test("a thought that is nothing but its target leaves nothing", () => {
  expect(withoutQuotes(target, leakMeter(target, []), search).text).toBe("");
});

test("of sentences that quote together those go that quote most, and no others", () => {
  const pieces = ["So total3 = sum(items, start.", "And start + 7, end * 2.", "And total9 = sum(items, start."];
  const thought = `First I add up. ${pieces.join(" ")} Last I look at the whole.`;
  const { text, removed } = withoutQuotes(thought, leakMeter(target, []), search);
  expect(removed.length).toBeGreaterThan(0);
  expect(pieces).toEqual(expect.arrayContaining([...removed]));
  expect(text).toMatch(/^First I add up\..*Last I look at the whole\.$/);
});
