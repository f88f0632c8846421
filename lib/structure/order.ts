import { at } from "#lib/std/assert.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { type Components, components } from "./cycles.ts";
import { type Classed, ranksOf, TEST_RANK } from "./order-rank.ts";
import { reasonFor } from "./order-reason.ts";
import { ReadyQueue } from "./ready-queue.ts";
import type { Edge, GraphFile } from "./schema.ts";

/** Where each file stands; `order` lists the written ones, dependencies first. */
export type Ordering = {
  readonly order: readonly string[];
  readonly places: ReadonlyMap<string, Pick<GraphFile, "order" | "level" | "cycle" | "reason">>;
};

type Graph = {
  readonly files: readonly Classed[];
  /** Per file and per component: what it needs, and what needs it. */
  readonly needs: readonly (readonly number[])[];
  readonly parts: Components;
  readonly partNeeds: readonly (readonly number[])[];
  readonly partNeeded: readonly (readonly number[])[];
};

/**
 * The order of writing: of the files whose dependencies are written, always the one of the lowest rank (configuration,
 * tests, source, tests that need nothing, docs), then the smallest path. Within a cycle the file that needs the fewest
 * unwritten files of the cycle goes next, which is the rule of DeepSeek-Coder (arXiv 2401.14196, algorithm 1).
 * The result is a function of the set of files and edges: their sequence does not matter.
 */
export function orderFiles(files: readonly Classed[], edges: readonly Pick<Edge, "from" | "to">[]): Ordering {
  const graph = toGraph(files, edges);
  const sequence = schedule(graph).flatMap((part) => withinPart(graph, part));
  const written = sequence.filter((file) => ranksAsWritten(at(graph.files, file)));
  const position = new Map(written.map((file, index) => [file, index]));
  const levels = levelsOf(graph);
  const cycles = cyclesOf(graph, position);

  const places = graph.files.map((file, index) => {
    const part = at(graph.parts.of, index);
    const order = position.get(index) ?? null;
    const needs = at(graph.needs, index).flatMap((need) => {
      const place = position.get(need);
      return place === undefined ? [] : [{ path: at(graph.files, need).path, order: place }];
    });
    const cycle = cycles.get(part) ?? null;
    const cycleSize = at(graph.parts.members, part).length;
    const reason = reasonFor({ role: file.role, order, needs, cycleSize });
    return [file.path, { order, level: at(levels, part), cycle, reason }] as const;
  });
  return { order: written.map((file) => at(graph.files, file).path), places: new Map(places) };
}

function ranksAsWritten({ role }: Classed): boolean {
  return role === "source" || role === "test" || role === "config" || role === "docs";
}

function toGraph(given: readonly Classed[], edges: readonly Pick<Edge, "from" | "to">[]): Graph {
  const files = [...given].sort((a, b) => byCodeUnit(a.path, b.path));
  const indexOf = new Map(files.map((file, index) => [file.path, index]));
  const sets = files.map(() => new Set<number>());
  for (const edge of edges) {
    const from = indexOf.get(edge.from);
    const to = indexOf.get(edge.to);
    if (from !== undefined && to !== undefined && from !== to) at(sets, from).add(to);
  }
  const needs = sets.map((set) => [...set].sort((a, b) => a - b));
  const parts = components(needs);
  const partSets = parts.members.map(() => new Set<number>());
  const partNeeded: number[][] = parts.members.map(() => []);
  needs.forEach((targets, file) => {
    const part = at(parts.of, file);
    for (const target of targets) if (at(parts.of, target) !== part) at(partSets, part).add(at(parts.of, target));
  });
  const partNeeds = partSets.map((set) => [...set]);
  partNeeds.forEach((targets, part) => {
    for (const target of targets) at(partNeeded, target).push(part);
  });
  return { files, needs, parts, partNeeds, partNeeded };
}

