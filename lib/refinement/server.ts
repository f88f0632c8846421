import "server-only";

export { type RefineInput, type RefineProgress, refineThought, unscoredThought } from "./refine-thought.ts";
