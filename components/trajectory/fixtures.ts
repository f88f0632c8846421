import type { StepHeader } from "#lib/trajectory/index.ts";

/** A step header for tests; only what a test is about needs naming. */
export function aHeader(index: number, rest: Partial<StepHeader> = {}): StepHeader {
  return {
    index,
    id: `step-${index}`,
    agent: "main",
    kind: "think",
    tool: null,
    path: null,
    summary: "",
    characters: 100,
    lines: 2,
    scores: null,
    candidates: 0,
    accepted: 0,
    leakOverlap: null,
    ungrounded: 0,
    dropped: false,
    train: true,
    fileOrder: null,
    ...rest,
  };
}

/** Scores with a given gain over no thought. */
export function scoresWithGain(gain: number): NonNullable<StepHeader["scores"]> {
  return {
    noThought: 1,
    placebo: 0.99,
    initial: 0.95,
    final: 1 - gain,
    unit: "nats/span",
    units: 100,
    scorer: "builtin",
    tokenizer: "spans",
    measuredAt: "2026-01-01T00:00:00.000Z",
  };
}

/** Main agent thinks and plans, then two files of one read each. */
export function aTrajectory(): StepHeader[] {
  const file = (path: string, order: number, from: number, gain: number): StepHeader[] => [
    aHeader(from, { kind: "action", tool: "delegate", path, fileOrder: order }),
    aHeader(from + 1, { agent: path, fileOrder: order }),
    aHeader(from + 2, { agent: path, fileOrder: order, kind: "action", tool: "read", path: "lib/std.ts" }),
    aHeader(from + 3, {
      agent: path,
      fileOrder: order,
      kind: "observation",
      tool: "read",
      path: "lib/std.ts",
      train: false,
    }),
    aHeader(from + 4, { agent: path, fileOrder: order, scores: scoresWithGain(gain) }),
    aHeader(from + 5, { agent: path, fileOrder: order, kind: "action", tool: "write", path, lines: 12 }),
    aHeader(from + 6, { agent: path, fileOrder: order, kind: "action", tool: "return" }),
  ];
  return [
    aHeader(0),
    aHeader(1, { kind: "action", tool: "plan", summary: "R1" }),
    ...file("lib/a.ts", 0, 2, 0.04),
    ...file("lib/b.ts", 1, 9, -0.01),
  ];
}
