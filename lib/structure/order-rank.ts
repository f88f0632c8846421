import { at } from "#lib/std/assert.ts";
import type { Components } from "./cycles.ts";
import type { GraphFile } from "./schema.ts";

/** What the order needs to know of a file. */
export type Classed = Pick<GraphFile, "path" | "role">;

/** Files that are never written wait for nothing and leave no trace in the order. */
export const UNWRITTEN_RANK = 0;
export const CONFIG_RANK = 1;
/** Below source: a test goes directly after the last file it needs. */
export const TEST_RANK = 2;
export const SOURCE_RANK = 3;
/** Tests and test helpers that need no product code; helpers are promoted when a test asks for them. */
export const HELPER_RANK = 4;
export const DOCS_RANK = 5;

export type Ranks = {
  /** Rank of each component; the scheduler lowers a helper's when it is needed. */
  readonly ranks: number[];
  readonly isTest: readonly boolean[];
  /** A test that needs no product code, directly or not. */
  readonly isHelper: readonly boolean[];
};

/** The rank of each component, by the roles of its files and by what needs it. */
export function ranksOf(
  files: readonly Classed[],
  parts: Components,
  partNeeds: readonly (readonly number[])[],
): Ranks {
  const ranks = parts.members.map((members) => ownRank(members.map((file) => at(files, file).role)));
  // A fixture or text that the product itself needs is written with the product. Dependents have higher numbers.
  for (let part = ranks.length - 1; part >= 0; part--) {
    if (ranks[part] !== SOURCE_RANK && ranks[part] !== CONFIG_RANK) continue;
    for (const need of at(partNeeds, part)) {
      if (at(ranks, need) > SOURCE_RANK || ranks[need] === TEST_RANK) ranks[need] = SOURCE_RANK;
    }
  }
  const isTest = ranks.map((rank) => rank === TEST_RANK);
  const isHelper: boolean[] = [];
  ranks.forEach((_, part) => {
    isHelper.push(at(isTest, part) && at(partNeeds, part).every((need) => at(isTest, need) && at(isHelper, need)));
  });
  return { ranks: ranks.map((rank, part) => (isHelper[part] ? HELPER_RANK : rank)), isTest, isHelper };
}

function ownRank(roles: readonly Classed["role"][]): number {
  if (roles.includes("source")) return SOURCE_RANK;
  if (roles.includes("config")) return CONFIG_RANK;
  if (roles.includes("test")) return TEST_RANK;
  return roles.includes("docs") ? DOCS_RANK : UNWRITTEN_RANK;
}
