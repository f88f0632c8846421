import { AppError, messageOf } from "#lib/std/errors.ts";
import { CallFailure } from "../call-failure.ts";
import { modelId } from "./llama-file.ts";
import { type LlamaOptions, type LlamaRuntime, openLlama } from "./llama-runtime.ts";
import { turns } from "./llama-turns.ts";

/** A model that is loaded when it is first used, and works on one call at a time. */
export type LazyLlama = {
  readonly id: string;
  opened(): Promise<LlamaRuntime>;
  /** The signal given to `act` also ends when the model is closed. */
  inTurn<T>(signal: AbortSignal, act: (runtime: LlamaRuntime, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Ends what is under way and frees the memory. */
  close(): Promise<void>;
};

export function lazyLlama(options: LlamaOptions): LazyLlama {
  const id = modelId(options.model);
  const queue = turns();
  const closing = new AbortController();
  let opening: Promise<LlamaRuntime> | null = null;

  /** Loaded once, for all callers; one caller's abort is not the others'. */
  function opened(): Promise<LlamaRuntime> {
    if (closing.signal.aborted) return Promise.reject(closing.signal.reason);
    opening ??= openSame(options, id, closing.signal).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  return {
    id,
    opened,
    async inTurn(signal, act) {
      const runtime = await opened();
      const joint = AbortSignal.any([signal, closing.signal]);
      try {
        return await queue.take(joint, () => act(runtime, joint));
      } catch (error) {
        joint.throwIfAborted();
        if (error instanceof AppError) throw error;
        throw new CallFailure("server", `${id} failed: ${messageOf(error)}`, { cause: error });
      }
    },
    async close() {
      closing.abort(new AppError("conflict", `${id} was closed.`));
      await queue.over();
      const runtime = await opening?.catch(() => null);
      opening = null;
      await runtime?.close();
    },
  };
}

/** Stored answers belong to the file that stood there when the id was told. */
async function openSame(options: LlamaOptions, id: string, signal: AbortSignal): Promise<LlamaRuntime> {
  const now = modelId(options.model);
  if (now !== id) {
    const message = `The model file ${options.model} was ${id} and is ${now} now. Start Retrace again to use it.`;
    throw new AppError("conflict", message);
  }
  return openLlama(options, signal);
}
