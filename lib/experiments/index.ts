/**
 * Experiments: the same repositories under several configs, and what the difference is.
 *
 * - **Experiment**: a set of sources and a set of named arms; it is done when every run of it is. Not "study", not "sweep".
 * - **Arm**: a name and the config its runs have, or a control. Not "condition", not "variant".
 * - **Control**: an arm without runs of its own: no thought (raw), or another file's thought of the same length (placebo).
 * - **Measure**: the numbers of one thought: S without a thought, after the placebo, at the start and at the end.
 * - **Curve**: a number by pass, the start being pass 0 (the paper's Fig. 3).
 * - **Interval**: 95 %, from a bootstrap that draws whole repositories. Not "error bar".
 */
export { figuresOf } from "./figures.ts";
export { LEAST_REPOSITORIES } from "./report.ts";
export {
  Arm,
  Control,
  Curve,
  Experiment,
  ExperimentReport,
  ExperimentSpec,
  Figure,
  Interval,
  ThoughtMeasure,
} from "./schema.ts";
