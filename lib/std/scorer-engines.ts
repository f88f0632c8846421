/** Formats in which a server of a language model is asked to score; everything that lists them reads it here. */
export const SERVER_ENGINES = ["sglang", "vllm", "echo"] as const;
export type ServerEngine = (typeof SERVER_ENGINES)[number];

export function isServerEngine(name: string): name is ServerEngine {
  return SERVER_ENGINES.some((engine) => engine === name);
}
