/**
 * Refinement: rewrites a thought so that the file after it becomes more likely, without quoting that file.
 *
 * - **Start**: the thought as first written; always a candidate. Not "seed", not "baseline".
 * - **Pass**: one round of rewrites of the same thought. Not "iteration", not "epoch".
 * - **Incumbent**: the best thought so far. Not "champion", not "current".
 * - **References**: no thought, and the placebo: another file's thought of equal length. Not "controls", not "baselines".
 * - **Gate**: the thresholds that keep quoting, padding and repeating out. Not "filter", not "guard".
 * - **Known**: text that was given before the thought: outline signatures and files that were read. Not "context".
 * - **Scored units**: those after the target's first logical block. Not "mask", not "region".
 */

export { firstLogicalBlock } from "./first-block.ts";
export { measureLeak } from "./leak.ts";
