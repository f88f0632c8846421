import { AppError } from "#lib/std/errors.ts";
import type { Structure } from "#lib/structure/index.ts";
import type { AuditEvent } from "#lib/trajectory/index.ts";
import type { Plan, PlanEntry, Requirement } from "./schema.ts";
import { entryOf } from "./structural/plan.ts";
import { hasEdge, hasExport, validatePlan, worldOf } from "./validate-plan.ts";

export type RepairedPlan = { readonly plan: Plan; readonly audit: readonly AuditEvent[] };

/**
 * Makes a language model's plan fit the real tree and graph: drops what is wrong, fills what is missing, and reports each
 * change. Once: a plan that is still wrong, or that has nothing of the model's left, is an error.
 */
export function repairPlan(plan: Plan, structure: Structure, requirements: readonly Requirement[]): RepairedPlan {
  const problems = validatePlan(plan, structure, requirements);
  if (problems.length === 0) return { plan, audit: [] };
  const world = worldOf(structure, requirements);
  const first = new Map<string, PlanEntry>();
  for (const entry of plan.entries) if (!first.has(entry.path)) first.set(entry.path, entry);
  const kept = structure.order.filter((path) => first.has(path)).length;
  if (structure.order.length > 0 && kept === 0) {
    throw new AppError(
      "upstream",
      "The plan names no file of the repository. Run again, or choose a larger author model.",
    );
  }
  const covered = requirements.map((requirement) => ({ requirement, covers: new Set(requirement.evidence) }));
  const files = new Map(structure.files.map((file) => [file.path, file]));
  const entries = structure.order.flatMap((path, order) => {
    const file = files.get(path);
    const given = first.get(path);
    if (file === undefined) return [];
    if (given === undefined) return [entryOf(file, order, structure, covered)];
    return [
      {
        ...given,
        order,
        dependsOn: given.dependsOn.filter((each) => hasEdge(world, path, each)),
        exports: given.exports.filter(({ name }) => hasExport(world, path, name)),
        requirements: given.requirements.filter((id) => world.requirements.has(id)),
      },
    ];
  });
  const repaired = { entries };
  const left = validatePlan(repaired, structure, requirements)[0];
  if (left !== undefined) throw new AppError("upstream", `The plan could not be repaired: ${left.message}. Run again.`);
  return {
    plan: repaired,
    audit: problems.map(({ path, message }) => ({ agent: "main", kind: "repaired-plan" as const, path, message })),
  };
}
