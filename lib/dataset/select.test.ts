import { expect, test } from "vitest";
import type { DatasetFilter } from "./schema.ts";
import { type Offer, select } from "./select.ts";

function offer(trajectoryId: string, other: Partial<Offer> = {}): Offer {
  return {
    trajectoryId,
    repository: { name: "n", address: "https://example.org/n", commit: null, license: "MIT", subPath: null },
    author: "structural@1",
    scorer: "builtin@1",
    characters: 10,
    trainedCharacters: 6,
    meanGain: 0.2,
    maxLeak: 0.01,
    faithful: true,
    verdict: null,
    ...other,
  };
}

const card = offer("x").repository;
const offers = [
  offer("b", { verdict: "accept", repository: { ...card, license: null } }),
  offer("a", { verdict: "reject", repository: { ...card, name: "other" }, meanGain: null }),
  offer("d", { faithful: false }),
  offer("c", { verdict: "abstain", author: "language-model:m/prompts@1", scorer: null, maxLeak: null, characters: 99 }),
];

test.each<[DatasetFilter, string[]]>([
  [{}, ["a", "b", "c"]],
  [{ includeUnfaithful: true }, ["a", "b", "c", "d"]],
  [{ verdict: ["accept"] }, ["b"]],
  [{ verdict: ["open"] }, ["c"]],
  [{ verdict: ["open", "reject"] }, ["a", "c"]],
  [{ license: ["mit"] }, ["a", "c"]],
  [{ license: ["none"] }, ["b"]],
  [{ repository: ["other"] }, ["a"]],
  [{ repository: ["https://example.org/n"] }, ["a", "b", "c"]],
  [{ author: ["structural"] }, ["a", "b"]],
  [{ author: ["language-model"] }, ["c"]],
  [{ scorer: ["none"] }, ["c"]],
  [{ id: ["a", "d"] }, ["a"]],
  [{ minGain: 0.2 }, ["b", "c"]],
  [{ maxLeak: 0.02 }, ["a", "b"]],
  [{ maxCharacters: 10 }, ["a", "b"]],
  [{ verdict: ["accept"], license: ["MIT"] }, []],
])("%j keeps %j", (filter, ids) => {
  expect(select(offers, filter).rows.map((row) => row.trajectoryId)).toEqual(ids);
});

test("each rule tells what it removed of what was left", () => {
  const { start, rules } = select(offers, { maxCharacters: 50, verdict: ["accept", "open"] });
  expect(start).toEqual({ rows: 4, characters: 129 });
  expect(rules).toEqual([
    { rule: "every file byte for byte", removedRows: 1, removedCharacters: 10, rows: 3, characters: 119 },
    { rule: "verdict accept or open", removedRows: 1, removedCharacters: 10, rows: 2, characters: 109 },
    { rule: "at most 50 characters", removedRows: 1, removedCharacters: 99, rows: 1, characters: 10 },
  ]);
});
