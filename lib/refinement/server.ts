import "server-only";

export { refineThought, unscoredThought } from "./refine-thought.ts";
