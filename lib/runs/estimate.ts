import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { type AuthorShape, estimateRun, type RunShape, type ScorerShape } from "#lib/calls/index.ts";
import { measuredBytesPerToken, measuredSpeed, operatorPrices, priceOf } from "#lib/calls/server.ts";
import type { ProbeReport } from "#lib/llm/index.ts";
import { loadStructure } from "#lib/sources/server.ts";
import { AppError } from "#lib/std/errors.ts";
import type { Asked } from "#lib/synthesis/server.ts";
import { MOST_PARAGRAPHS, type RunConfig } from "#lib/trajectory/index.ts";
import { loadMaterial } from "./material.ts";
import { chatEndpoint, scorerEndpoint } from "./models/endpoints.ts";
import { type Rehearsal, rehearseRun } from "./rehearsal.ts";
import { completeConfig, EstimateInput, type SnapshotEstimate } from "./schema.ts";
import { newestProbe } from "./store.ts";

/** What a run over this snapshot would ask of its models, before anything is asked. */
export async function estimateSnapshot(
  actor: Actor,
  snapshotId: string,
  input: EstimateInput,
): Promise<SnapshotEstimate> {
  authorize(actor, "run:read");
  return estimateOf(snapshotId, completeConfig(EstimateInput.parse(input).config), null);
}

/** Longer than any rehearsal takes; the structural author is done with a thousand files in seconds. */
const REHEARSAL_MS = 120_000;

/** The same for a run that knows what its scorer was found to do; null takes the newest report on that model. */
export async function estimateOf(
  snapshotId: string,
  config: RunConfig,
  probe: ProbeReport | null,
): Promise<SnapshotEstimate> {
  if (!(await loadStructure(snapshotId))) {
    throw new AppError("not-found", `Snapshot ${snapshotId} has no structure yet.`);
  }
  const rehearsal = await rehearseRun(await loadMaterial(snapshotId), config, AbortSignal.timeout(REHEARSAL_MS));
  const author = config.author === "language-model" ? await authorShape(rehearsal) : null;
  const scorer = await scorerShape(config, rehearsal, probe);
  const { shape, basis } = shapeOf(config, rehearsal, author, scorer);
  return { ...estimateRun(shape), basis };
}

/** One line for a run's account: figures that are not known are left out, with the reason. */
export function estimateInWords({ total }: SnapshotEstimate): string {
  const { calls, inputTokens, cachedTokens, outputTokens, costUsd, wallMs } = total;
  const count = (value: number | null) => Math.round(value ?? 0).toLocaleString("en-US");
  const parts = [
    `${count(calls.value)} calls`,
    `${count(inputTokens.value)} tokens in, ${count(cachedTokens.value)} of them read before`,
    `${count(outputTokens.value)} out`,
    costUsd.value === null
      ? "cost unknown, since not every model has a price (RETRACE_PRICES)"
      : `$${costUsd.value.toFixed(costUsd.value < 1 ? 4 : 2)}`,
    ...(wallMs.value === null ? [] : [`${Math.ceil(wallMs.value / 60_000)} min of calls`]),
  ];
  return `at most about ${parts.join(", ")}; searches that end early ask less, and stored replies cost nothing`;
}

/** The lower figure of the tokenizers in use, so that the estimate is not too low; the ledger's own where it has one. */
const BYTES_A_TOKEN = 3;
/** No thought, placebo, and the thought as first written. */
const REFERENCES = 3;

type Rated<Shape> = { readonly shape: Shape; readonly basis: string };
type Scorer = Rated<ScorerShape> & { readonly usable: boolean; readonly noisy: boolean };

