import "server-only";

export type { LogprobModel } from "#lib/llm/index.ts";
export { type CommonShapes, commonShapes } from "./common-shapes.ts";
export { knownTexts } from "./known.ts";
export { type LeakMeter, leakMeter } from "./leak.ts";
export { refineThought, unscoredThought } from "./refine-thought.ts";
export { withoutQuotes } from "./without-quotes.ts";
