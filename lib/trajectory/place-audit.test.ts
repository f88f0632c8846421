import { expect, test } from "vitest";
import { decodeLogprobs, encodeLogprobs } from "./logprobs-column.ts";
import { placeAudit } from "./place-audit.ts";
import type { AuditEvent } from "./schema.ts";

type Step = Parameters<typeof placeAudit>[1][number];
const step = (block: number, kind: Step["kind"], tool: Step["tool"] = null, path: string | null = null): Step => ({
  block,
  kind,
  tool,
  path,
});
const STEPS = [
  step(0, "think"),
  step(0, "action", "plan"),
  step(0, "action", "plan"),
  step(1, "action", "delegate", "a"),
  step(1, "action", "read", "x"),
  step(1, "observation", "read", "x"),
  step(1, "action", "read", "y"),
  step(1, "observation", "read", "y"),
  step(1, "think"),
  step(1, "action", "write", "a"),
  step(2, "action", "delegate", "b"),
  step(2, "think"),
];

test.each<[AuditEvent["kind"], number, string | null, number | null]>([
  ["added-read", 1, "x", 5],
  ["rejected-read", 1, "z", 7],
  ["capped-read", 1, "z", 7],
  ["flagged-thought", 1, null, 8],
  ["repaired-plan", 0, null, 2],
  ["rejected-read", 2, "z", 10],
  ["rejected-read", 3, "z", null],
])("%s of block %i about %s stands behind step %s", (kind, block, path, afterStep) => {
  const event = { agent: "a", kind, path, message: "m" };
  expect(placeAudit([{ ...event, block }], STEPS)).toEqual([{ ...event, afterStep }]);
});

test("log-probabilities keep seven digits as little-endian float32, wherever the bytes lie", () => {
  const values = [0, -0.5, -1.2345678, -123.25];
  const bytes = encodeLogprobs(values);
  expect([...bytes.subarray(4, 8)]).toEqual([0, 0, 0, 0xbf]);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(decodeLogprobs(shifted.subarray(3))).toEqual(values.map(Math.fround));
  expect(decodeLogprobs(new Uint8Array(0))).toEqual([]);
});
