import type { Llama, LlamaContextSequence, LlamaModel } from "node-llama-cpp";
import { AppError, messageOf } from "#lib/std/errors.ts";
import { log } from "#lib/std/log.ts";
import { llamaFile } from "./llama-file.ts";
import { type LlamaPackage, llamaPackage } from "./llama-package.ts";

export type LlamaOptions = {
  /** Path of a GGUF file, or an address such as hf:owner/name:Q4_K_M, which node-llama-cpp fetches into the data folder. */
  readonly model: string;
  /** The window; where not given, as much of the model's own as memory allows, up to 32,768. */
  readonly contextTokens?: number | undefined;
  /** "auto" where not given: the best that is installed and works here, else the processor. */
  readonly gpu?: "auto" | "cuda" | "vulkan" | "metal" | false | undefined;
  /** Of the processor; where not given, as many as it has cores that calculate. More than are free slow it down greatly. */
  readonly threads?: number | undefined;
  readonly load?: (() => Promise<LlamaPackage>) | undefined;
};

/** A model in this process's memory, with room for one text. */
export type LlamaRuntime = {
  readonly llama: Llama;
  readonly package: LlamaPackage;
  readonly model: LlamaModel;
  readonly sequence: LlamaContextSequence;
  readonly windowTokens: number;
  readonly chunkTokens: number;
  readonly version: string;
  readonly revision: string;
  close(): Promise<void>;
};

const MOST_CONTEXT_TOKENS = 32_768;
/** Read at once; an abort is heeded between two chunks. */
const CHUNK_TOKENS = 512;

/** Loads a model. Nothing is built, and nothing but a model's address is downloaded. */
export async function openLlama(options: LlamaOptions, signal: AbortSignal): Promise<LlamaRuntime> {
  const loaded = await llamaPackage(options.load);
  const { path, revision } = await llamaFile(loaded, options.model, signal);
  const llama = await bindings(loaded, options);
  try {
    const model = await llama.loadModel({
      modelPath: path,
      loadSignal: signal,
      // Whatever the window of its layers: what was read stays readable, so that a prefix is reused at any place.
      defaultContextSwaFullCache: true,
    });
    const sequence = await sequenceOf(model, options, signal);
    return {
      llama,
      package: loaded,
      model,
      sequence,
      windowTokens: Math.min(sequence.contextSize, model.trainContextSize),
      chunkTokens: sequence.context.batchSize,
      version: await versionOf(loaded, llama),
      revision,
      close: () => llama.dispose(),
    };
  } catch (error) {
    await llama.dispose();
    if (signal.aborted) throw signal.reason;
    throw error instanceof AppError ? error : unusable(options.model, error);
  }
}

async function bindings(loaded: LlamaPackage, { gpu = "auto", threads }: LlamaOptions): Promise<Llama> {
  try {
    const llama = await loaded.getLlama({
      gpu,
      build: "never",
      skipDownload: true,
      progressLogs: false,
      logLevel: loaded.LlamaLogLevel.warn,
      logger: (level, message) => log.debug("llama.cpp", { level, message: message.trim() }),
    });
    // The package's own least is four, which on two cores take many times as long as two.
    if (threads !== undefined || llama.gpu === false) llama.maxThreads = threads ?? llama.cpuMathCores;
    return llama;
  } catch (error) {
    const missing = gpu === "auto" || gpu === false ? "for this machine" : `with ${gpu}`;
    const message = `node-llama-cpp has no binary that works ${missing}: ${messageOf(error)}. Run npm ci without --omit=optional; for a GPU see lib/llm/README.md, section GGUF files.`;
    throw new AppError("invalid", message, { cause: error });
  }
}

async function sequenceOf(model: LlamaModel, { contextTokens, model: name }: LlamaOptions, signal: AbortSignal) {
  const trained = model.trainContextSize;
  if (contextTokens !== undefined && contextTokens > trained) {
    const message = `contextTokens: ${contextTokens} is more than the ${trained} tokens that ${name} was trained to read. Ask for at most that.`;
    throw new AppError("invalid", message);
  }
  const contextSize = contextTokens ?? { max: Math.min(trained, MOST_CONTEXT_TOKENS) };
  const context = await model.createContext({ contextSize, batchSize: CHUNK_TOKENS, createSignal: signal });
  return context.getSequence({ contextShift: { strategy: refuseToForget } });
}

/** The package would otherwise drop the beginning of a text that does not fit, without a word. */
function refuseToForget(): never {
  throw new AppError("too-large", "The text does not fit the model's window. Give it less context.");
}

async function versionOf(loaded: LlamaPackage, llama: Llama): Promise<string> {
  const compute = llama.gpu === false ? "cpu" : llama.gpu;
  return `node-llama-cpp ${await loaded.getModuleVersion()}, llama.cpp ${llama.llamaCppRelease.release}, ${compute}`;
}

function unusable(model: string, error: unknown): AppError {
  const message = `${model} cannot be loaded: ${messageOf(error)}. Use a whole GGUF file of a model that generates text; where memory is short, a smaller file or fewer contextTokens.`;
  return new AppError("invalid", message, { cause: error });
}
