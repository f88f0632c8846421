import type { Prompt } from "../prompt.ts";
import { LEAD } from "./roles@1.ts";

export type RequirementsInput = {
  readonly name: string;
  /** Parts of the brief, already within the budget. */
  readonly context: string;
};

/** The main agent's first thought and its requirements. */
export const requirementsPrompt: Prompt<RequirementsInput> = {
  id: "requirements@2",
  system: LEAD,
  render: ({ name, context }) => `Project: ${name}

${context}

Write a thought of 120 to 250 words: what the project is for, which parts it falls into, what everything else rests on, where
the difficulties lie, and in which order you will go. Weigh at least one alternative.

Then write 4 to 15 requirements. Each is functional (what it does) or non-functional (versions, type checks, tests, licence,
style), says one thing that can be checked, and cites one to five files by their exact path in the tree.

Reply with one JSON object and nothing else:
{"thought": "...", "requirements": [{"id": "R1", "kind": "functional", "text": "...", "evidence": ["path"]}]}`,
};
