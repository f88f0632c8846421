import { invariant } from "#lib/std/assert.ts";
import { canonicalJson, sha256 } from "#lib/std/hash.ts";
import type { Connection, EngineFacts, TokenEngine } from "../engines/token-engine.ts";
import type { LogprobModel, ScoringSession } from "../port.ts";
import { probeScorer } from "../probe/probe.ts";
import type { ProbeReport } from "../probe-report.ts";
import { idSession } from "./id-session.ts";
import type { ScoringLane } from "./session-input.ts";
import { textSession } from "./text-session.ts";

export type TokenScorerOptions = {
  readonly engine: TokenEngine;
  readonly lane: ScoringLane;
  /** The engine's own where not given. */
  readonly modelId?: string | undefined;
  /** From an earlier probe. */
  readonly noiseNats?: number | undefined;
};

/** Whoever pays for a probe: its connection and its questions go through this. */
export type ProbePayment = {
  connecting<T>(connect: () => Promise<T>): Promise<T>;
  scorer(asked: LogprobModel): LogprobModel;
};

const FREE_OF_CHARGE: ProbePayment = { connecting: (connect) => connect(), scorer: (asked) => asked };

export type TokenScorer = LogprobModel & { probe(signal: AbortSignal, payment?: ProbePayment): Promise<ProbeReport> };

/** Until a probe has measured it: the largest deviation per token in public reports (SGLang #34683). */
const ASSUMED_NOISE_NATS = 0.1;
/** REER's guard. */
const CLIP_NATS = -2;

/** A scorer over a server that gives one logprob for each token of a prompt. */
export function tokenScorer(options: TokenScorerOptions): TokenScorer {
  const { engine, lane } = options;
  const id = options.modelId ?? engine.id;
  let noiseNats = options.noiseNats ?? ASSUMED_NOISE_NATS;
  let connected: Connection | null = null;
  let connecting: Promise<Connection> | null = null;

  /** Asked once, however many sessions open at the same time; a caller's abort is not the others'. */
  async function connection(signal: AbortSignal): Promise<Connection> {
    if (connected) return connected;
    const isOwn = connecting === null;
    connecting ??= connect(engine, lane, signal).finally(() => {
      connecting = null;
    });
    try {
      connected = await connecting;
      return connected;
    } catch (error) {
      if (isOwn || signal.aborted) throw error;
      return connection(signal);
    }
  }

  const model: TokenScorer = {
    id,
    get tokenizer() {
      return connected ? `${id}#${connected.tokenizerFingerprint}` : id;
    },
    kind: "language-model",
    // Also where llama.cpp reads in this process: a score takes seconds to minutes, and is worth keeping.
    place: "endpoint",
    unit: "token",
    clipNats: CLIP_NATS,
    get noiseNats() {
      return noiseNats;
    },
    async open(chunks: readonly string[], signal: AbortSignal): Promise<ScoringSession> {
      const prefix = chunks.join("").toWellFormed();
      const { facts } = await connection(signal);
      const input = { engine, lane, facts, prefix };
      return facts.takes === "text" ? textSession(input) : idSession(input);
    },
    async probe(signal: AbortSignal, payment: ProbePayment = FREE_OF_CHARGE): Promise<ProbeReport> {
      const server = {
        engine: engine.name,
        reusesPrefix: engine.reusesPrefix,
        remedies: engine.remedies ?? {},
        async connect() {
          connected = await payment.connecting(() => connect(engine, lane, signal));
          return connected;
        },
      };
      const report = await probeScorer(payment.scorer(model), signal, { server });
      if (report.passed) noiseNats = report.noiseNats;
      return report;
    },
    close: () => engine.close(),
  };
  return model;
}

/** Words, numbers, indentation, line ends and characters outside the basic plane: what tokenizers differ in. */
const FINGERPRINTED =
  "def naïve(x: int = 12345):\n\treturn {'ключ': \"值\", 'é': 1e-9}  # 🙂 HTTPServer_v2\r\n\r\n        end();\n";

async function connect(engine: TokenEngine, lane: ScoringLane, signal: AbortSignal): Promise<Connection> {
  const free = { requests: 1, inputTokens: 0, outputTokens: 0 };
  const { value: facts } = await lane.call(
    free,
    (aborted) => engine.describe(aborted),
    signal,
    ({ tokensSpent = 0 }) => ({ ...free, inputTokens: tokensSpent }),
  );
  const { value } = await lane.call(
    free,
    (aborted) => fingerprintIds(engine, facts, aborted),
    signal,
    ({ tokensSpent }) => ({ ...free, inputTokens: tokensSpent }),
  );
  return { facts, tokenizerFingerprint: sha256(canonicalJson(value.ids)).slice(0, 16) };
}

async function fingerprintIds(engine: TokenEngine, facts: EngineFacts, signal: AbortSignal) {
  if (facts.takes !== "text") return { ids: (await engine.tokenize(FINGERPRINTED, signal)).ids, tokensSpent: 0 };
  invariant(engine.scoreText, `${engine.id} takes no text`);
  const { ids, usage } = await engine.scoreText(FINGERPRINTED, signal);
  return { ids, tokensSpent: (usage.inputTokens ?? ids.length) + (usage.outputTokens ?? 1) };
}
