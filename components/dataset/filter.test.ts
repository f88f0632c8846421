import { expect, test } from "vitest";
import { draftOf, filterOf, filterText, searchOf } from "./filter.ts";

const read = (query: string) => draftOf(new URLSearchParams(query));

test("an address without a filter means what was accepted", () => {
  expect(filterOf(read("")).filter).toEqual({ verdict: ["accept"] });
  expect(filterOf(read("verdict=any")).filter).toEqual({});
  expect(searchOf({ verdict: [] })).toEqual({ verdict: "any" });
});

test("every part of the filter is read from the address", () => {
  const query =
    "verdict=accept&verdict=open&license=MIT&repository=retrace&author=a&scorer=s&minGain=0.01&maxLeak=2&maxCharacters=65536&unfaithful=1";
  expect(filterOf(read(query))).toEqual({
    filter: {
      verdict: ["accept", "open"],
      license: ["MIT"],
      repository: ["retrace"],
      author: ["a"],
      scorer: ["s"],
      minGain: 0.01,
      maxLeak: 0.02,
      maxCharacters: 65_536,
      includeUnfaithful: true,
    },
    problems: {},
  });
});

test("a number that is none is named and left out", () => {
  const { filter, problems } = filterOf(read("verdict=any&minGain=a%20lot&maxLeak=140"));
  expect(filter).toEqual({});
  expect(Object.keys(problems).sort()).toEqual(["maxLeak", "minGain"]);
});

test("a true minus and a decimal comma are understood", () => {
  expect(filterOf(read("verdict=any&minGain=−0,01")).filter).toEqual({ minGain: -0.01 });
});

test("emptying a number takes it out of the address", () => {
  expect(searchOf({ minGain: "" })).toEqual({ minGain: null });
  expect(searchOf({ unfaithful: false })).toEqual({ unfaithful: null });
});

test("a filter reads in one line", () => {
  expect(filterText({})).toBe("every finished trajectory");
  expect(filterText({ verdict: ["accept"], maxLeak: 0.02 })).toBe("verdict accept; leak ≤ 2 %");
  expect(filterText({ license: ["a", "b", "c", "d"] })).toBe("licence one of 4");
});
