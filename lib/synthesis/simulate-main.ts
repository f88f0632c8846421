import type { Usage } from "#lib/llm/index.ts";
import { AppError } from "#lib/std/errors.ts";
import type { AuditEvent, StepDraft } from "#lib/trajectory/index.ts";
import type { Author, Brief } from "./author.ts";
import { knownNames, ungroundedNames } from "./ground.ts";
import { hindsightSentences } from "./hindsight.ts";
import { repairPlan } from "./repair-plan.ts";
import type { Plan, Requirement } from "./schema.ts";

export type MainSimulation = {
  readonly steps: StepDraft[];
  readonly requirements: Requirement[];
  readonly plan: Plan;
  readonly audit: AuditEvent[];
  readonly usage: Usage[];
};

/**
 * Plays the main agent: a thought, the requirements, the plan. Both texts are `plan` actions without a path; the first is
 * the requirements, the second the plan.
 */
export async function simulateMain(author: Author, brief: Brief, signal: AbortSignal): Promise<MainSimulation> {
  signal.throwIfAborted();
  const { thought, requirements, plan, usage } = await author.plan(brief, signal);
  if (thought.trim() === "") throw new AppError("upstream", "The author planned without a thought. Run again.");
  const cited = citedRequirements(requirements, brief);
  const repaired = repairPlan(plan, brief.structure, cited.requirements);
  const known = knownNames({
    language: brief.structure.files.find((file) => file.role === "source")?.language ?? "text",
    paths: brief.structure.files.map((file) => file.path),
    outlines: brief.structure.outlines,
    texts: [brief.name, brief.readme, ...brief.manifests.values()],
  });
  const step = { agent: "main", path: null, sha256: null };
  return {
    steps: [
      { ...step, kind: "think", tool: null, text: thought, ungrounded: ungroundedNames(thought, known) },
      { ...step, kind: "action", tool: "plan", text: renderRequirements(cited.requirements), ungrounded: [] },
      { ...step, kind: "action", tool: "plan", text: renderPlan(repaired.plan), ungrounded: [] },
    ],
    requirements: cited.requirements,
    plan: repaired.plan,
    audit: [
      ...cited.audit,
      ...repaired.audit,
      ...hindsightSentences(thought).map((each) => ({
        agent: "main",
        kind: "flagged-thought" as const,
        path: null,
        message: `hindsight: ${each}`,
      })),
    ],
    usage,
  };
}

/** One line a requirement: `R1 (functional) … [evidence: a.ts, b.ts]`. */
export function renderRequirements(requirements: readonly Requirement[]): string {
  return requirements
    .map(
      ({ id, kind, text, evidence }) =>
        `${id} (${kind}) ${text.replace(/\s+/g, " ").trim()} [evidence: ${evidence.join(", ")}]`,
    )
    .join("\n");
}

/** The plan as JSON with two spaces, keys in the schema's order. */
export function renderPlan(plan: Plan): string {
  const entries = plan.entries.map(({ path, order, purpose, dependsOn, exports, requirements, notes }) => ({
    path,
    order,
    purpose,
    dependsOn,
    exports: exports.map(({ name, signature }) => ({ name, signature })),
    requirements,
    notes,
  }));
  return JSON.stringify({ entries }, null, 2);
}

/** Evidence must be files of the tree; a requirement without any is dropped. */
function citedRequirements(
  given: readonly Requirement[],
  { structure }: Brief,
): { requirements: Requirement[]; audit: AuditEvent[] } {
  const paths = new Set(structure.files.map((file) => file.path));
  const audit: AuditEvent[] = [];
  const note = (path: string | null, message: string): void =>
    void audit.push({ agent: "main", kind: "repaired-plan", path, message });
  const requirements = given.flatMap((requirement) => {
    const evidence = requirement.evidence.filter((path) => paths.has(path));
    for (const path of requirement.evidence)
      if (!paths.has(path)) note(path, `${requirement.id} cites ${path}, which is no file of the repository`);
    if (evidence.length > 0) return [{ ...requirement, evidence }];
    note(null, `${requirement.id} was dropped: it cites no file of the repository`);
    return [];
  });
  if (requirements.length === 0)
    throw new AppError(
      "upstream",
      "No requirement cites a file of the repository. Run again, or choose a larger author model.",
    );
  return { requirements, audit };
}
