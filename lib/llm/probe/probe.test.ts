import { expect, test } from "vitest";
import type { FaultRule } from "#lib/testing/model-server/faults.ts";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { scriptedScorer } from "#lib/testing/scripted-models.ts";
import { builtinScorerInProcess } from "../builtin/scorer.ts";
import { cutSpans } from "../builtin/spans.ts";
import { echoScorer, sglangScorer, vllmScorer } from "../engines/server-scorers.ts";
import { ProbeReport } from "../probe-report.ts";
import type { ScoringLane } from "../scoring/session-input.ts";
import { probeScorer } from "./probe.ts";

const never = new AbortController().signal;
const once: ScoringLane = { call: async (_, attempt, signal) => ({ value: await attempt(signal), retries: 0 }) };
const failed = (report: ProbeReport) => report.checks.filter((check) => !check.passed).map((check) => check.name);
const isShuffled = (target: string) => !target.startsWith("In early") && !target.startsWith("Tomatoes");
/** As a model would that knows the texts of the probe: the odd word stands out, at its own place. */
const plausible: Parameters<typeof scriptedScorer>[0] = ({ target }) => {
  const ends = cutSpans(target);
  return ends.map((end, index) =>
    isShuffled(target) ? -5 : target.slice(ends[index - 1] ?? 0, end).includes("zylophone") ? -12 : -2,
  );
};

test("the built-in scorer passes, exactly", async () => {
  const report = await probeScorer(builtinScorerInProcess({ slotBits: 16 }), never);
  expect(failed(report)).toEqual([]);
  expect(report).toMatchObject({ passed: true, noiseNats: 0, coldNats: 0, engine: "builtin" });
  expect(ProbeReport.parse(report)).toEqual(report);
});

test("a plausible language model passes, at a time that is given", async () => {
  const model = scriptedScorer(plausible);
  const report = await probeScorer(model, never, { now: () => new Date("2026-11-21T09:00:00Z") });
  expect(failed(report)).toEqual([]);
  expect(report).toMatchObject({ meanLogprob: -2, measuredAt: "2026-11-21T09:00:00.000Z", engine: "other" });
});

test("noise is measured per unit, and the first reading apart", async () => {
  const noisy = scriptedScorer((question) =>
    question.prompt.startsWith("Note") && question.sample === 0 ? -2.1 : plausible(question),
  );
  const report = await probeScorer(noisy, never);
  expect(report.coldNats).toBeCloseTo(0.1, 9);
  expect(report.noiseNats).toBeCloseTo(0.1 / Math.SQRT2, 9);
});

test("noise of every reading is its deviation", async () => {
  const noisy = scriptedScorer((question) =>
    question.prompt.startsWith("Note") ? -2 - 0.01 * ((question.sample ?? 0) % 2) : plausible(question),
  );
  const report = await probeScorer(noisy, never);
  // Two of five lie 0.01 from the others.
  expect(report.noiseNats).toBeCloseTo(0.01 * Math.sqrt((3 * 0.4 ** 2 + 2 * 0.6 ** 2) / 4), 9);
});

test.each<[string, Parameters<typeof scriptedScorer>[0], string[]]>([
  ["scores everything the same", () => -2, ["order", "positions"]],
  ["answers zeros", () => 0, ["sanity", "order", "positions"]],
  [
    "gives a first token what belongs to none",
    (question) => {
      const logprobs = plausible(question);
      return Array.isArray(logprobs) ? [-40, ...logprobs.slice(1)] : logprobs;
    },
    ["additivity"],
  ],
  [
    "is shifted by one",
    (question) => {
      const logprobs = plausible(question);
      return Array.isArray(logprobs) ? [-2, ...logprobs.slice(0, -1)] : logprobs;
    },
    ["positions"],
  ],
  ["fails", () => null, ["answers"]],
])("a scorer that %s is refused with a remedy", async (_, answer, names) => {
  const report = await probeScorer(scriptedScorer(answer), never);
  expect(failed(report)).toEqual(names);
  expect(report.passed).toBe(false);
  expect(report.checks.filter((check) => !check.passed).every((check) => (check.remedy ?? "").length > 10)).toBe(true);
});

test("an abort is not a failed check", async () => {
  await expect(
    probeScorer(
      scriptedScorer(() => -2),
      AbortSignal.abort(new Error("enough")),
    ),
  ).rejects.toThrow("enough");
});