/** The shape that is reckoned with, and in words what it takes for granted. */
export function shapeOf(
  config: RunConfig,
  { files, bytes, thoughts }: Pick<Rehearsal, "files" | "bytes" | "thoughts">,
  author: Rated<AuthorShape> | null,
  scorer: Scorer | null,
): { readonly shape: RunShape; readonly basis: string[] } {
  const searches = config.scorer !== "none" && config.search.mode !== "off" && scorer?.usable !== false;
  const passes = config.search.mode === "segment" ? MOST_PARAGRAPHS : config.search.passes;
  const shape: RunShape = {
    files,
    thoughts,
    candidates: searches ? config.search.candidates : 0,
    passes: searches ? passes : 0,
    references: REFERENCES,
    rescores: scorer?.noisy ?? false,
    author: author?.shape ?? null,
    scorer: scorer?.usable ? scorer.shape : null,
  };
  const basis = [
    `${files} files of ${bytes.toLocaleString("en-US")} bytes are written`,
    `${Math.round(thoughts)} thoughts, as the structural author thinks them: one before each file it reads, at most ${config.maxReads}, and one before the write`,
    ...(searches && config.search.mode === "segment"
      ? [`${MOST_PARAGRAPHS} paragraphs in every thought, the most`]
      : []),
    author?.basis ?? "the structural author asks no model",
    scorer?.basis ??
      (config.scorer === "none" ? "nothing is scored" : "the scorer runs in this process and costs time only"),
  ];
  return { shape, basis };
}

async function authorShape({ files, plan, thought, rewrite }: Rehearsal): Promise<Rated<AuthorShape>> {
  const { model, free, lanes } = chatEndpoint();
  const { bytesPerToken, basis } = await rateOf(model.id);
  const [planning, thinking, rewriting] = await Promise.all(
    (["plan", "thought", "rewrite"] as const).map((purpose) => measuredSpeed(model.id, purpose)),
  );
  const tokens = ({ calls, inputBytes, outputBytes }: Asked) => ({
    calls,
    inputTokens: inputBytes / bytesPerToken,
    outputTokens: outputBytes / bytesPerToken,
  });
  const shape = {
    plan: tokens(plan),
    thought: tokens(thought),
    rewrite: tokens(rewrite),
    price: priceOf(operatorPrices(), model.id),
    free,
    slots: slotsOf(lanes(), files),
    speeds: { plan: planning ?? null, thought: thinking ?? null, rewrite: rewriting ?? null },
  };
  return { shape, basis: `the author's prompts as they are rendered; ${basis}` };
}

async function scorerShape(config: RunConfig, rehearsal: Rehearsal, known: ProbeReport | null): Promise<Scorer | null> {
  const { scorer } = config;
  if (scorer === "none" || scorer === "builtin") return null;
  const { model, free, lanes } = scorerEndpoint(scorer);
  const latest = known ?? (await newestProbe(model.id));
  // A run asks anew: that another found the scorer unusable may be mended by now, and would make the estimate too low.
  const probe = known ?? (latest?.passed ? latest : null);
  const usable = probe?.passed ?? true;
  const { bytesPerToken, basis } = await rateOf(model.id);
  const found = !probe
    ? `this scorer ${latest ? "failed its last probe and is asked again" : "was not probed yet"}: it is taken to work, without noise, and to read every context again`
    : usable
      ? `the scorer as probed on ${probe.measuredAt.slice(0, 10)}`
      : "the scorer failed its probe, so nothing is scored and nothing rewritten";
  return {
    usable,
    noisy: (probe?.noiseNats ?? 0) > 0,
    basis: `${found}; ${basis}`,
    shape: {
      contextTokens: rehearsal.contextBytes / bytesPerToken,
      scoredTokens: rehearsal.scoredBytes / bytesPerToken,
      reusesPrefix: probe?.reusesPrefix ?? false,
      price: priceOf(operatorPrices(), model.id),
      free,
      slots: slotsOf(lanes(), rehearsal.files),
      speed: await measuredSpeed(model.id, "score"),
    },
  };
}

async function rateOf(model: string): Promise<{ readonly bytesPerToken: number; readonly basis: string }> {
  const measured = await measuredBytesPerToken(model);
  if (measured === null) return { bytesPerToken: BYTES_A_TOKEN, basis: `${BYTES_A_TOKEN} bytes count as a token` };
  return { bytesPerToken: measured, basis: `${measured.toFixed(2)} bytes a token, as in the ledger` };
}

/** As many calls at once as the lanes allow now; they allow more while the endpoint keeps up. */
function slotsOf(lanes: readonly { readonly limit: number }[], files: number): number {
  const limit = lanes.reduce((sum, each) => sum + each.limit, 0);
  return Math.max(1, Math.min(files, Math.floor(limit)));
}
