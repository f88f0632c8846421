import { at } from "#lib/std/assert.ts";
import { messageOf } from "#lib/std/errors.ts";
import { CallFailure } from "../call-failure.ts";
import type { Connection, EngineFacts, Remedies } from "../engines/token-engine.ts";
import type { LogprobModel, ScoringRequest, TargetScore } from "../port.ts";
import type { ProbeCheck, ProbeReport } from "../probe-report.ts";
import {
  additivity,
  beginning,
  checkOf,
  deviations,
  mean,
  noise,
  type Outcome,
  order,
  positions,
  prefixReuse,
  sanity,
  tiles,
} from "./probe-checks.ts";
import {
  CHANGED_FROM,
  CHANGED_PARAGRAPH,
  FIRST_PART,
  longText,
  PARAGRAPH,
  PROMPT,
  SECOND_PART,
  shuffledWords,
} from "./probe-texts.ts";

/** What is known of the server behind a scorer; nothing for one in this process. */
export type ProbedServer = {
  readonly engine: ProbeReport["engine"];
  readonly reusesPrefix: boolean;
  readonly remedies: Remedies;
  connect(): Promise<Connection>;
};

export type ProbeOptions = { readonly server?: ProbedServer | undefined; readonly now?: (() => Date) | undefined };

const REPETITIONS = 5;

/**
 * Asks a scorer questions whose answers are known, because a server that answers 200 may still answer nonsense. A failed
 * check is part of the report; only the caller's abort throws.
 */
