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
  expect(afterFailure(afterAnswer(almost), failed(), 9_000, CIRCUIT)).toMatchObject({ kind: "closed", failures: 1 });
});

test("a server that says 429 is given longer", () => {
  const times = [0, 2_000, 4_000, 6_000, 8_000, 60_000];
  expect(failing(times, "rate-limit").kind).toBe("closed");
  expect(failing([...times, 120_000], "rate-limit").kind).toBe("open");
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
