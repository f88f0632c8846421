import { ContextModel } from "#lib/llm/builtin/context-model.ts";
import { COST_UNIT } from "#lib/llm/builtin/tables.ts";
import { at } from "#lib/std/assert.ts";
import { sha256 } from "#lib/std/hash.ts";
import { CORPUS } from "./corpus.ts";
import type { ServerTokenizer } from "./tokenizer.ts";

/** What gives the servers their numbers: one log-probability per token, each given all tokens before it. */
export type TokenModel = {
  /** `result[i]` is the logprob of ids[from + i]; the chain rule holds exactly, whatever was asked before. */
  score(ids: readonly number[], from: number): number[];
  /** Sums of bytes that were read for real, for whoever measures what a cache saves. */
  readonly readBytes: () => number;
};

/** After so many bytes of a prompt the state is kept, so that a prompt which begins alike is read from there. */
const GRID_BYTES = 4_096;
/** Up to so many bytes are read with a way back; the journal takes about 400 bytes for each. */
const JOURNAL_BYTES = 16_384;
/** Each kept state is about 6 MB. */
const STATES = 24;
const MODEL_OPTIONS = { slotBits: 17, historyBits: 20 } as const;

/**
 * The built-in context-mixing model under a tokenizer: a token's cost is the sum of its bytes' costs. It has read the
 * corpus and `knows` first, as a trained model would have. A special token is two bytes that no text holds.
 */
export function contextMixingModel(tokenizer: ServerTokenizer, knows: readonly string[] = []): TokenModel {
  const primed = primedWith([CORPUS, ...knows].join("\n\n"));
  /** Oldest first, by the hash of the bytes that were read. */
  const states = new Map<string, ContextModel>();
  let read = 0;

  function bytesFor(id: number): Uint8Array {
    return tokenizer.isSpecial(id) ? Uint8Array.of(0, id & 255) : tokenizer.bytesOf(id);
  }

  return {
    readBytes: () => read,
    score(ids, from) {
      const pieces = ids.map(bytesFor);
      const bytes = Buffer.concat(pieces);
      const before = pieces.slice(0, from).reduce((sum, piece) => sum + piece.length, 0);
      const costs = new Int32Array(bytes.length);
      const keys = gridKeys(bytes);
      let grid = 0;
      for (let index = keys.length; index > 0 && grid === 0; index--) {
        if (index * GRID_BYTES <= before && states.has(at(keys, index - 1))) grid = index;
      }
      const start = (grid === 0 ? undefined : states.get(at(keys, grid - 1))) ?? primed;
      const done = grid * GRID_BYTES;
      read += bytes.length - done;
      // A short rest is taken back afterwards, which is cheaper than a copy.
      const short = bytes.length - done <= JOURNAL_BYTES;
      const model = short ? start : start.clone();
      const point = short ? model.checkpoint() : null;
      for (let index = grid + 1; index <= keys.length; index++) {
        model.read(bytes, (index - 1) * GRID_BYTES, index * GRID_BYTES, costs);
        keep(states, at(keys, index - 1), model.clone());
      }
      model.read(bytes, keys.length * GRID_BYTES, bytes.length, costs);
      if (point) {
        model.rollBack(point);
        model.forgetCheckpoints();
      }
      let byte = before;
      return pieces.slice(from).map((piece) => {
        let cost = 0;
        for (const end = byte + piece.length; byte < end; byte++) cost += costs[byte] ?? 0;
        return -cost / COST_UNIT;
      });
    },
  };
}

/**
 * Numbers without a meaning, at no cost, for tests of scheduling: each token's logprob is a function of it and of all
 * tokens before it, so that the chain rule holds here too.
 */
export function hashedModel(): TokenModel {
  return {
    readBytes: () => 0,
    score(ids, from) {
      let hash = 2_166_136_261;
      const scores: number[] = [];
      for (const [index, id] of ids.entries()) {
        // FNV-1a over ids, http://www.isthe.com/chongo/tech/comp/fnv/
        hash = Math.imul(hash ^ id, 16_777_619) >>> 0;
        if (index >= from) scores.push(-0.05 - ((hash >>> 8) % 4_000) / 1_000);
      }
      return scores;
    },
  };
}

const primedBefore = new Map<string, ContextModel>();

/** Shared by all servers of a process; a primed model is only ever cloned. */
function primedWith(text: string): ContextModel {
  const before = primedBefore.get(text);
  if (before) return before;
  const model = new ContextModel(MODEL_OPTIONS);
  const bytes = new TextEncoder().encode(text);
  model.read(bytes, 0, bytes.length, null);
  primedBefore.set(text, model);
  return model;
}

/** One key per whole grid step: equal keys mean equal bytes up to there. */
function gridKeys(bytes: Uint8Array): string[] {
  const keys: string[] = [];
  for (let end = GRID_BYTES; end <= bytes.length; end += GRID_BYTES) {
    keys.push(sha256(Buffer.concat([Buffer.from(keys.at(-1) ?? ""), bytes.subarray(end - GRID_BYTES, end)])));
  }
  return keys;
}

function keep(states: Map<string, ContextModel>, key: string, model: ContextModel): void {
  states.delete(key);
  states.set(key, model);
  if (states.size <= STATES) return;
  for (const oldest of states.keys()) {
    states.delete(oldest);
    return;
  }
}
