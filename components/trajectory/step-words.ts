import type { Mark } from "#components/marks/kind-icon.tsx";
import { formatCount, splitPath } from "#components/ui/format.ts";
import type { StepHeader } from "#lib/trajectory/index.ts";

/** How a step is called in every list: its mark, its name, and what it is about. */
export type StepWords = {
  readonly mark: Mark;
  readonly name: string;
  /** A path is set in mono; a purpose is set in words. */
  readonly subject: { readonly kind: "path" | "words"; readonly text: string };
};

/**
 * Words for one step. A thought is named after the action it leads to, so `next` is the step that follows it. The first
 * of several plan actions holds the requirements (lib/trajectory flatten), and only the timeline knows which that is.
 */
export function stepWords(header: StepHeader, next: StepHeader | undefined, isRequirements = false): StepWords {
  const path = header.path ?? "";
  if (header.kind === "think") {
    return { mark: "think", name: "Think", subject: { kind: "words", text: purpose(header, next) } };
  }
  if (header.kind === "observation") return observation(header, path);
  switch (header.tool) {
    case "read":
      return { mark: "read", name: "Read", subject: { kind: "path", text: path } };
    case "write":
      return { mark: "write", name: "Write", subject: { kind: "path", text: path } };
    case "delegate":
      return { mark: "delegate", name: "Delegate", subject: { kind: "path", text: path } };
    case "return":
      return { mark: "return", name: "Return", subject: { kind: "words", text: "to the main agent" } };
    case "plan":
    case null: {
      const name = isRequirements ? "Requirements" : "Plan";
      return { mark: "plan", name, subject: { kind: "words", text: header.summary } };
    }
  }
}

/** One line that names a step where there is no room for its row: "Think before writing". */
export function stepTitle(header: StepHeader, next: StepHeader | undefined, isRequirements = false): string {
  const { name, subject } = stepWords(header, next, isRequirements);
  const isLong = header.kind === "action" && (header.tool === "plan" || header.tool === null);
  return isLong || subject.text === "" ? name : `${name} ${subject.text}`;
}

function purpose(header: StepHeader, next: StepHeader | undefined): string {
  if (!next || next.agent !== header.agent) return "";
  if (next.tool === "write") return "before writing";
  if (next.tool === "read") return `before reading ${splitPath(next.path ?? "").name}`;
  if (next.tool === "plan") return "before planning";
  return "";
}

function observation(header: StepHeader, path: string): StepWords {
  const lines = header.lines === 1 ? "1 line" : `${formatCount(header.lines)} lines`;
  const name = header.tool === "write" ? "written" : header.tool === "read" ? path : "";
  return {
    mark: "observation",
    name: "",
    subject: { kind: "words", text: name === "" ? header.summary : header.lines > 0 ? `${name}, ${lines}` : name },
  };
}