export async function probeScorer(
  model: LogprobModel,
  signal: AbortSignal,
  options: ProbeOptions = {},
): Promise<ProbeReport> {
  const measuredAt = (options.now?.() ?? new Date()).toISOString();
  const probe = { model, signal, server: options.server ?? null, mark: `Note of ${measuredAt}` };
  const blank = emptyReport(probe, measuredAt);
  try {
    const connection = (await options.server?.connect()) ?? null;
    const short = await shortChecks(probe, connection?.facts ?? null);
    const long = connection ? await longChecks(probe, connection.facts) : null;
    const checks = [...short.checks, ...(long?.checks ?? [])];
    return {
      ...blank,
      ...factsOf(connection),
      ...short.measured,
      longestPromptTokens: long?.longestPromptTokens ?? null,
      reusesPrefix: long?.reusesPrefix ?? null,
      checks,
      passed: checks.every((check) => check.passed || !check.required),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // The message names its own remedy; the engine's would be a guess.
    const away = error instanceof CallFailure && error.isAway ? { away: true as const } : {};
    return { ...blank, ...away, checks: [checkOf("answers", false, messageOf(error), {})] };
  }
}

type Probe = {
  readonly model: LogprobModel;
  readonly signal: AbortSignal;
  readonly server: ProbedServer | null;
  /** Stands in texts that no cache may know. */
  readonly mark: string;
};

function emptyReport({ model, server }: Probe, measuredAt: string): ProbeReport {
  return {
    modelId: model.id,
    engine: server?.engine ?? (model.kind === "stand-in" ? "builtin" : "other"),
    engineVersion: null,
    modelRevision: null,
    windowTokens: null,
    longestPromptTokens: null,
    beginning: { policy: "none" },
    tokenizerFingerprint: null,
    reusesPrefix: null,
    noiseNats: model.noiseNats,
    coldNats: null,
    meanLogprob: null,
    passed: false,
    checks: [],
    measuredAt,
  };
}

function factsOf(connection: Connection | null) {
  if (!connection) return {};
  const { facts, tokenizerFingerprint } = connection;
  return {
    engineVersion: facts.version,
    modelRevision: facts.revision,
    windowTokens: facts.windowTokens,
    beginning: beginningOf(facts),
    tokenizerFingerprint,
  };
}

function beginningOf({ takes, beginIds = [] }: EngineFacts): ProbeReport["beginning"] {
  if (takes === "text") return { policy: "server" };
  return beginIds.length > 0 ? { policy: "added", ids: [...beginIds] } : { policy: "none" };
}

async function shortChecks(probe: Probe, facts: EngineFacts | null) {
  const { model } = probe;
  const ask = (prompt: string, target: string) => asked(probe, [PROMPT], prompt, target);
  const whole = await ask("\n", PARAGRAPH);
  // A stand-in knows no English before it has read some.
  const read = model.kind === "stand-in" ? `\n${PARAGRAPH}` : "\n";
  const ordered = await ask(read, PARAGRAPH);
  const shuffled = await ask(read, shuffledWords(PARAGRAPH));
  const reread = await ask(`\n${PARAGRAPH}`, PARAGRAPH);
  const changed = await ask(`\n${PARAGRAPH}`, CHANGED_PARAGRAPH);
  const halves = [await ask("\n", FIRST_PART), await ask(`\n${FIRST_PART}`, SECOND_PART)];

  const { noiseNats, coldNats } = deviations(await repeatedReadings(probe));
  const outcomes = [
    tiles(whole, PARAGRAPH),
    sanity(model, whole),
    order(model, ordered, shuffled),
    positions(reread, changed, CHANGED_FROM),
    additivity(model, whole, halves, noiseNats),
    noise(noiseNats, coldNats),
    ...(facts ? [beginning(facts.takes === "text", facts.beginIds ?? [])] : []),
  ];
  return {
    checks: outcomes.map((outcome) => made(probe, outcome)),
    measured: { noiseNats, coldNats, meanLogprob: mean(whole) },
  };
}

/**
 * The same question once alone and then several times at once, among others: most noise comes from which requests share a
 * batch, the rest from what was cached. The text stands in the prompt and not in the prefix, which a scorer may read once
 * before it scores, so that the first reading is cold.
 */
async function repeatedReadings(probe: Probe): Promise<TargetScore[]> {
  const prompt = `${probe.mark}.\n`;
  const cold = await asked(probe, [], prompt, PARAGRAPH);
  const again = Array.from({ length: REPETITIONS - 1 }, (_, index) => [
    { prompt, target: PARAGRAPH, sample: index + 1 },
    { prompt: `${longText(200 * (index + 1), probe.mark)}\n`, target: SECOND_PART },
  ]);
  const scores = await askedTogether(probe, [], again.flat());
  return [cold, ...scores.filter((_, index) => index % 2 === 0)];
}

const LONG_PROMPTS = [
  { name: "prompt-4k", tokens: 4_096 },
  { name: "prompt-16k", tokens: 16_384 },
] as const;
/** How many tokens a long text has is told by a short one like it, so a window is not filled to its end. */
const FILLED = 0.8;
const SAMPLE_BYTES = 2_000;

async function longChecks(probe: Probe, facts: EngineFacts) {
  const sample = longText(SAMPLE_BYTES, probe.mark);
  const bytesPerToken = sample.length / (await asked(probe, [], "\n", sample)).logprobs.length;
  const checks: ProbeCheck[] = [];
  let longestPromptTokens = 0;
  let reusesPrefix: boolean | null = probe.server?.reusesPrefix ? null : false;
  const most = facts.windowTokens === null ? Number.POSITIVE_INFINITY : Math.floor(facts.windowTokens * FILLED);
  for (const { name, tokens } of LONG_PROMPTS) {
    const wanted = Math.min(tokens, most);
    if (wanted <= longestPromptTokens) break;
    try {
      const prefix = longText(wanted * bytesPerToken, `${probe.mark}, ${tokens}`);
      await asked(probe, [prefix], "\n", SECOND_PART);
      checks.push(made(probe, [name, true, `a prompt of about ${wanted} tokens was scored`]));
      if (probe.server?.reusesPrefix && longestPromptTokens === 0) {
        const again = prefixReuse(await asked(probe, [prefix], "\n", SECOND_PART, 1));
        reusesPrefix = again.reuses;
        checks.push(made(probe, again.outcome));
      }
      longestPromptTokens = wanted;
    } catch (error) {
      if (probe.signal.aborted) throw probe.signal.reason;
      checks.push(made(probe, [name, false, `a prompt of about ${wanted} tokens failed: ${messageOf(error)}`]));
      break;
    }
  }
  return { checks, longestPromptTokens, reusesPrefix };
}

async function asked(probe: Probe, prefix: readonly string[], prompt: string, target: string, sample = 0) {
  return at(await askedTogether(probe, prefix, [{ prompt, target, sample }]), 0);
}

async function askedTogether({ model, signal }: Probe, prefix: readonly string[], requests: readonly ScoringRequest[]) {
  const session = await model.open(prefix, signal);
  try {
    return await session.score(requests, signal);
  } finally {
    await session.close();
  }
}

function made(probe: Probe, [name, passed, finding]: Outcome): ProbeCheck {
  return checkOf(name, passed, finding, probe.server?.remedies ?? {});
}
