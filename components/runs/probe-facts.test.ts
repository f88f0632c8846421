import { expect, test } from "vitest";
import type { ProbeReport } from "#lib/runs/index.ts";
import { probeFacts } from "./probe-facts.ts";

const probe: ProbeReport = {
  modelId: "sglang/m",
  engine: "sglang",
  engineVersion: null,
  modelRevision: null,
  windowTokens: null,
  longestPromptTokens: null,
  beginning: { policy: "added", ids: [1] },
  tokenizerFingerprint: null,
  reusesPrefix: null,
  noiseNats: 0.00163,
  coldNats: null,
  meanLogprob: -2.5,
  passed: true,
  checks: [{ name: "noise", passed: true, required: true, finding: "", remedy: null }],
  measuredAt: "2026-11-20T12:00:00.000Z",
};

test("what a probe could not tell says so, and numbers have their unit and sign", () => {
  const facts = new Map(probeFacts(probe).map(({ name, value }) => [name, value]));
  expect(Object.fromEntries(facts)).toMatchObject({
    engine: "sglang, version not told",
    noise: "±0.0016 nats/token",
    window: "not told",
    "longest prompt": "not tried",
    "prefix read once": "not told",
    "before a prompt": "token 1",
    tokenizer: "not told",
    "plain English": "−2.50 nats/token",
  });
});

test("a first reading that differs from later ones is told", () => {
  const names = (report: ProbeReport) => probeFacts(report).map(({ name }) => name);
  expect(names({ ...probe, coldNats: 0.0213 })).toContain("first reading");
  expect(names({ ...probe, coldNats: 0 })).not.toContain("first reading");
});

test("an exact model has no noise, and one that was not asked for it has none told", () => {
  const noise = (report: ProbeReport) => probeFacts(report).find(({ name }) => name === "noise")?.value;
  expect(noise({ ...probe, noiseNats: 0 })).toBe("none");
  expect(noise({ ...probe, checks: [] })).toBe("not measured");
});
