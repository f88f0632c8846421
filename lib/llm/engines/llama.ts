import { AppError } from "#lib/std/errors.ts";
import type { CallFailure } from "../call-failure.ts";
import type { Usage } from "../port.ts";
import { lazyLlama } from "./llama-lazy.ts";
import { type LlamaReader, llamaReader, tokenOf } from "./llama-reader.ts";
import type { LlamaOptions, LlamaRuntime } from "./llama-runtime.ts";
import { checkedLogprobs, wrongAnswer } from "./server.ts";
import { bytesOfTokens } from "./token-bytes.ts";
import type { EngineFacts, Remedies, TokenEngine, TokenScores, Tokens } from "./token-engine.ts";

/**
 * A GGUF file read by llama.cpp inside this process, through the optional package node-llama-cpp. The model is loaded at the
 * first call and freed by `close`; one call at a time is worked on. See README.md.
 */
export function llamaEngine(options: LlamaOptions): TokenEngine {
  const held = lazyLlama(options);
  let reader: LlamaReader | null = null;
  const readerOf = ({ sequence, chunkTokens }: LlamaRuntime) => {
    reader ??= llamaReader(sequence, chunkTokens);
    return reader;
  };
  return {
    id: held.id,
    name: "llama",
    reusesPrefix: true,
    remedies: REMEDIES,
    describe: async () => factsOf(await held.opened()),
    tokenize: async (text) => tokenize(await held.opened(), text),
    score: (tokens, from, signal) =>
      held.inTurn(signal, (runtime, joint) => score(runtime, readerOf(runtime), tokens, from, joint)),
    warm: (ids, signal) => held.inTurn(signal, (runtime, joint) => warm(runtime, readerOf(runtime), ids, joint)),
    close: held.close,
  };
}

const LARGER_WINDOW =
  "Ask for more contextTokens where the model was trained to read more and memory allows it, or use another model.";
const REMEDIES: Remedies = {
  answers: "Use the GGUF file of a model that generates text, with a byte-level or SentencePiece tokenizer.",
  sanity:
    "Use the GGUF file of a trained language model, whose weights and tokenizer belong together, of four bits a weight or more.",
  positions: "Update node-llama-cpp, or serve the model with SGLang.",
  additivity: "Update node-llama-cpp, or use the processor alone (gpu: false).",
  noise: "Use the processor alone (gpu: false), or a GPU that does nothing else.",
  "prefix-reuse": "Use a model that attends to its whole window; recurrent ones can go back to a few places only.",
  "prompt-4k": LARGER_WINDOW,
  "prompt-16k": LARGER_WINDOW,
};

function factsOf({ model, version, revision, windowTokens }: LlamaRuntime): EngineFacts {
  const { bos, shouldPrependBosToken } = model.tokens;
  return { version, revision, windowTokens, beginIds: shouldPrependBosToken && bos !== null ? [bos] : [] };
}

/** Names of control tokens in a text are cut as text. */
function tokenize({ model }: LlamaRuntime, text: string): Tokens {
  const ids = model.tokenize(text.toWellFormed(), false);
  const printed = ids.map((id) => model.fileInfo.metadata.tokenizer.ggml.tokens[id] ?? "");
  return { ids, pieces: bytesOfTokens(printed, text) };
}

async function warm(
  { windowTokens }: LlamaRuntime,
  reader: LlamaReader,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<Usage> {
  refuseTooLong(windowTokens, ids.length);
  const startMs = performance.now();
  return usageOf(ids.length, await reader.warm(ids, signal), startMs);
}

async function score(
  { model, windowTokens }: LlamaRuntime,
  reader: LlamaReader,
  { ids, pieces }: Tokens,
  from: number,
  signal: AbortSignal,
): Promise<TokenScores> {
  refuseTooLong(windowTokens, ids.length);
  const startMs = performance.now();
  const { logprobs, cachedTokens } = await reader.score(ids, from, signal);
  return {
    logprobs: checkedLogprobs(logprobs, from, refuse),
    texts: pieces ? null : ids.slice(from).map((id) => model.detokenize([tokenOf(id)], true)),
    usage: usageOf(ids.length, cachedTokens, startMs),
  };
}

function refuse(what: string): CallFailure {
  return wrongAnswer("node-llama-cpp", what, "Update node-llama-cpp, or serve the model with SGLang or vLLM.");
}

function refuseTooLong(windowTokens: number, tokens: number): void {
  if (tokens + 1 <= windowTokens) return;
  const message = `${tokens} tokens do not fit the ${windowTokens} of the model. Give the scorer less context. ${LARGER_WINDOW}`;
  throw new AppError("too-large", message);
}

function usageOf(inputTokens: number, cachedTokens: number, startMs: number): Usage {
  return { inputTokens, outputTokens: 0, cachedTokens, wallMs: performance.now() - startMs, retries: 0 };
}
