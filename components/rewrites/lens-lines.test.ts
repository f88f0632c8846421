import { expect, test } from "vitest";
import { buildLens, lineStarts, linesByGain, unitAt } from "./lens-lines.ts";

const target = "ab c\nd\n\nef\n";
//             units: "ab" " c\n" "d" "\n\n" "ef" "\n"
const unitEnds = [2, 5, 6, 8, 10, 11];

test("line totals add up to the sum over scored units", () => {
  const lens = buildLens({
    target,
    unitEnds,
    scoredFrom: 1,
    from: [-1, -1, -1, -1, -1, -1],
    to: [0, -0.4, -3, -1, 0, -1],
  });
  expect(lens.lines.map((line) => [line.number, line.total])).toEqual([
    [1, expect.closeTo(0.6)],
    [2, -2],
    [3, null],
    [4, 1],
  ]);
  expect(lens.sum).toBeCloseTo(-0.4);
  expect(lens.running.at(-1)).toBeCloseTo(lens.sum);
  expect(lens.range).toBe(2);
  expect(lens.scored).toBe(5);
});

test("colour stays within its line, joins equal neighbours and leaves out unscored units", () => {
  const lens = buildLens({
    target,
    unitEnds,
    scoredFrom: 1,
    from: [0, -1, -1, -1, -1, -1],
    to: [9, -0.3, -0.3, -1, 0.2, 0.2],
  });
  expect(lens.lines[0]?.ranges).toEqual([{ start: 2, end: 4, bin: 3 }]);
  expect(lens.lines[1]?.ranges).toEqual([{ start: 0, end: 1, bin: 3 }]);
  expect(lens.lines[3]?.ranges).toEqual([{ start: 0, end: 2, bin: 4 }]);
});

test("neighbours of one bin are one range", () => {
  const lens = buildLens({ target: "abc", unitEnds: [1, 2, 3], scoredFrom: 0, from: [0, 0, 0], to: [0.3, 0.3, -0.3] });
  expect(lens.lines[0]?.ranges).toEqual([
    { start: 0, end: 2, bin: 2 },
    { start: 2, end: 3, bin: -2 },
  ]);
});

test("a unit that spans lines colours all of them and counts for the first", () => {
  const lens = buildLens({ target: "a\nb", unitEnds: [3], scoredFrom: 0, from: [-2], to: [0] });
  expect(lens.lines.map((line) => line.total)).toEqual([2, null]);
  expect(lens.lines.map((line) => line.ranges.length)).toEqual([1, 1]);
});

test("units are found by offset", () => {
  expect([0, 1, 2, 5, 10].map((offset) => unitAt(unitEnds, offset))).toEqual([0, 0, 1, 2, 5]);
  expect(unitAt(unitEnds, 11)).toBeNull();
  expect(unitAt([], 0)).toBeNull();
});

test("lines by gain: best first, shares run up to one", () => {
  const lens = buildLens({ target: "a\nb\nc", unitEnds: [2, 4, 5], scoredFrom: 0, from: [0, 0, 0], to: [1, 3, -0.5] });
  const rows = linesByGain(lens);
  expect(rows.map((row) => row.line.number)).toEqual([2, 1, 3]);
  expect(rows.at(-1)?.running).toBeCloseTo(1);
  expect(
    linesByGain(buildLens({ target: "a", unitEnds: [1], scoredFrom: 0, from: [0], to: [-1] }))[0]?.running,
  ).toBeNull();
});

test("line starts", () => {
  expect(lineStarts("")).toEqual([0]);
  expect(lineStarts("a\nb\n")).toEqual([0, 2]);
  expect(lineStarts("\n\n")).toEqual([0, 1]);
});
