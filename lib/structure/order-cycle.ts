import { at } from "#lib/std/assert.ts";
import { components } from "./cycles.ts";
import { ReadyQueue } from "./ready-queue.ts";
import type { Edge } from "./schema.ts";

/**
 * How firmly an edge asks for its order when not all can have theirs: a header's pointer to its implementation first
 * gives way, then what is used without an import or as a type alone, then imports.
 */
export const BACK_REFERENCE = 0;
const SOFT = 1;
const FIRM = 2;

export type Need = { readonly to: number; readonly weight: number };

/** `isAnswered`: there is an import the other way. Such a reference is how a header names its implementation. */
export function weightOf({ kind, typeOnly }: Pick<Edge, "kind" | "typeOnly">, isAnswered: boolean): number {
  if (kind === "reference") return isAnswered ? BACK_REFERENCE : SOFT;
  return typeOnly ? SOFT : FIRM;
}

/**
 * The sequence of files that need each other. The weakest edges are left aside as long as that parts the files; where
 * it does not, the file that needs the fewest unwritten ones of the others goes next, ties by number, which is the rule
 * of DeepSeek-Coder (arXiv 2401.14196, algorithm 1).
 */
export function orderCycle(members: readonly number[], needs: (file: number) => readonly Need[]): number[] {
  // Its own stack: each step leaves aside more edges or has fewer files.
  const waiting: { members: readonly number[]; weight: number }[] = [{ members, weight: SOFT }];
  const sequence: number[] = [];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    if (part.members.length === 1) sequence.push(...part.members);
    else if (part.weight > FIRM) sequence.push(...fewestFirst(groupsOf(part.members, needs, null), needs).flat());
    else {
      const groups = fewestFirst(groupsOf(part.members, needs, part.weight), needs, part.weight);
      for (const group of groups.reverse()) waiting.push({ members: group, weight: part.weight + 1 });
    }
  }
  return sequence;
}

/** The files parted by edges of at least this weight; by none at all when it is null. */
function groupsOf(
  members: readonly number[],
  needs: (file: number) => readonly Need[],
  weight: number | null,
): readonly (readonly number[])[] {
  if (weight === null) return members.map((file) => [file]);
  const numbers = new Map(members.map((file, index) => [file, index]));
  const inner = members.map((file) =>
    needs(file).flatMap((need) => (need.weight >= weight ? (numbers.get(need.to) ?? []) : [])),
  );
  return components(inner).members.map((group) => group.map((index) => at(members, index)));
}

/**
 * Groups one after the other, each when the firm needs (of at least `weight`) of its files are met; of those ready the one
 * with the fewest unmet needs of any weight, then the one with the smallest file. Without `weight` nothing is firm.
 */
function fewestFirst(
  groups: readonly (readonly number[])[],
  needs: (file: number) => readonly Need[],
  weight = Number.POSITIVE_INFINITY,
): (readonly number[])[] {
  const groupOf = new Map(groups.flatMap((group, index) => group.map((file) => [file, index] as const)));
  const firm = groups.map(() => 0);
  const all = groups.map(() => 0);
  const neededBy = groups.map((): { group: number; isFirm: boolean }[] => []);
  for (const [index, group] of groups.entries()) {
    const targets = new Map<number, boolean>();
    for (const need of group.flatMap(needs)) {
      const target = groupOf.get(need.to);
      if (target === undefined || target === index) continue;
      targets.set(target, (targets.get(target) ?? false) || need.weight >= weight);
    }
    for (const [target, isFirm] of targets) {
      neededBy[target]?.push({ group: index, isFirm });
      all[index] = at(all, index) + 1;
      if (isFirm) firm[index] = at(firm, index) + 1;
    }
  }

  const queue = new ReadyQueue();
  const offer = (group: number): void => {
    if (firm[group] === 0) queue.push({ rank: at(all, group), tie: Math.min(...at(groups, group)), item: group });
  };
  for (const index of groups.keys()) offer(index);
  const done = groups.map(() => false);
  const sequence: (readonly number[])[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (done[next]) continue;
    done[next] = true;
    sequence.push(at(groups, next));
    for (const { group, isFirm } of at(neededBy, next)) {
      all[group] = at(all, group) - 1;
      if (isFirm) firm[group] = at(firm, group) - 1;
      if (!done[group]) offer(group);
    }
  }
  return sequence;
}
