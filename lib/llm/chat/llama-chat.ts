import type { ChatHistoryItem, ChatWrapper, LlamaGrammar, LlamaModel } from "node-llama-cpp";
import { AppError } from "#lib/std/errors.ts";
import { CallFailure } from "../call-failure.ts";
import { lazyLlama } from "../engines/llama-lazy.ts";
import type { LlamaOptions, LlamaRuntime } from "../engines/llama-runtime.ts";
import type { ChatModel, ChatReply, ChatRequest, Usage } from "../port.ts";
import { type ChatForm, withEffort } from "./chat-completions.ts";
import { partThinking } from "./thinking.ts";

export type LlamaChatOptions = LlamaOptions & {
  /** As with any server; here it decides only whether a model thinks that can. */
  readonly effort?: ChatForm["effort"];
};

/** Writes text with a GGUF file inside this process, in the form of the model's own chat template. */
export function llamaChat(options: LlamaChatOptions): ChatModel & { close(): Promise<void> } {
  const held = lazyLlama(options);
  return {
    id: withEffort(held.id, options),
    complete: (request, signal) =>
      held.inTurn(signal, (runtime, joint) => complete(held.id, options, runtime, request, joint)),
    close: held.close,
  };
}

async function complete(
  id: string,
  { effort }: LlamaChatOptions,
  runtime: LlamaRuntime,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<ChatReply> {
  const startMs = performance.now();
  const { sequence } = runtime;
  const wrapper = wrapperOf(id, runtime);
  const history = historyOf(request);
  const inputTokens = tokensOf(wrapper, history, runtime.model);
  refuseTooLong(id, inputTokens, request.maxOutputTokens, runtime.windowTokens);
  const before = sequence.tokenMeter.getState();
  const chat = new runtime.package.LlamaChat({ contextSequence: sequence, chatWrapper: wrapper });
  try {
    const grammar = await grammarOf(runtime, request.json);
    const { response, fullResponse, metadata } = await chat.generateResponse(history, {
      signal,
      maxTokens: request.maxOutputTokens,
      temperature: request.temperature,
      topP: request.topP,
      // Off, as with any server: the package's own defaults would change what is sampled.
      topK: 0,
      repeatPenalty: false,
      budgets: { thoughtTokens: effort === "none" ? 0 : Number.POSITIVE_INFINITY },
      ...(request.seed !== null && { seed: request.seed }),
      ...(grammar && { grammar }),
    });
    const finish = finishOf(metadata.stopReason);
    const used = sequence.tokenMeter.diff(before);
    const usage = {
      inputTokens,
      outputTokens: used.usedOutputTokens,
      cachedTokens: Math.max(0, inputTokens - used.usedInputTokens),
      wallMs: performance.now() - startMs,
      retries: 0,
    };
    // The package parts what the model's template tells it to; templates differ in how much they tell.
    const { answer, thinking } = partThinking(response);
    if (answer.trim() !== "") return { text: answer, finish, usage };
    const thought = thinking !== "none" || fullResponse.some((part) => typeof part !== "string");
    throw noText(id, finish, thought, usage);
  } finally {
    chat.dispose({ disposeSequence: false });
  }
}

function wrapperOf(id: string, { package: loaded, model }: LlamaRuntime): ChatWrapper {
  const wrapper =
    model.fileInfo.metadata.tokenizer.chat_template && loaded.resolveChatWrapper(model, { warningLogs: false });
  if (wrapper) return wrapper;
  const message = `${id} has no chat template, so it cannot write as an author. Use the GGUF file of an instruct or chat model.`;
  throw new AppError("invalid", message);
}

function historyOf({ system, user }: ChatRequest): ChatHistoryItem[] {
  return [
    ...(system === "" ? [] : [{ type: "system", text: system } as const]),
    { type: "user", text: user },
    { type: "model", response: [] },
  ];
}

function tokensOf(wrapper: ChatWrapper, chatHistory: readonly ChatHistoryItem[], model: LlamaModel): number {
  return wrapper.generateContextState({ chatHistory: [...chatHistory] }).contextText.tokenize(model.tokenizer).length;
}

/** The package would otherwise forget the beginning of what is too long. */
function refuseTooLong(id: string, input: number, output: number, window: number): void {
  if (input + output + 1 <= window) return;
  const message = `${input} tokens of prompt and ${output} of reply do not fit the ${window} of ${id}. Give the author less context, ask for a shorter reply, or set a larger contextTokens.`;
  throw new AppError("too-large", message);
}

/** A schema with a keyword that the package cannot follow asks for any JSON object; the reply is checked by its reader. */
async function grammarOf({ llama }: LlamaRuntime, json: ChatRequest["json"]): Promise<LlamaGrammar | null> {
  if (json === undefined) return null;
  if (json !== "object") {
    try {
      return await llama.createGrammarForJsonSchema(JSON.parse(JSON.stringify(json)));
    } catch {
      // Falls through.
    }
  }
  return llama.getGrammarFor("json");
}

function finishOf(reason: string): ChatReply["finish"] {
  if (reason === "maxTokens") return "length";
  return reason === "eogToken" || reason === "stopGenerationTrigger" ? "stop" : "other";
}

function noText(id: string, finish: ChatReply["finish"], thought: boolean, usage: Usage): CallFailure {
  if (thought) {
    const what = finish === "length" ? "spent the whole limit of its reply on thinking" : "thought and never answered";
    const message = `${id} ${what}. Make it think less: RETRACE_AUTHOR_EFFORT=none, or use the GGUF file of a model that does not think.`;
    return new CallFailure(finish === "length" ? "refused" : "malformed", message, { usage });
  }
  const message = `${id} returned no text. Use the GGUF file of another instruct or chat model.`;
  return new CallFailure(finish === "length" ? "refused" : "malformed", message, { usage });
}
