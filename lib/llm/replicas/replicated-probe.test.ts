import { expect, test } from "vitest";
import type { FaultRule } from "#lib/testing/model-server/faults.ts";
import { type ModelServer, startModelServer } from "#lib/testing/model-server/index.ts";
import { sglangScorer } from "../engines/server-scorers.ts";
import { lane } from "../lanes/lane.ts";
import { replicatedScorer } from "./replicated-models.ts";

const never = new AbortController().signal;
const noise = (sigmaNats: number): FaultRule => ({
  kind: "noise",
  sigmaNats,
  varies: "every-request",
  path: "/generate",
});

function serverWith(faults: readonly FaultRule[]): Promise<ModelServer> {
  return startModelServer({ engine: "sglang", maxModelLen: 2_000, faults });
}

function replicaOf({ url: baseUrl, modelName: model }: Pick<ModelServer, "url" | "modelName">) {
  const calls = lane({ name: baseUrl, maxRetries: 0 });
  return { address: baseUrl, lane: calls, model: sglangScorer({ baseUrl, model, lane: calls }) };
}

test("the noise of several replicas is that of the noisiest, whichever of them answers", async () => {
  await using quiet = await serverWith([]);
  await using noisy = await serverWith([noise(0.12)]);
  await using lessNoisy = await serverWith([noise(0.03)]);
  const scorer = replicatedScorer([quiet, noisy, lessNoisy].map(replicaOf));
  const report = await scorer.probe(never);
  expect(report.passed).toBe(true);
  expect(report.noiseNats).toBeGreaterThan(0.06);
  expect(scorer.noiseNats).toBe(report.noiseNats);
});

test("one replica that answers nonsense speaks for all, one that is away for none", async () => {
  await using good = await serverWith([]);
  await using nonsense = await serverWith([{ kind: "no-context", path: "/generate" }]);
  const away = { url: "http://127.0.0.1:2", modelName: good.modelName };
  expect((await replicatedScorer([good, nonsense].map(replicaOf)).probe(never)).passed).toBe(false);
  expect((await replicatedScorer([away, good].map(replicaOf)).probe(never)).passed).toBe(true);
  expect((await replicatedScorer([away].map(replicaOf)).probe(never)).passed).toBe(false);
});
