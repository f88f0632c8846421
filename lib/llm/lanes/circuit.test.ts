import { expect, test } from "vitest";
import type { FailureKind } from "../call-failure.ts";
import {
  admission,
  afterAnswer,
  afterFailure,
  CIRCUIT,
  type Circuit,
  CLOSED,
  trialBegun,
  trialDropped,
} from "./circuit.ts";

const failed = (kind: FailureKind = "network", wasTrial = false) => ({ kind, message: "refused", wasTrial });

function failing(times: readonly number[], kind: FailureKind = "network"): Circuit {
  return times.reduce<Circuit>((circuit, nowMs) => afterFailure(circuit, failed(kind), nowMs, CIRCUIT), CLOSED);
}

test("opens after failures in a row over some time, and neither alone", () => {
  expect(failing([0, 1, 2, 3, 4, 5, 6, 7]).kind).toBe("closed");
  expect(failing([0, 9_000]).kind).toBe("closed");
  expect(failing([0, 1_000, 2_000, 3_000, 5_000])).toEqual({
    kind: "open",
    untilMs: 15_000,
    restMs: 10_000,
    cause: "refused",
  });
});

test("an answer between failures begins the count anew", () => {
  const almost = failing([0, 1_000, 2_000, 3_000]);
  expect(afterFailure(afterAnswer(almost), failed(), 9_000, CIRCUIT)).toMatchObject({
    kind: "closed",
    failed: { failures: 1 },
  });
});

test("a server that says 429 is given longer", () => {
  const times = [0, 2_000, 4_000, 6_000, 8_000, 60_000];
  expect(failing(times, "rate-limit").kind).toBe("closed");
  expect(failing([...times, 120_000], "rate-limit").kind).toBe("open");
});

/** Kinds and times in seconds of failures without an answer between them. */
function after(...failures: readonly (readonly [FailureKind, number])[]): Circuit {
  return failures.reduce<Circuit>(
    (circuit, [kind, seconds]) => afterFailure(circuit, failed(kind), seconds * 1_000, CIRCUIT),
    CLOSED,
  );
}

test.each([
  [
    "a dead server behind a proxy that says 429 last",
    ["server", "rate-limit", "server", "network", "server", "overload", "rate-limit"],
    [0, 1, 2, 3, 4, 5, 6],
    "open",
  ],
  [
    "429s with few failures among them",
    ["rate-limit", "server", "rate-limit", "rate-limit", "server", "rate-limit", "server"],
    [0, 1, 3, 5, 8, 15, 60],
    "closed",
  ],
  [
    "429s, the last failure another",
    ["rate-limit", "rate-limit", "rate-limit", "rate-limit", "rate-limit", "network"],
    [0, 2, 4, 6, 8, 10],
    "closed",
  ],
  [
    "a 429 that ends a row of others too early",
    ["server", "server", "server", "server", "rate-limit"],
    [0, 2, 4, 6, 8],
    "closed",
  ],
  [
    "others that began long after the 429s",
    ["rate-limit", "rate-limit", "server", "server", "server", "server", "server"],
    [0, 60, 100, 101, 102, 103, 104],
    "closed",
  ],
  [
    "any mixture for two minutes",
    ["rate-limit", "server", "rate-limit", "network", "rate-limit"],
    [0, 30, 60, 90, 120],
    "open",
  ],
] as const)("mixed: %s", (_, kinds, seconds, expected) => {
  expect(after(...kinds.map((kind, index) => [kind, seconds[index] ?? 0] as const)).kind).toBe(expected);
});

test("refuses while open, then lets one try while others wait, and an answer closes it", () => {
  const open = failing([0, 1_000, 2_000, 3_000, 5_000]);
  expect(admission(open, 14_999)).toBe("refuse");
  expect(admission(open, 15_000)).toBe("try");
  const trial = trialBegun(open);
  expect(admission(trial, 15_001)).toBe("wait");
  expect(admission(afterAnswer(trial), 15_002)).toBe("go");
});

test("each trial that fails doubles the rest, up to its longest", () => {
  let circuit = failing([0, 1_000, 2_000, 3_000, 5_000]);
  const rests: number[] = [];
  let nowMs = 5_000;
  for (let round = 0; round < 5; round++) {
    if (circuit.kind !== "open") throw new Error("not open");
    nowMs = circuit.untilMs;
    circuit = afterFailure(trialBegun(circuit), failed("timeout", true), nowMs, CIRCUIT);
    if (circuit.kind === "open") rests.push(circuit.untilMs - nowMs);
  }
  expect(rests).toEqual([20_000, 40_000, 80_000, 120_000, 120_000]);
});

test("only the trial's own failure counts while it is under way, and a dropped trial frees its place", () => {
  const trial = trialBegun(failing([0, 1_000, 2_000, 3_000, 5_000]));
  expect(afterFailure(trial, failed("network", false), 16_000, CIRCUIT)).toBe(trial);
  expect(admission(trialDropped(trial, 16_000), 16_000)).toBe("try");
});
