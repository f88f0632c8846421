import type { StepKind, Tool } from "./schema.ts";

type OrderedStep = {
  readonly agent: string;
  readonly kind: StepKind;
  readonly tool: Tool | null;
  readonly path: string | null;
};

export type OrderProblem = {
  readonly step: number;
  readonly path: string;
  readonly problem: "read-before-write" | "read-without-observation" | "observation-without-read" | "dependency-later";
  readonly message: string;
};

/**
 * What in a finished trajectory no developer could have done: reading a file that was not written yet, seeing what was
 * not read, or writing a file before one it needs. Inside a cycle of dependencies no order is right, so none is wrong.
 */
export function auditOrder(
  steps: readonly OrderedStep[],
  edges: readonly { readonly from: string; readonly to: string }[] = [],
): OrderProblem[] {
  const problems: OrderProblem[] = [];
  const writtenAt = new Map<string, number>();
  for (const [index, step] of steps.entries()) {
    const path = step.path ?? "";
    if (step.tool === "write" && step.kind === "action" && !writtenAt.has(path)) writtenAt.set(path, index);
    if (isRead(step)) {
      if (!writtenAt.has(path))
        problems.push(problem(index, path, "read-before-write", "is read before it is written"));
      if (!follows(steps[index + 1], step))
        problems.push(problem(index, path, "read-without-observation", "is read, but what it holds is not shown"));
    }
    const before = steps[index - 1];
    if (step.kind === "observation" && !(before && isRead(before) && follows(step, before)))
      problems.push(problem(index, path, "observation-without-read", "is shown without having been read"));
  }
  return [...problems, ...dependencyProblems(writtenAt, edges)].sort((a, b) => a.step - b.step);
}

function dependencyProblems(
  writtenAt: ReadonlyMap<string, number>,
  edges: readonly { readonly from: string; readonly to: string }[],
): OrderProblem[] {
  const needs = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const list = needs.get(from);
    if (list) list.push(to);
    else needs.set(from, [to]);
  }
  const problems: OrderProblem[] = [];
  for (const { from, to } of edges) {
    const at = writtenAt.get(from);
    const needed = writtenAt.get(to);
    if (at === undefined || needed === undefined || needed <= at || reaches(needs, to, from)) continue;
    problems.push(problem(at, from, "dependency-later", `is written before ${to}, which it needs`));
  }
  return problems;
}

function reaches(needs: ReadonlyMap<string, readonly string[]>, start: string, goal: string): boolean {
  const seen = new Set([start]);
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (path === goal) return true;
    for (const next of needs.get(path) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return false;
}

function isRead(step: OrderedStep): boolean {
  return step.kind === "action" && step.tool === "read";
}

function follows(observation: OrderedStep | undefined, read: OrderedStep): boolean {
  return observation?.kind === "observation" && observation.path === read.path && observation.agent === read.agent;
}

function problem(step: number, path: string, kind: OrderProblem["problem"], message: string): OrderProblem {
  return { step, path, problem: kind, message: `${path} ${message}.` };
}
