import { expect, test } from "vitest";
import type { Segment } from "#lib/trajectory/index.ts";
import { findText, lineMask, lineOfStep, lineText, placeFlatText, segmentAt } from "./flat-text.ts";

const text = "given 😀\nthink it\nmore\nseen\n";
const aSegment = (start: number, end: number, step: number | null, train: boolean): Segment => ({
  kind: train ? "think" : "observation",
  start,
  end,
  train,
  step,
  agent: "main",
});
// Code points: the emoji is one, so "given 😀\n" ends at 8.
const flat = placeFlatText(text, [aSegment(0, 8, null, false), aSegment(8, 22, 0, true), aSegment(22, 27, 1, false)]);

test("offsets are turned into the string's own", () => {
  expect(flat.segments.map((each) => text.slice(each.from, each.to))).toEqual([
    "given 😀\n",
    "think it\nmore\n",
    "seen\n",
  ]);
});

test("lines know their mask and their step", () => {
  expect([...flat.lines.keys()].map((line) => [lineText(flat, line), lineMask(flat, line)])).toEqual([
    ["given 😀", "mask"],
    ["think it", "train"],
    ["more", "train"],
    ["seen", "mask"],
  ]);
  expect(lineOfStep(flat, 0)).toBe(1);
  expect(lineOfStep(flat, 1)).toBe(3);
  expect(lineOfStep(flat, 9)).toBeNull();
  expect(segmentAt(flat, 9)?.step).toBe(0);
});

test("a line in which trained and masked text meet is said to be part", () => {
  const mixed = placeFlatText("ab\n", [aSegment(0, 1, 0, true), aSegment(1, 3, 1, false)]);
  expect(lineMask(mixed, 0)).toBe("part");
});

test("find ignores case, names the step and says when it stopped", () => {
  expect(findText(flat, "E").hits.map((hit) => hit.step)).toEqual([null, 0, 1, 1]);
  expect(findText(flat, "e", 2)).toMatchObject({ more: true, hits: [{ step: null }, { step: 0 }] });
  expect(findText(flat, "")).toEqual({ hits: [], more: false });
});

test("letters that grow in lower case do not move what follows", () => {
  const grown = placeFlatText("İİ x\n", [aSegment(0, 5, 0, true)]);
  expect(findText(grown, "X").hits).toEqual([{ offset: 3, step: 0 }]);
});
