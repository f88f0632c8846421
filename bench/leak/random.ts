import { seededRandom } from "#lib/std/random.ts";

/** A generator that gives the same choices for the same name on every machine (its seed is the name's FNV-1a). */
export type Random = {
  /** An integer from 0 to `below` - 1. */
  readonly below: (below: number) => number;
  readonly shuffled: <T>(items: readonly T[]) => T[];
};

export function randomFor(name: string): Random {
  let seed = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) seed = Math.imul(seed ^ name.charCodeAt(index), 0x01000193);
  const next = seededRandom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    shuffled: (items) =>
      items
        .map((item) => ({ item, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ item }) => item),
  };
}
