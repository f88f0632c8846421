import { assertNever } from "#lib/std/assert.ts";
import type { AuditEvent, PlacedAuditEvent, StepKind, Tool } from "./schema.ts";

type PlacedStep = {
  readonly block: number;
  readonly kind: StepKind;
  readonly tool: Tool | null;
  readonly path: string | null;
};

/**
 * Puts each event behind the step it belongs to: an added read behind that read, a dropped one behind the reads that were
 * kept, a flag behind the thought, a repair behind the plan. `steps` are all steps of the trajectory in order.
 */
export function placeAudit(
  events: readonly (AuditEvent & { readonly block: number })[],
  steps: readonly PlacedStep[],
): PlacedAuditEvent[] {
  const blocks = new Map<number, number[]>();
  for (const [index, { block }] of steps.entries()) {
    const indexes = blocks.get(block);
    if (indexes) indexes.push(index);
    else blocks.set(block, [index]);
  }
  return events.map(({ block, ...event }) => {
    const indexes = blocks.get(block) ?? [];
    const found = indexes.filter((index) => belongs(event, steps[index]));
    const chosen = event.kind === "flagged-thought" ? found[0] : found.at(-1);
    return { ...event, afterStep: chosen ?? indexes[0] ?? null };
  });
}

function belongs(event: AuditEvent, step: PlacedStep | undefined): boolean {
  switch (event.kind) {
    case "added-read":
      return step?.tool === "read" && step.path === event.path;
    case "rejected-read":
    case "capped-read":
      return step?.tool === "read" || step?.kind === "observation";
    case "flagged-thought":
      return step?.kind === "think";
    case "repaired-plan":
      return step?.tool === "plan";
    default:
      return assertNever(event.kind);
  }
}
