import type { ChatHistoryItem, ChatWrapper, LlamaGrammar, LlamaModel } from "node-llama-cpp";
import { AppError } from "#lib/std/errors.ts";
import { CallFailure } from "../call-failure.ts";
import { lazyLlama } from "../engines/llama-lazy.ts";
import type { LlamaOptions, LlamaRuntime } from "../engines/llama-runtime.ts";
import type { ChatModel, ChatReply, ChatRequest } from "../port.ts";

/** Writes text with a GGUF file inside this process, in the form of the model's own chat template. */
export function llamaChat(options: LlamaOptions): ChatModel & { close(): Promise<void> } {
  const held = lazyLlama(options);
  return {
    id: held.id,
    complete: (request, signal) => held.inTurn(signal, (runtime, joint) => complete(held.id, runtime, request, joint)),
    close: held.close,
  };
}

async function complete(
  id: string,
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
    const { response, metadata } = await chat.generateResponse(history, {
      signal,
      maxTokens: request.maxOutputTokens,
      temperature: request.temperature,
      topP: request.topP,
      // Off, as with any server: the package's own defaults would change what is sampled.
      topK: 0,
      repeatPenalty: false,
      budgets: { thoughtTokens: Number.POSITIVE_INFINITY },
      ...(request.seed !== null && { seed: request.seed }),
      ...(grammar && { grammar }),
    });
    const finish = finishOf(metadata.stopReason);
    if (response === "") throw noText(id, finish);
    const used = sequence.tokenMeter.diff(before);
    return {
      text: response,
      finish,
      usage: {
        inputTokens,
        outputTokens: used.usedOutputTokens,
        cachedTokens: Math.max(0, inputTokens - used.usedInputTokens),
        wallMs: performance.now() - startMs,
        retries: 0,
      },
    };
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

function noText(id: string, finish: ChatReply["finish"]): CallFailure {
  return finish === "length"
    ? new CallFailure(
        "refused",
        `${id} returned no text because the limit was spent before it began; raise maxOutputTokens.`,
      )
    : new CallFailure("malformed", `${id} returned no text. Use the GGUF file of another instruct or chat model.`);
}
