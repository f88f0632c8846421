import { AppError, messageOf } from "#lib/std/errors.ts";

export type LlamaPackage = typeof import("node-llama-cpp");

/**
 * The optional package, loaded when a model file is named and never otherwise. `load` stands in for an installation that
 * lacks it.
 */
export async function llamaPackage(
  load: () => Promise<LlamaPackage> = () => import("node-llama-cpp"),
): Promise<LlamaPackage> {
  try {
    return await load();
  } catch (error) {
    const message = `A GGUF file needs the optional package node-llama-cpp, which is not installed or cannot be loaded: ${messageOf(error)}. Run npm ci without --omit=optional, or serve the model with SGLang or vLLM.`;
    throw new AppError("invalid", message, { cause: error });
  }
}
