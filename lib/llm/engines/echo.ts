import { CallFailure } from "../call-failure.ts";
import { requestJson } from "../http-json.ts";
import { EchoAnswer, type Echoed, echoedIds, echoedText } from "./echo-answer.ts";
import {
  checkedLogprobs,
  endpointOf,
  ModelList,
  parseAnswer,
  refuseOtherModel,
  requestIfServed,
  type ServerOptions,
  usageOf,
  wrongAnswer,
} from "./server.ts";
import { bytesOfTokens } from "./token-bytes.ts";
import type { EngineFacts, Remedies, TextScores, TokenEngine, TokenScores, Tokens } from "./token-engine.ts";
import { askTokenize, beginIdsOf, type Tokenizing } from "./tokenize.ts";

/** What differs between servers; found out at connect where not given. */
export type EchoSettings = {
  /** Some refuse to generate nothing, others to generate anything with echo. */
  readonly maxTokens: 0 | 1;
  /** Whether a prompt is sent as token ids, which needs a /tokenize, or as text. */
  readonly takes: "ids" | "text";
};
export type EchoOptions = ServerOptions & { readonly settings?: EchoSettings | undefined };

/**
 * OpenAI's old form: /v1/completions with `echo` and `logprobs`, which Together, Fireworks, vLLM and OpenAI's base models
 * answer. Character offsets are never used: what the returned tokens spell is compared with what was sent. See README.md.
 */
export function echoEngine(options: EchoOptions): TokenEngine {
  const id = `echo/${options.model}`;
  const tokenizing = { endpoint: endpointOf(options), engineId: id, model: options.model, path: "/tokenize" };
  let settings = options.settings ?? null;
  let tokensSpent = 0;
  const known = async (signal: AbortSignal) => {
    settings ??= await findSettings(tokenizing, signal, (tokens) => {
      tokensSpent += tokens;
    });
    return settings;
  };
  return {
    id,
    name: "echo",
    reusesPrefix: false,
    remedies: REMEDIES,
    async describe(signal): Promise<EngineFacts> {
      tokensSpent = 0;
      const { takes } = await known(signal);
      const begin = takes === "ids" ? await beginIdsOf(tokenizing, signal) : [];
      return {
        version: null,
        revision: null,
        windowTokens: await windowOf(tokenizing, signal),
        takes,
        beginIds: begin,
        tokensSpent,
      };
    },
    tokenize: (text, signal) => tokenize(tokenizing, text, signal),
    score: async (tokens, from, signal) => scoreIds(tokenizing, await known(signal), tokens, from, signal),
    scoreText: async (text, signal) => scoreText(tokenizing, (await known(signal)).maxTokens, text, signal),
    warm: async () => null,
    close: async () => {},
  };
}

const REMEDIES: Remedies = {
  answers:
    "Use a server whose /v1/completions answers echo with logprobs: Together, Fireworks, vLLM, or OpenAI's babbage-002 and davinci-002. llama.cpp's server, Ollama, LM Studio, DeepInfra and chat models do not; start SGLang or vLLM instead.",
  sanity: "Check that the provider returns raw logprobs for this model; try another model of it.",
  order: "Check that the provider applies no chat template to completions; choose a base model.",
  positions: "The provider's logprobs stand beside their tokens; use SGLang or vLLM.",
  additivity: "The provider's logprobs belong to other positions; use SGLang or vLLM.",
  noise: "Ask for a dedicated deployment, where other requests do not share the batch, or use SGLang or vLLM.",
  "prefix-reuse": "The echo form pays for the whole prompt each time; SGLang does not.",
  "prompt-4k": "Choose a model or deployment with a longer context.",
  "prompt-16k": "Choose a model or deployment with a longer context.",
};

function refuse(what: string): CallFailure {
  return wrongAnswer("This echo server", what, REMEDIES.answers ?? "");
}

