import { expect, test } from "vitest";
import { MOST_PARAGRAPHS, paragraphsOf } from "./thought-paragraphs.ts";

const LONG =
  "A paragraph that is long enough to stand on its own, since it has clearly more than one hundred characters in it.";

test("paragraphs join to the thought again", () => {
  for (const thought of [
    "",
    "One.",
    `${LONG}\n\n${LONG}`,
    `Short.\n\n${LONG}\n\nShort.`,
    `${LONG}\n${LONG}`,
    "\n\n\n",
  ]) {
    const { paragraphs, separator } = paragraphsOf(thought);
    expect(paragraphs.join(separator)).toBe(thought);
  }
});

test("a thought is cut at blank lines, or at line breaks where it has none", () => {
  expect(paragraphsOf(`${LONG}\n\n${LONG}`).paragraphs).toEqual([LONG, LONG]);
  expect(paragraphsOf(`${LONG}\n${LONG}`).paragraphs).toEqual([LONG, LONG]);
});

test("short paragraphs join a neighbour", () => {
  expect(paragraphsOf(`Short.\n\n${LONG}`).paragraphs).toEqual([`Short.\n\n${LONG}`]);
  expect(paragraphsOf(`${LONG}\n\nShort.`).paragraphs).toEqual([`${LONG}\n\nShort.`]);
});

test("there are never more than ten", () => {
  const thought = Array.from({ length: 14 }, () => LONG).join("\n\n");
  expect(paragraphsOf(thought).paragraphs).toHaveLength(MOST_PARAGRAPHS);
});
