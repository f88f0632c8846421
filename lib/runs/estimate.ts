import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { type AuthorShape, estimateRun, type RunShape, type ScorerShape } from "#lib/calls/index.ts";
import { measuredSpeed, operatorPrices, priceOf } from "#lib/calls/server.ts";
import type { ProbeReport } from "#lib/llm/index.ts";
import { loadStructure, type Structure } from "#lib/sources/server.ts";
import { AppError } from "#lib/std/errors.ts";
import { isServerEngine } from "#lib/std/scorer-engines.ts";
import { MOST_PARAGRAPHS, type RunConfig } from "#lib/trajectory/index.ts";
import { chatEndpoint, scorerEndpoint } from "./models/endpoints.ts";
import { completeConfig, EstimateInput, type SnapshotEstimate } from "./schema.ts";
import { READ_CHARACTERS } from "./scoring-context.ts";
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

/** The same for a run that knows what its scorer was found to do; null takes the newest report on that model. */
export async function estimateOf(
  snapshotId: string,
  config: RunConfig,
  probe: ProbeReport | null,
): Promise<SnapshotEstimate> {
  const structure = await loadStructure(snapshotId);
  if (!structure) throw new AppError("not-found", `Snapshot ${snapshotId} has no structure yet.`);
  const counts = countsOf(structure, config);
  const author = config.author === "language-model" ? await authorShape(config, counts) : null;
  const scorer = await scorerShape(config, counts, probe);
  const { shape, basis } = shapeOf(config, counts, author, scorer);
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

export type Counts = {
  readonly files: number;
  readonly bytes: number;
  /** Of the files that stand before a file and that it needs: how many, and their bytes as far as a scorer is shown them. */
  readonly reads: number;
  readonly readBytes: number;
};

type Countable = {
  readonly files: readonly Pick<Structure["files"][number], "path" | "bytes">[];
  readonly edges: readonly Pick<Structure["edges"][number], "from" | "to">[];
  readonly order: readonly string[];
};

/** Each figure but the sums is a mean over files. */
export function countsOf(structure: Countable, { maxReads }: Pick<RunConfig, "maxReads">): Counts {
  const bytes = new Map(structure.files.map((file) => [file.path, file.bytes]));
  const place = new Map(structure.order.map((path, index) => [path, index]));
  const before = (from: string, to: string) => (place.get(to) ?? Number.POSITIVE_INFINITY) < (place.get(from) ?? -1);
  const needs = new Map<string, Set<string>>();
  for (const { from, to } of structure.edges) {
    if (before(from, to)) needs.set(from, (needs.get(from) ?? new Set()).add(to));
  }
  const perFile = structure.order.map((path) => {
    const read = [...(needs.get(path) ?? [])].slice(0, maxReads);
    return { reads: read.length, bytes: Math.min(READ_CHARACTERS, sum(read.map((each) => bytes.get(each) ?? 0))) };
  });
  const files = structure.order.length;
  return {
    files,
    bytes: sum(structure.order.map((path) => bytes.get(path) ?? 0)),
    reads: files === 0 ? 0 : sum(perFile.map((each) => each.reads)) / files,
    readBytes: files === 0 ? 0 : sum(perFile.map((each) => each.bytes)) / files,
  };
}

/** The lower figure of the tokenizers in use, so that the estimate is not too low. */
const BYTES_A_TOKEN = 3;
/** English words of a thought; code names in it take more. */
const TOKENS_A_WORD = 1.5;
/** An author is asked for 42 to 220 words a file, a fifth more at most: synthesis/structural/compose.ts. */
const MOST_WORDS = 264;
const INSTRUCTION_TOKENS = 1_500;
/** Files planned in one call: synthesis/language-model. */
const PLAN_CHUNK = 20;
/** No thought, placebo, and the thought as first written. */
const REFERENCES = 3;

type Scorer = {
  readonly shape: ScorerShape;
  readonly usable: boolean;
  readonly noisy: boolean;
  readonly basis: string;
};

/** The shape that is reckoned with, and in words what it takes for granted. */
export function shapeOf(
  config: RunConfig,
  counts: Counts,
  author: AuthorShape | null,
  scorer: Scorer | null,
): { readonly shape: RunShape; readonly basis: string[] } {
  const { files, bytes, reads } = counts;
  const thoughtsPerFile = Math.round((1 + reads) * 10) / 10;
  const thoughtTokens = Math.round((MOST_WORDS * TOKENS_A_WORD) / thoughtsPerFile);
  const searches = config.scorer !== "none" && config.search.mode !== "off" && scorer?.usable !== false;
  const passes = config.search.mode === "segment" ? MOST_PARAGRAPHS : config.search.passes;
  const shape: RunShape = {
    files,
    codeTokens: Math.round(bytes / BYTES_A_TOKEN),
    thoughtsPerFile,
    thoughtTokens,
    candidates: searches ? config.search.candidates : 0,
    passes: searches ? passes : 0,
    references: REFERENCES,
    rescores: scorer?.noisy ?? false,
    author,
    scorer: scorer?.usable ? scorer.shape : null,
  };
  const basis = [
    `${files} files of ${bytes.toLocaleString("en-US")} bytes are written; ${BYTES_A_TOKEN} bytes count as a token`,
    `${thoughtsPerFile} thoughts a file: one before each file it reads, at most ${config.maxReads}, and one before the write`,
    `at most ${MOST_WORDS} words of thought a file, ${TOKENS_A_WORD} tokens a word`,
    ...(searches && config.search.mode === "segment"
      ? [`${MOST_PARAGRAPHS} paragraphs in every thought, the most`]
      : []),
    ...(author ? [] : ["the structural author asks no model"]),
    scorer?.basis ??
      (config.scorer === "none" ? "nothing is scored" : "the scorer runs in this process and costs time only"),
  ];
  return { shape, basis };
}

async function authorShape(config: RunConfig, { files, bytes }: Counts): Promise<AuthorShape> {
  const { model, lanes } = chatEndpoint();
  const [plan, thought, rewrite] = await Promise.all(
    (["plan", "thought", "rewrite"] as const).map((purpose) => measuredSpeed(model.id, purpose)),
  );
  // Its file, and as much again of outlines, plan and requirements, as far as the window goes.
  const shown = files === 0 ? 0 : (2 * bytes) / files / BYTES_A_TOKEN;
  return {
    contextTokens: Math.round(Math.min(config.authorWindow, INSTRUCTION_TOKENS + shown)),
    planChunk: PLAN_CHUNK,
    price: priceOf(operatorPrices(), model.id),
    slots: slotsOf(lanes(), files),
    speeds: { plan: plan ?? null, thought: thought ?? null, rewrite: rewrite ?? null },
  };
}

async function scorerShape(config: RunConfig, counts: Counts, known: ProbeReport | null): Promise<Scorer | null> {
  const { scorer } = config;
  if (!isServerEngine(scorer)) return null;
  const { model, lanes } = scorerEndpoint(scorer);
  const latest = known ?? (await newestProbe(model.id));
  // A run asks anew: that another found the scorer unusable may be mended by now, and would make the estimate too low.
  const probe = known ?? (latest?.passed ? latest : null);
  const usable = probe?.passed ?? true;
  return {
    usable,
    noisy: (probe?.noiseNats ?? 0) > 0,
    basis: !probe
      ? `this scorer ${latest ? "failed its last probe and is asked again" : "was not probed yet"}: it is taken to work, without noise, and to read every context again`
      : usable
        ? `the scorer as probed on ${probe.measuredAt.slice(0, 10)}`
        : "the scorer failed its probe, so nothing is scored and nothing rewritten",
    shape: {
      contextTokens: Math.round(INSTRUCTION_TOKENS + counts.readBytes / BYTES_A_TOKEN),
      reusesPrefix: probe?.reusesPrefix ?? false,
      price: priceOf(operatorPrices(), model.id),
      slots: slotsOf(lanes(), counts.files),
      speed: await measuredSpeed(model.id, "score"),
    },
  };
}

/** As many calls at once as the lanes allow now; they allow more while the endpoint keeps up. */
function slotsOf(lanes: readonly { readonly limit: number }[], files: number): number {
  return Math.max(1, Math.min(files, Math.floor(sum(lanes.map((lane) => lane.limit)))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
