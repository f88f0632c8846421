import { assertNever } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { codePointLength } from "./code-points.ts";
import type { FlatText, Segment, SegmentKind, StepKind, Tool } from "./schema.ts";

/** A step with everything the flat text needs. `content` is the exact file of a write or of an observation. */
export type FlatStep = {
  readonly agent: string;
  readonly kind: StepKind;
  readonly tool: Tool | null;
  readonly path: string | null;
  readonly text: string | null;
  readonly content: string | null;
  /** False masks a step that would be trained; true never unmasks an observation. */
  readonly train: boolean;
  /** A dropped thought keeps its place among the steps and is left out of the text. */
  readonly dropped?: boolean;
};

/**
 * The whole trajectory as one text, and the segments that tile it. Every segment ends in a newline and begins with `<`,
 * so that no token of a byte-pair tokenizer lies on two sides of a border. README.md holds the measurement and the template,
 * version 1.
 */
export function flatten(input: { readonly prelude: string; readonly steps: readonly FlatStep[] }): FlatText {
  const parts: string[] = [];
  const segments: Segment[] = [];
  let offset = 0;
  function add(part: string, segment: Omit<Segment, "start" | "end">): void {
    const start = offset;
    offset += codePointLength(part);
    parts.push(part);
    segments.push({ ...segment, start, end: offset });
  }

  if (input.prelude !== "") {
    add(checkedPrelude(input.prelude), { kind: "prelude", train: false, step: null, agent: "main" });
  }
  const requirements = requirementsIndex(input.steps);
  for (const [index, step] of input.steps.entries()) {
    if (step.dropped) continue;
    const kind = segmentKind(step, index === requirements);
    add(renderStep(step, kind), {
      kind,
      train: step.train && isTrained(kind),
      step: index,
      agent: step.agent,
      ...(step.tool !== null && { tool: step.tool }),
      ...(step.path !== null && { path: step.path }),
    });
  }
  return { text: parts.join(""), segments };
}

/** Whether segments of this kind are trained at all. What the environment said is only context, as in the paper (arXiv 2603.11103). */
function isTrained(kind: SegmentKind): boolean {
  switch (kind) {
    case "prelude":
    case "observation":
      return false;
    case "requirements":
    case "plan":
    case "think":
    case "action":
      return true;
    default:
      return assertNever(kind);
  }
}

/**
 * Both requirements and plan are actions with the tool `plan`; where there are two or more, the first one holds the
 * requirements.
 */
function requirementsIndex(steps: readonly FlatStep[]): number | null {
  const first = steps.findIndex(isPlan);
  const another = steps.some((step, index) => index > first && isPlan(step));
  return first >= 0 && another ? first : null;
}

function segmentKind(step: FlatStep, isRequirements: boolean): SegmentKind {
  if (isPlan(step)) return isRequirements ? "requirements" : "plan";
  return step.kind;
}

function isPlan(step: FlatStep): boolean {
  return step.kind === "action" && step.tool === "plan";
}

/** The prelude brings its own tags: repository, tree and graph (lib/synthesis/prelude.ts). */
function checkedPrelude(prelude: string): string {
  if (prelude.startsWith("<") && prelude.endsWith("\n")) return prelude;
  throw new AppError("invalid", "prelude: must begin with a tag and end in a newline");
}

function renderStep(step: FlatStep, kind: SegmentKind): string {
  switch (kind) {
    case "think":
    case "requirements":
    case "plan":
      return `<${kind}>\n${present(step.text, step, "text")}\n</${kind}>\n`;
    case "observation":
      return renderFile("observation", step);
    case "action":
      return renderAction(step);
    case "prelude":
      throw new Error("a step is never the prelude");
    default:
      return assertNever(kind);
  }
}

function renderAction(step: FlatStep): string {
  switch (step.tool) {
    case "read":
      return `<read path="${escapePath(present(step.path, step, "path"))}"/>\n`;
    case "write":
      return renderFile("write", step);
    case "delegate":
    case "return":
      return `<${step.tool} path="${escapePath(step.path ?? step.agent)}">\n${step.text ?? ""}\n</${step.tool}>\n`;
    case "plan":
    case null:
      throw new AppError(
        "invalid",
        `An action of ${step.agent} has no tool; every action reads, writes, plans, delegates or returns.`,
      );
    default:
      return assertNever(step.tool);
  }
}

function renderFile(tag: "write" | "observation", step: FlatStep): string {
  const content = present(step.content, step, "content");
  const path = escapePath(present(step.path, step, "path"));
  return content.endsWith("\n")
    ? `<${tag} path="${path}">\n${content}</${tag}>\n`
    : `<${tag} path="${path}" final-newline="no">\n${content}\n</${tag}>\n`;
}

function present(value: string | null, step: FlatStep, field: "text" | "path" | "content"): string {
  if (value !== null) return value;
  const name = `${step.kind}${step.tool ? ` (${step.tool})` : ""} of ${step.agent}`;
  throw new AppError("invalid", `The ${name} has no ${field}, so the flat text cannot be made.`, {
    fields: [{ field, message: "must be present" }],
  });
}

function escapePath(path: string): string {
  // A path may hold anything but NUL; line breaks would end the tag's line.
  return path.replace(ESCAPED, (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not stand in a tag.
const ESCAPED = /[&<>"\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const NAMED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
