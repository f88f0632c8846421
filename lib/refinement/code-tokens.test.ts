import { expect, test } from "vitest";
import { codeTokens } from "./code-tokens.ts";
import { GramTable } from "./grams.ts";
import { SuffixAutomaton } from "./suffix-automaton.ts";

function words(text: string): string[] {
  const { starts, ends } = codeTokens(text, new Map());
  return [...starts].map((start, index) => text.slice(start, ends[index]));
}

test("identifiers, numbers, marks; white space and backquotes are dropped", () => {
  expect(words("const $a_1 = `f(3.14, a.b)`;\r\n")).toEqual([
    "const",
    "$a_1",
    "=",
    "f",
    "(",
    "3.14",
    ",",
    "a",
    ".",
    "b",
    ")",
    ";",
  ]);
});

test("letters of any script; characters where words are not spaced; astral marks whole", () => {
  expect(words("größe наш 変数 \u{1F600}\uFEFFx")).toEqual(["größe", "наш", "変", "数", "\u{1F600}", "x"]);
});

test("case, marks of comment and how often a mark is repeated are no matter; an address is one token", () => {
  const ids = (text: string, vocabulary: Map<string, number>) => [...codeTokens(text, vocabulary).ids];
  const vocabulary = new Map<string, number>();
  expect(ids("/**\n * Reads THE file.\n */", vocabulary)).toEqual(ids("// reads the File.", vocabulary));
  expect(words("see https://example.org/a/b?c=d#e, then")).toEqual(["see", "https://example.org/a/b?c=d#e,", "then"]);
  expect(words("a ---------- b ... c")).toEqual(["a", "----------", "b", "...", "c"]);
});

test("what stands at the beginning of a line and is code stays", () => {
  expect(words("#include <a>\n*pointer = 1;\n#[test]\n-1")).toEqual([
    "#",
    "include",
    "<",
    "a",
    ">",
    "*",
    "pointer",
    "=",
    "1",
    ";",
    "#",
    "[",
    "test",
    "]",
    "-",
    "1",
  ]);
});

test("a hash is cut into pieces, because it is one word and says a lot; a long name is not", () => {
  const hash = "9f86d081884c7d659a2feaa0c55ad015";
  expect(words(hash)).toHaveLength(8);
  expect(words("AbstractAnnotationConfigDispatcherServletInitializer")).toHaveLength(1);
});

test("equal windows have equal names, others not", () => {
  const ids = Int32Array.from({ length: 400 }, (_, index) => (index * index) % 7);
  for (const n of [1, 2, 3, 5, 8, 13]) {
    const { names } = new GramTable(ids, n);
    const texts = [...names].map((_, index) => ids.subarray(index, index + n).join());
    expect([...names].map((name) => texts[name])).toEqual(texts);
    expect(new Set(names).size).toBe(new Set(texts).size);
  }
});

test("windows never seen have the name -1", () => {
  const table = new GramTable(Int32Array.of(1, 2, 3, 4), 3);
  expect([...table.find(Int32Array.of(1, 2, 3, 9))]).toEqual([0, -1]);
  expect([...table.find(Int32Array.of(9, 2, 3, 4))]).toEqual([-1, 1]);
  expect(table.find(Int32Array.of(1, 2))).toHaveLength(0);
});

test("the automaton finds the same longest runs as trying them all", () => {
  let seed = 7;
  const random = (n: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * n);
  };
  for (let round = 0; round < 60; round++) {
    const letters = 2 + random(4);
    const text = Int32Array.from({ length: random(60) }, () => random(letters));
    const query = Int32Array.from({ length: 40 }, () => random(letters + 1));
    const { lengths, lastTokens } = new SuffixAutomaton(text).match(query);
    const inText = `,${text.join()},`;
    for (let end = 0; end < query.length; end++) {
      let longest = 0;
      while (longest <= end && inText.includes(`,${query.subarray(end - longest, end + 1).join()},`)) longest++;
      expect(lengths[end]).toBe(longest);
      const last = lastTokens[end] ?? -1;
      expect([...text.subarray(last + 1 - longest, last + 1)]).toEqual([...query.subarray(end + 1 - longest, end + 1)]);
    }
  }
});
