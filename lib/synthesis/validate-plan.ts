import type { Structure } from "#lib/structure/index.ts";
import type { Plan, Requirement } from "./schema.ts";
import { spokenSymbols } from "./structural/spoken.ts";

/** One thing wrong with a plan. */
export type PlanProblem = {
  readonly path: string | null;
  readonly kind:
    | "unknown-path"
    | "never-written"
    | "duplicate"
    | "missing"
    | "wrong-order"
    | "no-such-edge"
    | "no-such-export"
    | "no-such-requirement";
  readonly message: string;
};

/** A plan against the real tree and graph; empty where nothing is wrong. */
export function validatePlan(plan: Plan, structure: Structure, requirements: readonly Requirement[]): PlanProblem[] {
  const world = worldOf(structure, requirements);
  const seen = new Set<string>();
  const problems: PlanProblem[] = [];
  for (const [index, entry] of plan.entries.entries()) {
    const say = (kind: PlanProblem["kind"], message: string): void =>
      void problems.push({ path: entry.path, kind, message });
    if (!world.paths.has(entry.path)) {
      say("unknown-path", `${entry.path} is no file of the repository`);
      continue;
    }
    const place = world.place.get(entry.path);
    if (place === undefined) {
      say("never-written", `${entry.path} is shown and never written`);
      continue;
    }
    if (seen.has(entry.path)) say("duplicate", `${entry.path} has more than one entry`);
    seen.add(entry.path);
    if (entry.order !== place || index !== place)
      say("wrong-order", `${entry.path} must be number ${place}, not ${entry.order}`);
    for (const path of entry.dependsOn) {
      if (!hasEdge(world, entry.path, path)) say("no-such-edge", `${entry.path} does not need ${path}`);
    }
    for (const { name } of entry.exports) {
      if (!hasExport(world, entry.path, name)) say("no-such-export", `${entry.path} does not define ${name}`);
    }
    for (const id of entry.requirements) {
      if (!world.requirements.has(id)) say("no-such-requirement", `there is no requirement ${id}`);
    }
  }
  for (const path of structure.order) {
    if (!seen.has(path)) problems.push({ path, kind: "missing", message: `${path} has no entry` });
  }
  return problems;
}

/** What a plan is checked against. */
export type World = {
  readonly paths: ReadonlySet<string>;
  readonly place: ReadonlyMap<string, number>;
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  readonly requirements: ReadonlySet<string>;
};

export function worldOf(structure: Structure, requirements: readonly Requirement[]): World {
  const needs = new Map<string, Set<string>>();
  for (const edge of structure.edges) needs.set(edge.from, (needs.get(edge.from) ?? new Set()).add(edge.to));
  return {
    paths: new Set(structure.files.map((file) => file.path)),
    place: new Map(structure.order.map((path, index) => [path, index])),
    needs,
    names: new Map(
      structure.outlines.map((outline) => [
        outline.path,
        new Set([...outline.symbols, ...spokenSymbols(outline)].map((symbol) => symbol.name)),
      ]),
    ),
    requirements: new Set(requirements.map((requirement) => requirement.id)),
  };
}

export function hasEdge(world: World, from: string, to: string): boolean {
  return world.needs.get(from)?.has(to) ?? false;
}

export function hasExport(world: World, path: string, name: string): boolean {
  return world.names.get(path)?.has(name) ?? false;
}