/** Zero generated tokens first, since one costs a decoding step; ids where a text can be cut without a scoring. */
async function findSettings(
  tokenizing: Tokenizing,
  signal: AbortSignal,
  spend: (tokens: number) => void,
): Promise<EchoSettings> {
  const maxTokens = (await answersWith(0)) ? 0 : 1;
  if (maxTokens === 1) await scored(1);
  return { maxTokens, takes: (await takesIds(tokenizing, maxTokens, spend, signal)) ? "ids" : "text" };

  async function answersWith(count: 0 | 1): Promise<boolean> {
    return unlessRefused(() => scored(count));
  }

  async function scored(count: 0 | 1): Promise<void> {
    spend((await scoreText(tokenizing, count, SAMPLE, signal)).ids.length + count);
  }
}

const SAMPLE = "The sky is blue.\nIs it?\n";

async function takesIds(
  tokenizing: Tokenizing,
  maxTokens: 0 | 1,
  spend: (tokens: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  return unlessRefused(async () => {
    const tokens = await tokenize(tokenizing, SAMPLE, signal);
    await scoreIds(tokenizing, { maxTokens, takes: "ids" }, tokens, 1, signal);
    spend(tokens.ids.length + maxTokens);
  });
}

async function unlessRefused(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof CallFailure && (error.kind === "refused" || error.kind === "wrong")) return false;
    throw error;
  }
}

async function windowOf({ endpoint, model }: Tokenizing, signal: AbortSignal): Promise<number | null> {
  const list = ModelList.safeParse((await requestIfServed(endpoint, "/v1/models", undefined, signal))?.body).data;
  const served = list?.data.find((each) => each.id === model);
  return served?.max_model_len ?? served?.context_length ?? null;
}

async function tokenize(tokenizing: Tokenizing, text: string, signal: AbortSignal): Promise<Tokens> {
  if (text === "") return { ids: [], pieces: [] };
  const { ids, printed } = await askTokenize(tokenizing, text, signal);
  const pieces = printed && bytesOfTokens(printed, text);
  if (!pieces) throw refuse("its /tokenize does not tell the tokens' texts (token_strs)");
  return { ids, pieces };
}

async function scoreIds(
  tokenizing: Tokenizing,
  settings: EchoSettings,
  tokens: Tokens,
  from: number,
  signal: AbortSignal,
): Promise<TokenScores> {
  const { maxTokens } = settings;
  const { answer, wallMs } = await complete(tokenizing, tokens.ids, maxTokens, signal);
  // SentencePiece decodes its own space before the text away, as it does for every token; alignment knows.
  const pieces = tokens.pieces ?? [];
  const beginTokens = Math.max(
    0,
    pieces.findIndex((piece) => piece.length > 0),
  );
  const echoed = echoedIds(answer, tokens.ids, beginTokens, Buffer.concat(pieces), maxTokens, refuse);
  return {
    logprobs: checkedLogprobs(echoed.logprobs.slice(from), from, refuse),
    texts: null,
    usage: usageOf(answer.usage, wallMs),
  };
}

async function scoreText(
  tokenizing: Tokenizing,
  maxTokens: 0 | 1,
  text: string,
  signal: AbortSignal,
): Promise<TextScores> {
  const { answer, wallMs } = await complete(tokenizing, text, maxTokens, signal);
  const echoed: Echoed = echoedText(answer, text, maxTokens, refuse);
  return { ...echoed, usage: usageOf(answer.usage, wallMs) };
}

async function complete(
  { endpoint, engineId, model }: Tokenizing,
  prompt: string | readonly number[],
  maxTokens: 0 | 1,
  signal: AbortSignal,
) {
  const path = "/v1/completions";
  const question = { model, prompt, echo: true, logprobs: 1, max_tokens: maxTokens, temperature: 0 };
  const answer = await requestJson(endpoint, path, question, signal);
  const parsed = parseAnswer(EchoAnswer, answer, engineId, path);
  refuseOtherModel(parsed.model, model);
  return { answer: parsed, wallMs: answer.wallMs };
}
