import { canonicalJson, sha256 } from "#lib/std/hash.ts";
import { idSession } from "./id-session.ts";
import type { LogprobModel, ScoringSession } from "./port.ts";
import { probeScorer } from "./probe.ts";
import type { ProbeReport } from "./probe-report.ts";
import type { CallCost } from "./rate-budget.ts";
import type { CallEngine } from "./session-input.ts";
import { textSession } from "./text-session.ts";
import type { Connection, TokenEngine } from "./token-engine.ts";

/** Decides when a call goes out, and tries again; see lane.ts. */
export type ScoringLane = {
  call<T>(
    cost: CallCost,
    attempt: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    costOf?: (value: T) => CallCost,
  ): Promise<{ readonly value: T; readonly retries: number }>;
};

/** Several servers of one model: all calls of one prefix go to the same one, as long as it answers. */
export type EngineRoute = {
  /** Any of them; they serve the same model. */
  readonly engine: TokenEngine;
  call<T>(
    prefixKey: string,
    cost: CallCost,
    attempt: (engine: TokenEngine, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
    costOf?: (value: T) => CallCost,
  ): Promise<{ readonly value: T; readonly retries: number }>;
  close(): Promise<void>;
};

export type TokenScorerOptions = {
  readonly route: EngineRoute;
  /** The engine's own where not given. */
  readonly modelId?: string | undefined;
  /** From an earlier probe. */
  readonly noiseNats?: number | undefined;
};

export type TokenScorer = LogprobModel & { probe(signal: AbortSignal): Promise<ProbeReport> };

/** Until a probe has measured it: the largest deviation per token in public reports (SGLang #34683). */
const ASSUMED_NOISE_NATS = 0.1;
/** REER's guard. */
const CLIP_NATS = -2;

/** One server, without replicas. */
export function singleEngine(engine: TokenEngine, lane: ScoringLane): EngineRoute {
  return {
    engine,
    call: (_prefixKey, cost, attempt, signal, costOf) =>
      lane.call(cost, (aborted) => attempt(engine, aborted), signal, costOf),
    close: () => engine.close(),
  };
}

/** A scorer over servers that give one logprob for each token of a prompt. */
export function tokenScorer(options: TokenScorerOptions): TokenScorer {
  const { route } = options;
  const { engine } = route;
  const id = options.modelId ?? engine.id;
  let noiseNats = options.noiseNats ?? ASSUMED_NOISE_NATS;
  let connected: Connection | null = null;

  function callerFor(prefix: string): CallEngine {
    const key = sha256(prefix);
    return (cost, attempt, signal, costOf) => route.call(key, cost, attempt, signal, costOf);
  }

  const model: TokenScorer = {
    id,
    get tokenizer() {
      return connected ? `${id}#${connected.tokenizerFingerprint}` : id;
    },
    kind: "language-model",
    place: engine.name === "llama" ? "process" : "endpoint",
    unit: "token",
    clipNats: CLIP_NATS,
    get noiseNats() {
      return noiseNats;
    },
    async open(chunks: readonly string[], signal: AbortSignal): Promise<ScoringSession> {
      const prefix = chunks.join("").toWellFormed();
      connected ??= await connect(callerFor(""), signal);
      const { facts } = connected;
      const input = { engineId: engine.id, reusesPrefix: engine.reusesPrefix, facts, prefix, call: callerFor(prefix) };
      return facts.takes === "text" ? textSession(input) : idSession(input);
    },
    async probe(signal: AbortSignal): Promise<ProbeReport> {
      const server = {
        engine: engine.name,
        reusesPrefix: engine.reusesPrefix,
        remedies: engine.remedies ?? {},
        async connect() {
          connected = await connect(callerFor(""), signal);
          return connected;
        },
      };
      const report = await probeScorer(model, signal, { server });
      if (report.passed) noiseNats = report.noiseNats;
      return report;
    },
    close: () => route.close(),
  };
  return model;
}

/** Words, numbers, indentation, line ends and characters outside the basic plane: what tokenizers differ in. */
const FINGERPRINTED =
  "def naïve(x: int = 12345):\n\treturn {'ключ': \"值\", 'é': 1e-9}  # 🙂 HTTPServer_v2\r\n\r\n        end();\n";

async function connect(call: CallEngine, signal: AbortSignal): Promise<Connection> {
  const free = { requests: 1, inputTokens: 0, outputTokens: 0 };
  const { value: facts } = await call(free, (engine, aborted) => engine.describe(aborted), signal);
  const { value: ids } = await call(
    free,
    async (engine, aborted) => {
      if (facts.takes === "text" && engine.scoreText) return (await engine.scoreText(FINGERPRINTED, aborted)).ids;
      return (await engine.tokenize(FINGERPRINTED, aborted)).ids;
    },
    signal,
  );
  return { facts, tokenizerFingerprint: sha256(canonicalJson(ids)).slice(0, 16) };
}
