import type { Prompt } from "../prompt.ts";
import { LEAD } from "./roles@1.ts";

export type PlanInput = {
  readonly name: string;
  /** Brief, requirements, entries planned so far and the outlines of this chunk, already within the budget. */
  readonly context: string;
  /** The files of this chunk, a line each: number, path, needs. */
  readonly files: string;
  readonly count: number;
};

/** A chunk of the file-level plan. */
export const planPrompt: Prompt<PlanInput> = {
  id: "plan@2",
  system: LEAD,
  render: ({ name, context, files, count }) => `Project: ${name}

${context}

Plan these ${count} files, in this order and with these numbers:
${files}

You hand out the work: one entry a file, none left out and none besides. For each: purpose (one sentence, what it is for and not
how), dependsOn (only files listed after "needs"), exports (name and signature from its outline, at most 12), requirements (ids),
notes (what its author has to watch, one or two sentences).

Reply with one JSON object and nothing else:
{"entries": [{"path": "...", "order": 0, "purpose": "...", "dependsOn": [], "exports": [{"name": "...", "signature": "..."}], "requirements": ["R1"], "notes": "..."}]}`,
};
