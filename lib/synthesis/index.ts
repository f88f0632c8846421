/**
 * Synthesis: plays the development of a snapshot, main agent first, then one agent per file.
 *
 * - **Author**: whoever writes the words: `structural` (from the parsed structure alone) or `language-model`. Not "generator".
 * - **Brief**: what the main agent sees. Not "context", not "input".
 * - **Requirement**, **Plan**, **Plan entry**: what the main agent writes. Not "spec", not "task list".
 * - **Move**: a thought with the action it leads to. Not "turn".
 * - **Grounded**: every name a thought mentions stands in a file it may know of. Not "faithful", not "factual".
 * - **Operator**: a named way of rewriting a thought. Not "mutation", not "strategy".
 */
export { Plan, PlanEntry, Requirement } from "./schema.ts";
