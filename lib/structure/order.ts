import { at } from "#lib/std/assert.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { type Components, components } from "./cycles.ts";
import { BACK_REFERENCE, type Need, orderCycle, weightOf } from "./order-cycle.ts";
import { type Classed, ranksOf, TEST_RANK } from "./order-rank.ts";
import { reasonFor } from "./order-reason.ts";
import { ReadyQueue } from "./ready-queue.ts";
import type { Edge, GraphFile } from "./schema.ts";

/** Where each file stands; `order` lists the written ones, dependencies first. */
export type Ordering = {
  readonly order: readonly string[];
  readonly places: ReadonlyMap<string, Pick<GraphFile, "order" | "level" | "cycle" | "reason">>;
};

type NamedEdge = Pick<Edge, "from" | "to" | "kind" | "typeOnly" | "names">;

type Graph = {
  readonly files: readonly Classed[];
  /** Per file and per component: what it needs, and what needs it. */
  readonly needs: readonly (readonly (Need & { readonly names: readonly string[] })[])[];
  readonly parts: Components;
  readonly partNeeds: readonly (readonly number[])[];
  readonly partNeeded: readonly (readonly number[])[];
};

/**
 * The order of writing: of the files whose dependencies are written, always the one of the lowest rank (configuration,
 * tests, source, tests that need nothing, docs), then the smallest path. Files that need each other follow `orderCycle`. A
 * header that points to its implementation makes neither a cycle nor a level of it; it only goes before.
 * The result is a function of the set of files and edges: their sequence does not matter.
 */
export function orderFiles(files: readonly Classed[], edges: readonly NamedEdge[]): Ordering {
  const graph = toGraph(files, edges);
  const sequence = schedule(graph).flatMap((part) =>
    orderCycle(at(graph.parts.members, part), (file) => at(graph.needs, file)),
  );
  const written = sequence.filter((file) => ranksAsWritten(at(graph.files, file)));
  const position = new Map(written.map((file, index) => [file, index]));
  const firm = graph.needs.map((needs) => needs.flatMap(({ to, weight }) => (weight > BACK_REFERENCE ? [to] : [])));
  const parts = components(firm);
  const levels = levelsOf(firm, parts);
  const cycles = cyclesOf(parts, position);

  const places = graph.files.map((file, index) => {
    const part = at(parts.of, index);
    const order = position.get(index) ?? null;
    const needs = at(graph.needs, index).flatMap(({ to, names }) => {
      const place = position.get(to);
      return place === undefined ? [] : [{ path: at(graph.files, to).path, names, order: place }];
    });
    const cycle = cycles.get(part) ?? null;
    const cycleSize = at(parts.members, part).length;
    const reason = reasonFor({ role: file.role, order, needs, cycleSize });
    return [file.path, { order, level: at(levels, part), cycle, reason }] as const;
  });
  return { order: written.map((file) => at(graph.files, file).path), places: new Map(places) };
}

function ranksAsWritten({ role }: Classed): boolean {
  return role === "source" || role === "test" || role === "config" || role === "docs";
}

function toGraph(given: readonly Classed[], edges: readonly NamedEdge[]): Graph {
  const files = [...given].sort((a, b) => byCodeUnit(a.path, b.path));
  const indexOf = new Map(files.map((file, index) => [file.path, index]));
  const imports = new Set(edges.filter(({ kind }) => kind === "import").map(({ from, to }) => `${from}\0${to}`));
  const found = files.map(() => new Map<number, { weight: number; names: Set<string> }>());
  for (const edge of edges) {
    const from = indexOf.get(edge.from);
    const to = indexOf.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    const weight = weightOf(edge, imports.has(`${edge.to}\0${edge.from}`));
    const known = at(found, from).get(to);
    const names = known?.names ?? new Set();
    for (const name of edge.names) names.add(name);
    at(found, from).set(to, { weight: Math.max(weight, known?.weight ?? 0), names });
  }
  const needs = found.map((each) =>
    [...each]
      .map(([to, { weight, names }]) => ({ to, weight, names: [...names].sort(byCodeUnit) }))
      .sort((a, b) => a.to - b.to),
  );
  const parts = components(needs.map((each) => each.map(({ to }) => to)));
  const partSets = parts.members.map(() => new Set<number>());
  const partNeeded: number[][] = parts.members.map(() => []);
  needs.forEach((targets, file) => {
    const part = at(parts.of, file);
    for (const { to } of targets) if (at(parts.of, to) !== part) at(partSets, part).add(at(parts.of, to));
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

/** Components are numbered dependencies first, so one pass suffices. */
function levelsOf(needs: readonly (readonly number[])[], parts: Components): number[] {
  const levels: number[] = [];
  for (const [part, members] of parts.members.entries()) {
    const below = members.flatMap((file) => at(needs, file)).map((need) => at(parts.of, need));
    levels.push(below.reduce((level, other) => (other === part ? level : Math.max(level, at(levels, other) + 1)), 0));
  }
  return levels;
}

/** Cycles are numbered by their first file in the order of writing; those without a written file come last. */
function cyclesOf(parts: Components, position: ReadonlyMap<number, number>): Map<number, number> {
  const firstPlace = (members: readonly number[]): number =>
    members.reduce((place, file) => Math.min(place, position.get(file) ?? UNPLACED), UNPLACED);
  return new Map(
    parts.members
      .map((members, part) => ({ part, size: members.length, place: firstPlace(members), first: at(members, 0) }))
      .filter(({ size }) => size > 1)
      .sort((a, b) => a.place - b.place || a.first - b.first)
      .map(({ part }, index) => [part, index]),
  );
}

const UNPLACED = Number.MAX_SAFE_INTEGER;
