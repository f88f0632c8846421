import { expect, test } from "vitest";
import { defaultRunConfig, type Leak } from "#lib/trajectory/index.ts";
import { hasGate, leakRows } from "./leak-rows.ts";

const leak: Leak = {
  overlap: 0.03,
  longestRun: 13,
  copiedTokens: 13,
  renamedBits: 35.4,
  words13: 0,
  fencedLines: 0,
  repetition: 0,
  lengthRatio: 0.75,
  adjustedGain: null,
  spans: [],
};
const search = {
  ...defaultRunConfig.search,
  leakOverlap: 0.02,
  leakRun: 12,
  leakBits: 35,
  leakPieces: 58,
  leakSpoken: 28,
  copiedGain: 0.5,
};
const over = (more: Partial<Leak>) =>
  leakRows({ ...leak, ...more }, search)
    .filter((row) => row.over)
    .map((row) => row.name);

test("a measure over its limit says so, one at its limit does not", () => {
  expect(over({})).toEqual(["runs of 8 tokens", "longest run", "under other names, bits"]);
  expect(over({ longestRun: 12, renamedBits: 35, copiedGain: 0.51 })).toEqual(["runs of 8 tokens", "gain from copies"]);
});

test("a share is no leak where less is copied than one run may hold", () => {
  expect(over({ longestRun: 8, copiedTokens: 8, renamedBits: 0 })).toEqual([]);
});

test("pieces count together, where they were measured", () => {
  expect(over({ longestRun: 8, copiedTokens: 8, renamedBits: 0, pieceBits: 58 })).toEqual([]);
  expect(over({ longestRun: 8, copiedTokens: 8, renamedBits: 0, pieceBits: 58.1 })).toEqual(["in pieces, bits"]);
  expect(over({ longestRun: 8, copiedTokens: 8, renamedBits: 0, spokenBits: 29 })).toEqual(["told in words, bits"]);
});

test("what was not measured is left out", () => {
  const { copiedTokens: _copied, renamedBits: _bits, ...old } = leak;
  const names = leakRows(old, search).map((row) => row.name);
  expect(names).not.toContain("copied tokens");
  expect(names).toContain("runs of 8 tokens");
});

test("only two modes refuse", () => {
  expect((["off", "faithful", "guarded", "segment"] as const).filter(hasGate)).toEqual(["guarded", "segment"]);
});
