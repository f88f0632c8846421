import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { sha256 } from "#lib/std/hash.ts";

/** One prompt's tokens; those of its target begin at `from`. */
export type CutTarget = { readonly target: string; readonly ids: readonly number[]; readonly from: number };

export type SettledTargets = {
  settle(cuts: readonly CutTarget[]): void;
  /** How many tokens at the end of each prompt are scored for this target. */
  lengthOf(target: string): number;
  clear(): void;
};

/**
 * The ids of each target of a session, settled by its first prompts: the shortest tail that holds every prompt's own
 * target tokens, which may begin before the target where a token straddles the boundary. A prompt after which the target
 * is cut otherwise is an error, then or later: only sums over the same ids can be compared.
 */
export function settledTargets(): SettledTargets {
  const known = new Map<string, readonly number[]>();
  return {
    clear: () => known.clear(),
    lengthOf: (target) => known.get(sha256(target))?.length ?? 0,
    settle(cuts) {
      for (const [target, same] of Map.groupBy(cuts, (cut) => cut.target)) {
        const longest = Math.max(...same.map(({ ids, from }) => ids.length - from));
        const tail = known.get(sha256(target)) ?? tailOf(at(same, 0).ids, longest);
        const isStable = same.every(({ ids, from }) => {
          return ids.length - from <= tail.length && sameIds(tailOf(ids, tail.length), tail);
        });
        if (!isStable) throw boundaryUnstable();
        known.set(sha256(target), tail);
      }
    },
  };
}

export function sameIds(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((id, index) => id === others[index]);
}

function tailOf(ids: readonly number[], length: number): readonly number[] {
  return ids.slice(Math.max(0, ids.length - length));
}

function boundaryUnstable(): AppError {
  return new AppError(
    "invalid",
    "boundary unstable: the target is cut into other tokens after another prompt, so their scores cannot be compared. End every prompt with the same line, and that line with a line break.",
  );
}
