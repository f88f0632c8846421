import { availableParallelism } from "node:os";
import { sha256 } from "#lib/std/hash.ts";
import type { LogprobModel, ScoringSession, TargetScore } from "../port.ts";
import { Engine } from "./engine.ts";
import type { PoolOptions } from "./prefix-pool.ts";
import { SPANS_ID } from "./spans.ts";
import { ThreadPool, type Work } from "./thread-pool.ts";

export type BuiltinOptions = {
  /** Threads at most; each holds up to `states` models of about 25 MB, and up to 46 MB for the ways back. */
  readonly threads?: number;
  readonly states?: number;
  /** See ModelOptions. Scores depend on it slightly, so the identifier names any value but 20. */
  readonly slotBits?: number;
};

const SLOT_BITS = 20;
const STATES = 2;

/** The scorer that needs no download, no key and no network: a context-mixing model, in threads of its own. */
export function builtinScorer(options: BuiltinOptions = {}): LogprobModel {
  const threads = options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1));
  const pool = new ThreadPool(threads, poolOptions(options));
  return model(
    options,
    (work, signal) => pool.run(work, signal),
    () => pool.close(),
  );
}

/** The same scores in the calling thread, which they block: for tests and measurements. */
export function builtinScorerInProcess(options: BuiltinOptions = {}): LogprobModel {
  const engine = new Engine(poolOptions(options));
  async function run(work: Work, signal: AbortSignal): Promise<TargetScore[]> {
    signal.throwIfAborted();
    return engine.run(
      { ...work, keys: [...work.keys], lengths: [...work.lengths], chunks: [...work.chunks], from: 0 },
      () => signal.throwIfAborted(),
    );
  }
  return model(options, run, async () => {});
}

type Run = (work: Work, signal: AbortSignal) => Promise<TargetScore[]>;

function model(options: BuiltinOptions, run: Run, close: () => Promise<void>): LogprobModel {
  const { slotBits } = poolOptions(options);
  return {
    id: slotBits === SLOT_BITS ? "builtin/context-mixing@2" : `builtin/context-mixing@2+slots${slotBits}`,
    tokenizer: SPANS_ID,
    kind: "stand-in",
    place: "process",
    unit: "span",
    noiseNats: 0,
    clipNats: null,
    close,
    async open(chunks, signal): Promise<ScoringSession> {
      const prefix = { ...prefixOf(chunks), chunks: [...chunks] };
      await run({ ...prefix, requests: [] }, signal);
      return {
        score: (requests, aborted) =>
          run({ ...prefix, requests: requests.map(({ prompt, target }) => ({ prompt, target })) }, aborted),
        close: async () => {},
      };
    },
  };
}

/** Key i is a hash of chunks 0 to i, so that equal keys mean equal prefixes. */
function prefixOf(chunks: readonly string[]): { keys: string[]; lengths: number[] } {
  const keys: string[] = [];
  const lengths: number[] = [];
  for (const chunk of chunks) {
    keys.push(sha256(`${keys.at(-1) ?? ""}\n${sha256(chunk)}`).slice(0, 32));
    lengths.push(Buffer.byteLength(chunk));
  }
  return { keys, lengths };
}

function poolOptions(options: BuiltinOptions): PoolOptions {
  return { slotBits: options.slotBits ?? SLOT_BITS, states: options.states ?? STATES };
}
