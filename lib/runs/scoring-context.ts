import type { LogprobModel } from "#lib/refinement/server.ts";
import { at } from "#lib/std/assert.ts";
import type { FileTask } from "#lib/synthesis/server.ts";
import type { StoredStep } from "#lib/trajectory/server.ts";
import type { Material } from "./material.ts";

/**
 * What precedes the thought and its target in a scoring. One fixed policy for all candidates of a step: their scores can be
 * compared only after the same text.
 *
 * A stand-in has no window: it reads every file written before, whole, in order. A language model has one: it is given
 * the requirements, the plan's entry and what this agent has read, at most READ_CHARACTERS of it, and is told what was cut.
 */
export type ScoringContext = {
  /** Read once for all steps of the file. */
  readonly prefix: readonly string[];
  /** What precedes the thought at `place`; ends in a newline. */
  before(place: number): string;
};

/** Of files read before, what a scorer with a window is shown at most. */
const READ_CHARACTERS = 48_000;

/** What a context takes from a step. */
type Step = Pick<StoredStep, "place" | "kind" | "text" | "path" | "dropped">;

export function scoringContext(
  scorer: Pick<LogprobModel, "kind">,
  material: Material,
  task: FileTask,
  steps: readonly Step[],
): ScoringContext {
  return scorer.kind === "stand-in" ? unboundedContext(material, task, steps) : boundedContext(material, task, steps);
}

function unboundedContext(material: Material, task: FileTask, steps: readonly Step[]): ScoringContext {
  return {
    prefix: task.written.map((path) => writeBlock(path, material.texts.get(path) ?? "")),
    before: (place) => planEntryText(task) + earlierThoughts(steps, place),
  };
}

function boundedContext(material: Material, task: FileTask, steps: readonly Step[]): ScoringContext {
  const requirements = task.requirements.map((each) => `${each.id} ${each.text}\n`).join("");
  return {
    prefix: [`<requirements>\n${requirements}</requirements>\n`, planEntryText(task)],
    before: (place) => {
      let left = READ_CHARACTERS;
      let text = "";
      for (const step of steps.filter((each) => each.place < place)) {
        if (isThought(step)) text += thinkBlock(step.text);
        if (step.kind === "observation" && step.path !== null) {
          const content = material.texts.get(step.path) ?? "";
          const shown = content.slice(0, Math.max(0, left));
          left -= shown.length;
          const note = shown.length < content.length ? `[${content.length - shown.length} characters cut]\n` : "";
          text += `<observation path="${step.path}">\n${shown}${shown.endsWith("\n") || shown === "" ? "" : "\n"}${note}</observation>\n`;
        }
      }
      return text;
    },
  };
}

/** The seam before the target is the same bytes whatever the thought: the write tag on its own line. */
export function targetSeam(path: string): { before: string; after: string; separator: string } {
  return { ...THINK, separator: `<write path="${path}">\n` };
}

const THINK = { before: "<think>\n", after: "\n</think>\n" } as const;

function thinkBlock(thought: string | null): string {
  return thought ? THINK.before + thought + THINK.after : "";
}

/**
 * The main agent's delegation is an action, so a think step of the block is always the file's agent's. What was dropped
 * stands in no flat text, and so in no context.
 */
function isThought(step: Step): boolean {
  return step.kind === "think" && !step.dropped;
}

function earlierThoughts(steps: readonly Step[], place: number): string {
  return steps
    .filter((step) => step.place < place && isThought(step))
    .map((step) => thinkBlock(step.text))
    .join("");
}

function planEntryText(task: FileTask): string {
  const entry = at(task.plan.entries, task.file.order ?? 0);
  return `<plan path="${entry.path}">\n${entry.purpose}\n</plan>\n`;
}

function writeBlock(path: string, content: string): string {
  return `<write path="${path}">\n${content}${content.endsWith("\n") ? "" : "\n"}</write>\n`;
}
