import { expect, test } from "vitest";
import { firstLogicalBlock } from "./first-block.ts";
import { fitPlacebo } from "./placebo.ts";
import { firstScoredUnit, meanNats, pairedDifference, sumLogprob } from "./score.ts";

const BODY = `\nexport function run() {\n  start();\n  wait();\n  stop();\n  return report(1, 2, 3);\n}\n\nexport const limit = 1000;\n`;
const PYTHON = `\n\ndef run():\n    start()\n    wait()\n    stop()\n    return report(1, 2, 3)\n\n\nLIMIT = 1000\n`;

test.each([
  ["imports", `import a from "a";\nimport b from "b";\n`, BODY],
  ["licence and imports", `// Licence.\n// All rights.\n\nimport a from "a";\n`, BODY],
  ["import over lines", `import {\n  a,\n  b,\n} from "a";\n`, BODY],
  ["block comment", `/*\n * Licence\n */\n"use client";\nconst a = require("a");\n`, BODY],
  ["comment alone", `/** What this is. */\n`, BODY],
  ["python", `#!/usr/bin/env python\n"""Says\n\nmuch.\n"""\nfrom __future__ import annotations\nimport os\n`, PYTHON],
  ["python import over lines", `from a import (\n    b,\n    c,\n)\n`, PYTHON],
  ["go", `// Copyright.\n\npackage main\n\nimport (\n\t"fmt"\n\t"os"\n)\n`, BODY],
  ["rust", `//! Crate.\n#![forbid(unsafe_code)]\nuse std::{io, fmt};\nmod a;\n`, BODY],
  ["c", `/* x */\n#ifndef A_H\n#define A_H\n#include <stdio.h>\n`, BODY],
])("first block: %s", (_, head, rest) => {
  expect(firstLogicalBlock(head + rest)).toBe(head.length);
});

test("code from the first line on has no first block", () => {
  expect(firstLogicalBlock(BODY.trimStart())).toBe(0);
  expect(firstLogicalBlock(`#[derive(Debug)]\nstruct A;\n${BODY}`)).toBe(0);
});

test("a comment on what follows the imports is scored", () => {
  const head = `import a from "a";\n`;
  expect(firstLogicalBlock(`${head}\n/** Runs. */${BODY}`)).toBe(head.length);
});

test("a block of more than half the file shrinks to its first line", () => {
  const target = `import a from "a";\nimport b from "b";\nimport c from "c";\nrun();\n`;
  expect(firstLogicalBlock(target)).toBe(`import a from "a";\n`.length);
});

test("under three lines everything is scored", () => {
  expect(firstLogicalBlock(`import a from "a";\nexport const b = a;\n`)).toBe(0);
  expect(firstLogicalBlock("")).toBe(0);
});

test("a head that never ends is cut off, in bounded time", () => {
  const target = "import {\n".repeat(100_000);
  expect(firstLogicalBlock(target)).toBe("import {\n".length * 2000);
});

test("prose begins with a paragraph, not with comments", () => {
  const target = `# Title\n\n${"A sentence of text.\n".repeat(5)}`;
  expect(firstLogicalBlock(target, "markdown")).toBe("# Title\n\n".length);
});

test("the first scored unit begins behind the block; one across its border is not scored", () => {
  const target = `import a;\n${BODY}`;
  expect(firstScoredUnit(target, [4, 10, 20, target.length])).toBe(2);
  expect(firstScoredUnit(target, [4, 12, 20, target.length])).toBe(2);
  expect(firstScoredUnit(target, [target.length])).toBe(0);
});

test("S clips each unit, sums do not", () => {
  const logprobs = [-9, -1, -5, -0.5];
  expect(meanNats(logprobs, { scoredFrom: 1, clipNats: -2 })).toBeCloseTo((1 + 2 + 0.5) / 3, 12);
  expect(meanNats(logprobs, { scoredFrom: 1, clipNats: null })).toBeCloseTo(6.5 / 3, 12);
  expect(sumLogprob(logprobs, 1)).toBe(-6.5);
  expect(Object.is(meanNats([0, 0], { scoredFrom: 0, clipNats: null }), 0)).toBe(true);
});

test("paired difference: mean, standard error, skipped units", () => {
  const scale = { scoredFrom: 0, clipNats: null };
  const before = [-1, -2, -3, -4];
  const after = [-0.5, -2, -2, -4.5];
  const { mean, standardError, units } = pairedDifference(before, after, scale);
  // Differences 0.5, 0, 1, -0.5: mean 0.25, variance (0.0625 + 0.0625 + 0.5625 + 0.5625) / 3.
  expect(mean).toBeCloseTo(0.25, 12);
  expect(standardError).toBeCloseTo(Math.sqrt(1.25 / 3 / 4), 12);
  expect(units).toBe(4);
  expect(pairedDifference(before, after, scale, Uint8Array.of(0, 0, 1, 0)).mean).toBeCloseTo(0, 12);
  expect(pairedDifference(before, after, scale, Uint8Array.of(1, 1, 1, 1))).toMatchObject({ mean: 0, units: 0 });
  expect(pairedDifference([-1], [0], scale).standardError).toBe(Number.POSITIVE_INFINITY);
});

test("a placebo is cut or repeated to the length, at word borders", () => {
  expect(fitPlacebo("one two three", 9)).toBe("one two");
  expect(fitPlacebo("one two three", 7)).toBe("one two");
  expect(fitPlacebo("one two", 12)).toBe("one two one");
  expect(fitPlacebo("one two", 15)).toBe("one two one two");
  expect(fitPlacebo("", 10)).toBe("");
  expect(fitPlacebo("abcdefghij", 4)).toBe("abcd");
  expect(fitPlacebo("a\u{1F600}b", 2)).toBe("a");
});