const make = { sglang: sglangScorer, vllm: vllmScorer, together: echoScorer } as const;
type Engine = keyof typeof make;

async function probed(
  engine: Engine,
  faults: FaultRule[] = [],
  settings: { maxModelLen?: number; addsBos?: boolean } = {},
) {
  await using server = await startModelServer({ engine, maxModelLen: 20_000, scores: "context-mixing", ...settings });
  const scorer = make[engine]({ baseUrl: server.url, model: server.modelName, lane: once });
  server.setFaults(faults);
  const report = await scorer.probe(never);
  return { report, scorer };
}

test("SGLang: what it can do is measured", async () => {
  const { report, scorer } = await probed("sglang", [], { addsBos: true });
  expect(failed(report)).toEqual([]);
  expect(report).toMatchObject({
    modelId: scorer.id,
    engine: "sglang",
    engineVersion: expect.stringMatching(/^\d/),
    windowTokens: 19_994,
    reusesPrefix: true,
    noiseNats: 0,
    beginning: { policy: "added" },
    passed: true,
  });
  expect(report.longestPromptTokens).toBeGreaterThan(15_000);
  expect(scorer.tokenizer).toBe(`${scorer.id}#${report.tokenizerFingerprint}`);
  expect(ProbeReport.parse(report)).toEqual(report);
});

test("vLLM and Together never reuse a prefix; all three cut alike", async () => {
  const reports = [];
  for (const engine of ["sglang", "vllm", "together"] as const) {
    reports.push((await probed(engine, [], { maxModelLen: 2_000 })).report);
  }
  expect(reports.map(({ passed }) => passed)).toEqual([true, true, true]);
  expect(reports.map(({ reusesPrefix }) => reusesPrefix)).toEqual([true, false, false]);
  expect(reports[1]?.tokenizerFingerprint).toBe(reports[0]?.tokenizerFingerprint);
  expect(reports[2]?.beginning).toEqual({ policy: "server" });
  // The window bounds what is tried.
  expect(reports.every(({ longestPromptTokens }) => (longestPromptTokens ?? 0) <= 1_600)).toBe(true);
  expect(reports[0]?.checks.map(({ name }) => name)).not.toContain("prompt-16k");
});

test.each<[string, FaultRule, string[], string]>([
  ["noise of 0.1 nat is measured", { kind: "noise", sigmaNats: 0.1 }, [], ""],
  ["noise of every request", { kind: "noise", sigmaNats: 0.1, varies: "every-request" }, [], ""],
  ["noise of 0.3 nat is too much", { kind: "noise", sigmaNats: 0.3 }, ["noise"], "--enable-deterministic-inference"],
  ["logprobs without context", { kind: "no-context" }, ["sanity", "order"], "."],
  ["logprobs that are shifted", { kind: "shifted" }, ["positions"], "Update SGLang"],
  ["missing logprobs", { kind: "null-logprobs" }, ["answers"], "Mend what the message names"],
  [
    "a server that dies of long prompts",
    { kind: "reset", at: "before-headers", when: ({ text }) => text.length > 30_000 },
    ["prompt-16k"],
    "SGLANG_ENABLE_LOGITS_PROCESSER_CHUNK=1",
  ],
])("SGLang: %s", async (_, fault, names, remedy) => {
  const maxModelLen = names.includes("prompt-16k") ? 20_000 : 2_000;
  const { report, scorer } = await probed("sglang", [{ ...fault, path: "/generate" }], { maxModelLen });
  expect(failed(report)).toEqual(names);
  for (const check of report.checks) if (!check.passed) expect(check.remedy).toContain(remedy);
  if (names[0] === "answers") expect(report.checks[0]?.finding).toContain("Update SGLang");
  if (names.length === 0) {
    expect(report.noiseNats).toBeGreaterThan(0.03);
    expect(report.noiseNats).toBeLessThan(0.2);
    expect(scorer.noiseNats).toBe(report.noiseNats);
  }
});

test("a server that is not there is a failed check with its address", async () => {
  const scorer = vllmScorer({ baseUrl: "http://127.0.0.1:2", model: "m", lane: once });
  const report = await scorer.probe(never);
  expect(report).toMatchObject({ passed: false, away: true, engine: "vllm", tokenizerFingerprint: null });
  expect(report.checks[0]?.finding).toContain("http://127.0.0.1:2/v1/models cannot be reached");
  expect(scorer.noiseNats).toBe(0.1);
});
