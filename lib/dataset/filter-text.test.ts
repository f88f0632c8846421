import { expect, test } from "vitest";
import { formatFilter, parseFilter } from "./filter-text.ts";
import type { DatasetFilter } from "./schema.ts";

test.each<[string, DatasetFilter]>([
  ["", {}],
  ["  verdict:accept ", { verdict: ["accept"] }],
  ["verdict:accept,open license:MIT", { verdict: ["accept", "open"], license: ["MIT"] }],
  ["license:MIT LICENSE:Apache-2.0", { license: ["MIT", "Apache-2.0"] }],
  ['repository:"my repo",other', { repository: ["my repo", "other"] }],
  ["repository:https://example.org/a:b", { repository: ["https://example.org/a:b"] }],
  ["min-gain:-0.5 max-leak:.02 max-characters:1e3", { minGain: -0.5, maxLeak: 0.02, maxCharacters: 1000 }],
  ["include-unfaithful", { includeUnfaithful: true }],
  ["include-unfaithful:no", { includeUnfaithful: false }],
])("%j is read", (text, filter) => {
  expect(parseFilter(text)).toEqual(filter);
});

test.each<[string, string, string]>([
  ["licence:MIT", "licence", "did you mean license?"],
  ["min-gian:1", "min-gian", "did you mean min-gain?"],
  ["colour:red", "colour", "use one of verdict, license"],
  ["verdict:accepted", "verdict", "did you mean accept?"],
  ["verdict:maybe", "verdict", "use one of accept, reject, open"],
  ["min-gain:much", "min-gain", "must be a number"],
  ["license", "license", "needs a value"],
  ["license:", "license", "needs a value"],
  ["include-unfaithful:perhaps", "include-unfaithful", "is yes or no"],
  ['"', '"', "is no condition"],
])("%j is refused with advice", (text, field, advice) => {
  const expected = { field, message: expect.stringContaining(advice) };
  expect(() => parseFilter(text)).toThrow(expect.objectContaining({ code: "invalid", fields: [expected] }));
});

test("every wrong word is named at once", () => {
  expect(() => parseFilter("licence:MIT verdict:no min-gain:x")).toThrow(
    expect.objectContaining({
      fields: [{ field: "licence" }, { field: "min-gain" }, { field: "verdict" }].map((each) =>
        expect.objectContaining(each),
      ),
    }),
  );
});

test("what is formatted is read back", () => {
  const filter: DatasetFilter = {
    verdict: ["accept"],
    repository: ["a, b", "c"],
    minGain: 0.1,
    includeUnfaithful: true,
  };
  expect(formatFilter(filter)).toBe('verdict:accept repository:"a, b",c min-gain:0.1 include-unfaithful');
  expect(parseFilter(formatFilter(filter))).toEqual(filter);
});
