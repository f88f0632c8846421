import { assertNever, at } from "#lib/std/assert.ts";
import { CORPUS } from "./corpus.ts";
import { type Fault, gaussian } from "./faults.ts";
import type { Heard } from "./heard.ts";
import type { PrefixCache } from "./prefix-cache.ts";
import type { TokenModel } from "./token-model.ts";
import { type ServerTokenizer, serverTokenizer } from "./tokenizer.ts";

/** One request being answered: what the handlers of all formats work with. */
export type Turn = {
  readonly heard: Heard;
  readonly faults: readonly Fault[];
  readonly tokenizer: ServerTokenizer;
  readonly model: TokenModel;
  readonly cache: PrefixCache;
  readonly settings: Settings;
};

export type Settings = {
  readonly modelName: string;
  readonly maxModelLen: number;
  /** BOS is put before strings where a request does not forbid it; never before ids. */
  readonly addsBos: boolean;
  /** vLLM's --enable-prompt-tokens-details. */
  readonly tellsCachedTokens: boolean;
};

export type Row = { readonly id: number; readonly logprob: number | null };

export type ScoredPrompt = {
  /** What the server says it read: as sent, unless a fault struck. */
  readonly ids: readonly number[];
  /** Rows of ids[from..]; the first id of a prompt has no logprob. */
  readonly rows: readonly Row[];
  readonly generated: readonly { readonly id: number; readonly logprob: number }[];
  readonly cachedTokens: number;
};

export type Reading = {
  /** Rows are wanted from here on; null where none are. */
  readonly from: number | null;
  /** Tokens to write after the prompt. */
  readonly generate: number;
  /** Cached tokens beyond this may not be used. */
  readonly mostCached: number;
};

/** Reads and scores one prompt as the faults of this turn let it. */
export function readPrompt(turn: Turn, sent: readonly number[], reading: Reading): ScoredPrompt {
  const { model, cache, tokenizer } = turn;
  const ids = changedIds(turn, sent);
  const generated = continuation(tokenizer, ids, reading.generate);
  const from = Math.min(reading.from ?? ids.length, ids.length);
  const matched = cache.match(ids);
  const scores = model.score([...ids, ...generated], Math.max(1, from));
  const all = ids.slice(from).map((id, index) => {
    const place = from + index;
    return { id, logprob: place === 0 ? null : at(scores, place - Math.max(1, from)) };
  });
  cache.add(ids);
  const written = scores.slice(scores.length - generated.length);
  return {
    ids,
    rows: turn.faults.reduce<readonly Row[]>((rows, fault) => spoil(turn, rows, fault, { ids, matched }), all),
    generated: generated.map((id, index) => ({ id, logprob: at(written, index) })),
    cachedTokens: Math.max(0, Math.min(matched, reading.mostCached, ids.length - 1)),
  };
}

/** Ids of a prompt that came as a string. */
export function encodePrompt(turn: Turn, text: string, addSpecialTokens: boolean): number[] {
  const ids = turn.tokenizer.encode(text);
  return turn.settings.addsBos && addSpecialTokens ? [turn.tokenizer.bosId, ...ids] : ids;
}

export function isStruckBy(turn: Turn, kind: Fault["kind"]): boolean {
  return turn.faults.some((fault) => fault.kind === kind);
}

/** The name to answer with. */
export function servedName(turn: Turn): string {
  return isStruckBy(turn, "wrong-model") ? "another-model-7b" : turn.settings.modelName;
}

function changedIds(turn: Turn, sent: readonly number[]): readonly number[] {
  let ids = sent;
  for (const fault of turn.faults) {
    if (fault.kind === "left-truncated") ids = ids.slice(-fault.keep);
    if (fault.kind === "bos-added") ids = [turn.tokenizer.bosId, ...ids];
    if (fault.kind === "other-ids") ids = ids.map((id, index) => (index % 5 === 4 ? (id + 1) % 256 : id));
  }
  return ids;
}

type Circumstances = { readonly ids: readonly number[]; readonly matched: number };

function spoil(turn: Turn, rows: readonly Row[], fault: Fault, { ids, matched }: Circumstances): readonly Row[] {
  switch (fault.kind) {
    case "wrong-length":
      return fault.by < 0 ? rows.slice(0, -1) : [...rows, ...rows.slice(-1)];
    case "echo-ignored":
      return [];
    case "null-logprobs":
      return eachNth(rows, fault.every, () => null);
    case "floor":
      return eachNth(rows, fault.every, () => -9999);
    case "positive-logprobs":
      return eachNth(rows, fault.every, (logprob) => -logprob + 0.01);
    case "not-a-number":
      return eachNth(rows, fault.every, () => (fault.value === "overflow" ? -Infinity : Number(fault.value)));
    case "shifted":
      return rows.map(({ id, logprob }, index) => ({
        id,
        logprob: logprob === null ? null : (rows[index - 1]?.logprob ?? logprob),
      }));
    case "no-context":
      return rows.map(({ id, logprob }) => ({
        id,
        logprob: logprob === null ? null : aloneLogprob(turn.model, id),
      }));
    case "noise": {
      const warm = matched * 2 > ids.length;
      const state = fault.varies === "cold-warm" ? `${warm}` : `${turn.heard.nthOfKey}`;
      return rows.map(({ id, logprob }, index) => ({
        id,
        logprob:
          logprob === null
            ? null
            : Math.min(0, logprob + fault.sigmaNats * gaussian(fault.seed, `${turn.heard.key}:${state}:${index}`)),
      }));
    }
    case "left-truncated":
    case "bos-added":
    case "other-ids":
    case "wrong-model":
    case "status":
    case "reset":
    case "stall":
    case "trickle":
    case "delay":
    case "truncated-json":
    case "other-shape":
    case "no-text":
    case "other-text":
    case "cut-at-length":
      return rows;
    default:
      return assertNever(fault);
  }
}

const aloneLogprobs = new WeakMap<TokenModel, Map<number, number>>();

/** Of a token after nothing but a line break. */
function aloneLogprob(model: TokenModel, id: number): number {
  const known = aloneLogprobs.get(model) ?? new Map<number, number>();
  aloneLogprobs.set(model, known);
  const logprob = known.get(id) ?? at(model.score([10, id], 1), 0);
  known.set(id, logprob);
  return logprob;
}

function eachNth(rows: readonly Row[], every: number, change: (logprob: number) => number | null): Row[] {
  let nth = 0;
  return rows.map(({ id, logprob }) => {
    if (logprob === null) return { id, logprob };
    nth += 1;
    return { id, logprob: nth % every === 1 % every ? change(logprob) : logprob };
  });
}

let follower: Map<number, number> | null = null;

/** Tokens that follow in the corpus: a text, if not a wise one. */
function continuation(tokenizer: ServerTokenizer, ids: readonly number[], count: number): number[] {
  if (follower === null) {
    const corpus = serverTokenizer().encode(CORPUS);
    follower = new Map(corpus.slice(0, -1).map((id, index) => [id, at(corpus, index + 1)]));
  }
  const written: number[] = [];
  let last = ids.at(-1) ?? tokenizer.eosId;
  for (let index = 0; index < count; index++) {
    last = follower.get(last) ?? 10;
    written.push(last);
  }
  return written;
}
