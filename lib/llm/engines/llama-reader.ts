import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from "node-llama-cpp";
import { at } from "#lib/std/assert.ts";

/** What one reading gave: a logprob for each id from `from` on, and how many ids were not read again. */
export type Read = { readonly logprobs: readonly number[]; readonly cachedTokens: number };

export type LlamaReader = {
  /** Reads ids so that later scorings which begin with them go on from there. Tells how many were read before. */
  warm(ids: readonly number[], signal: AbortSignal): Promise<number>;
  score(ids: readonly number[], from: number, signal: AbortSignal): Promise<Read>;
};

/** Sessions that take turns, such as the files that a worker writes at once, each keep their prefix. */
const REMEMBERED = 16;

/**
 * Reads texts in one sequence of llama.cpp, reusing what it holds. What was read in other chunks differs by float noise, so
 * that a text is always read in the same ones: from the beginning in whole chunks, then, after a warmed prefix, in chunks
 * that begin at its end. A score so depends on the prefix that was warmed for it, and on nothing else that was read before.
 * One call at a time.
 */
export function llamaReader(sequence: LlamaContextSequence, chunkTokens: number): LlamaReader {
  /** Begun with the sequence, as far as it was read from the beginning in whole chunks. */
  let whole = 0;
  /** The prefix whose exact state the sequence begins with. */
  let held: readonly number[] | null = null;
  const warmed: (readonly number[])[] = [];

  /** Forgets what comes after the first `length` of these ids; tells how many it holds then. */
  async function keep(ids: readonly number[], length: number): Promise<number> {
    await sequence.adaptStateToTokens(ids.slice(0, length).map(tokenOf), false);
    const kept = Math.min(length, sequence.nextTokenIndex);
    whole = Math.min(whole, wholeChunks(kept));
    if (held && kept < held.length) held = null;
    return kept;
  }

  async function readPrefix(prefix: readonly number[], signal: AbortSignal): Promise<number> {
    if (held === prefix && (await keep(prefix, prefix.length)) === prefix.length) return prefix.length;
    const kept = await keepWhole(prefix, prefix.length);
    await read(prefix, kept, prefix.length, prefix.length, signal);
    if (sequence.needsCheckpoints) await sequence.takeCheckpoint();
    held = prefix;
    return kept;
  }

  function keepWhole(ids: readonly number[], most: number): Promise<number> {
    const { firstDifferentIndex } = sequence.compareContextTokens(ids.map(tokenOf));
    return keep(ids, wholeChunks(Math.min(whole, most, firstDifferentIndex)));
  }

  /** Reads ids[begin..end) and tells the logprobs of those after `from - 1`, each told by the one before it. */
  async function read(ids: readonly number[], begin: number, end: number, from: number, signal: AbortSignal) {
    const logprobs: number[] = [];
    for (let start = begin; start < end; start += chunkTokens) {
      signal.throwIfAborted();
      const stop = Math.min(start + chunkTokens, end);
      const chunk = ids.slice(start, stop).map((id, index) => {
        const next = start + index + 1;
        return next >= from && next < ids.length ? asked(id, at(ids, next)) : tokenOf(id);
      });
      const outputs = await sequence.controlledEvaluate(chunk);
      if (whole === start) whole = wholeChunks(stop);
      for (let next = Math.max(start + 1, from); next <= stop && next < ids.length; next++) {
        logprobs.push(logprobOf(outputs[next - 1 - start], at(ids, next)));
      }
    }
    return logprobs;
  }

  function wholeChunks(tokens: number): number {
    return tokens - (tokens % chunkTokens);
  }

  /** The longest prefix warmed for these ids, most of which are before `from`. */
  function prefixOf(ids: readonly number[], most: number): readonly number[] | null {
    const fitting = warmed.filter((prefix) => prefix.length <= most && beginsWith(ids, prefix));
    return fitting.reduce<readonly number[] | null>(
      (longest, prefix) => (longest && longest.length >= prefix.length ? longest : prefix),
      null,
    );
  }

  return {
    async warm(ids, signal) {
      const known = warmed.find((prefix) => prefix.length === ids.length && beginsWith(ids, prefix));
      const prefix = known ?? [...ids];
      if (known) warmed.splice(warmed.indexOf(known), 1);
      warmed.push(prefix);
      if (warmed.length > REMEMBERED) warmed.shift();
      return readPrefix(prefix, signal);
    },
    async score(ids, from, signal) {
      const prefix = prefixOf(ids, from - 1);
      const cachedTokens = prefix ? await readPrefix(prefix, signal) : await keepWhole(ids, from - 1);
      const begin = prefix ? prefix.length : cachedTokens;
      // The last id predicts nothing that is asked for.
      return { cachedTokens, logprobs: await read(ids, begin, ids.length - 1, from, signal) };
    },
  };
}

/** From the raw logits: a probability below 1e-38 would be 0 in the package's map of probabilities. */
function asked(id: number, next: number): ControlledEvaluateInputItem {
  const logits = { filter: { tokens: [tokenOf(next)], includeSelected: true } };
  return [tokenOf(id), { generateNext: { logits, totalLogitWeight: true } }];
}

type Output = Awaited<ReturnType<LlamaContextSequence["controlledEvaluate"]>>[number];

/**
 * The selected token is the likeliest, since no temperature is set (`includeMax` of 3.22 leaves out a likeliest token that was
 * not asked for). The weight is the sum over the vocabulary of exp(logit - largest logit). NaN where something is missing.
 */
function logprobOf(output: Output, id: number): number {
  const { logits, totalLogitWeight = Number.NaN } = output?.next ?? {};
  const own = logits?.get(tokenOf(id)) ?? Number.NaN;
  return own - Math.max(...(logits?.values() ?? [])) - Math.log(totalLogitWeight);
}

function beginsWith(ids: readonly number[], prefix: readonly number[]): boolean {
  return prefix.length <= ids.length && prefix.every((id, index) => id === ids[index]);
}

/** The package brands its ids; ours came from its tokenizer. */
export function tokenOf(id: number): Token {
  return id as Token;
}