/** The sequence of components. Every component waits for all it needs; among the ready ones rank and path decide. */
function schedule(graph: Graph): number[] {
  const { parts, partNeeds, partNeeded } = graph;
  const { ranks, isTest, isHelper } = ranksOf(graph.files, parts, partNeeds);
  const first = parts.members.map((members) => at(members, 0));
  const remaining = partNeeds.map((targets) => targets.length);
  const remainingProduct = partNeeds.map((targets) => targets.filter((target) => !isTest[target]).length);
  const done = parts.members.map(() => false);
  const queue = new ReadyQueue();
  const offer = (part: number): void => {
    if (remaining[part] === 0 && !done[part]) queue.push({ rank: at(ranks, part), tie: at(first, part), item: part });
  };

  /** A helper is held back until a test that needs it waits for nothing else; then it goes before that test. */
  const promote = (test: number): void => {
    const waiting = [test];
    const seen = new Set(waiting);
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      if (remainingProduct[part] !== 0) return;
      for (const need of at(partNeeds, part)) {
        if (done[need] || seen.has(need)) continue;
        seen.add(need);
        waiting.push(need);
      }
    }
    for (const part of seen) {
      if (ranks[part] === TEST_RANK) continue;
      ranks[part] = TEST_RANK;
      offer(part);
    }
  };
  const promoteFrom = (test: number): void => {
    const reached = new Set([test]);
    for (const part of reached) {
      if (!isHelper[part]) promote(part);
      for (const dependent of at(partNeeded, part)) if (isTest[dependent] && !done[dependent]) reached.add(dependent);
    }
  };

  parts.members.forEach((_, part) => {
    offer(part);
  });
  const sequence: number[] = [];
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    if (done[part]) continue;
    done[part] = true;
    sequence.push(part);
    for (const dependent of at(partNeeded, part)) {
      remaining[dependent] = at(remaining, dependent) - 1;
      offer(dependent);
      if (isTest[part] || !isTest[dependent]) continue;
      remainingProduct[dependent] = at(remainingProduct, dependent) - 1;
      if (remainingProduct[dependent] === 0) promoteFrom(dependent);
    }
  }
  return sequence;
}

/** Files of one component: always the one with the fewest unwritten needs inside it, ties by path. */
function withinPart(graph: Graph, part: number): number[] {
  const members = at(graph.parts.members, part);
  if (members.length === 1) return [...members];
  const inside = new Set(members);
  const remaining = new Map(members.map((file) => [file, at(graph.needs, file).filter((to) => inside.has(to)).length]));
  const neededBy = new Map<number, number[]>(members.map((file) => [file, []]));
  for (const file of members) for (const need of at(graph.needs, file)) neededBy.get(need)?.push(file);

  const queue = new ReadyQueue();
  for (const [file, count] of remaining) queue.push({ rank: count, tie: file, item: file });
  const sequence: number[] = [];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (!remaining.delete(file)) continue;
    sequence.push(file);
    for (const dependent of neededBy.get(file) ?? []) {
      const count = remaining.get(dependent);
      if (count === undefined) continue;
      remaining.set(dependent, count - 1);
      queue.push({ rank: count - 1, tie: dependent, item: dependent });
    }
  }
  return sequence;
}

/** Components are numbered dependencies first, so one pass suffices. */
function levelsOf(graph: Graph): number[] {
  const levels: number[] = [];
  for (const targets of graph.partNeeds) {
    levels.push(targets.reduce((level, target) => Math.max(level, at(levels, target) + 1), 0));
  }
  return levels;
}

/** Cycles are numbered by their first file in the order of writing; those without a written file come last. */
function cyclesOf(graph: Graph, position: ReadonlyMap<number, number>): Map<number, number> {
  const firstPlace = (members: readonly number[]): number =>
    members.reduce((place, file) => Math.min(place, position.get(file) ?? UNPLACED), UNPLACED);
  return new Map(
    graph.parts.members
      .map((members, part) => ({ part, size: members.length, place: firstPlace(members), first: at(members, 0) }))
      .filter(({ size }) => size > 1)
      .sort((a, b) => a.place - b.place || a.first - b.first)
      .map(({ part }, index) => [part, index]),
  );
}

const UNPLACED = Number.MAX_SAFE_INTEGER;
