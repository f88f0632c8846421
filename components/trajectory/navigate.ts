import type { StepHeader } from "#lib/trajectory/index.ts";
import { type Row, stepOfRow } from "./rows.ts";

/** The step of the next row that has one, in either direction; the same step where there is none. */
export function neighbourStep(rows: readonly Row[], rowIndex: number, direction: 1 | -1): number | null {
  for (let index = rowIndex + direction; index >= 0 && index < rows.length; index += direction) {
    const row = rows[index];
    const step = row ? stepOfRow(row) : null;
    if (step !== null) return step;
  }
  return null;
}

/** First or last step on screen. */
export function edgeStep(rows: readonly Row[], edge: "first" | "last"): number | null {
  return edge === "first" ? neighbourStep(rows, -1, 1) : neighbourStep(rows, rows.length, -1);
}

/** Next or previous step of the same file's agent, its Delegate included; observations are passed over. */
export function sameFileStep(headers: readonly StepHeader[], from: number, direction: 1 | -1): number | null {
  const current = headers[from];
  if (!current) return null;
  const file = fileOf(current);
  for (let index = from + direction; index >= 0 && index < headers.length; index += direction) {
    const header = headers[index];
    if (header && header.kind !== "observation" && fileOf(header) === file) return header.index;
  }
  return null;
}

/** Steps that a person judges: what was thought and what the main agent wrote. Code and observations are facts. */
export function isJudged(header: StepHeader): boolean {
  return header.kind === "think" || (header.kind === "action" && (header.tool === "plan" || header.tool === null));
}

/** The next step that waits for a verdict, from the one after `from` round to it; null when all are judged. */
export function nextUnjudged(
  headers: readonly StepHeader[],
  isDone: (index: number) => boolean,
  from: number,
): number | null {
  for (let offset = 1; offset <= headers.length; offset += 1) {
    const header = headers[(from + offset) % headers.length];
    if (header && isJudged(header) && !isDone(header.index)) return header.index;
  }
  return null;
}

/** The file a step serves: its agent's, or the one the main agent hands over. */
function fileOf(header: StepHeader): string {
  return header.agent === "main" ? (header.path ?? "main") : header.agent;
}

/** The scored thought that a step belongs to: itself, else the next one of its agent, else the one before. */
export function scoredStep(headers: readonly StepHeader[], index: number): number | null {
  const current = headers[index];
  if (!current) return null;
  const path = current.agent === "main" ? current.path : current.agent;
  const isScored = (header: StepHeader) => header.kind === "think" && header.candidates > 0 && header.agent === path;
  if (isScored(current)) return index;
  return (
    headers.findLast((header) => header.index < index && isScored(header))?.index ??
    headers.find((header) => header.index > index && isScored(header))?.index ??
    null
  );
}
