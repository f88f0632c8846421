import type { StepHeader } from "#lib/trajectory/index.ts";

/** Icon of a step: our five kinds and the two lane forks. */
export type StepMark = "think" | "read" | "write" | "plan" | "observation" | "delegate" | "return";

/** How a step is called in every list: its mark, its name, and what it is about. */
export type StepWords = {
  readonly mark: StepMark;
  readonly name: string;
  /** A path is set in mono; a purpose is set in words. */
  readonly subject: { readonly kind: "path" | "words"; readonly text: string };
};

/** Words for one step. A thought is named after the action it leads to, so `next` is the step that follows it. */
export function stepWords(header: StepHeader, next: StepHeader | undefined): StepWords {
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
      return { mark: "plan", name: "Plan", subject: { kind: "words", text: header.summary } };
    case null:
      return { mark: "plan", name: "Requirements", subject: { kind: "words", text: header.summary } };
  }
}

/** One line that names a step where there is no room for its row: "Think before writing". */
export function stepTitle(header: StepHeader, next: StepHeader | undefined): string {
  const { name, subject } = stepWords(header, next);
  const isLong = header.kind === "action" && (header.tool === "plan" || header.tool === null);
  return isLong || subject.text === "" ? name : `${name} ${subject.text}`;
}

/** Folder and file name of a path, for setting the folder fainter. */
export function splitPath(path: string): { folder: string; name: string } {
  const cut = path.lastIndexOf("/") + 1;
  return { folder: path.slice(0, cut), name: path.slice(cut) };
}

function purpose(header: StepHeader, next: StepHeader | undefined): string {
  if (!next || next.agent !== header.agent) return "";
  if (next.tool === "write") return "before writing";
  if (next.tool === "read") return `before reading ${splitPath(next.path ?? "").name}`;
  if (next.tool === "plan") return "before planning";
  return "";
}

function observation(header: StepHeader, path: string): StepWords {
  const lines = header.lines === 1 ? "1 line" : `${header.lines.toLocaleString("en-US")} lines`;
  const name = header.tool === "write" ? "written" : header.tool === "read" ? path : "";
  return {
    mark: "observation",
    name: "",
    subject: { kind: "words", text: name === "" ? header.summary : header.lines > 0 ? `${name}, ${lines}` : name },
  };
}
