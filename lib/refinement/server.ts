import "server-only";

export { type LeakMeter, leakMeter } from "./leak.ts";
export { refineThought, unscoredThought } from "./refine-thought.ts";
export { withoutQuotes } from "./without-quotes.ts";
