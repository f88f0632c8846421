import type { Prompt } from "../prompt.ts";
import { DEVELOPER } from "./roles@1.ts";

export type RewriteInput = {
  readonly name: string;
  readonly path: string;
  readonly moment: "before-reading" | "before-writing";
  readonly context: string;
  /** Files read so far, what they offer, and cases of later tests. */
  readonly seen: string;
  readonly before: string;
  readonly segment: string;
  readonly after: string;
  /** What this rewrite among several is to pay attention to. */
  readonly attention: string;
};

/** One segment of a thought, analysed and refined, as in REER's search (arXiv 2509.06160). */
export const rewritePrompt: Prompt<RewriteInput> = {
  id: "rewrite@2",
  system: DEVELOPER,
  render: ({ name, path, moment, context, seen, before, segment, after, attention }) => `Project: ${name}

${context}

File to write: ${path}
Moment: ${moment === "before-reading" ? "before the first read" : "before the write"}

${[seen, "The whole thought, with the paragraph to improve marked:"].filter((each) => each !== "").join("\n\n")}
${[before, `<replace>\n${segment}\n</replace>`, after].filter((each) => each !== "").join("\n")}

First, inside <analyze>, say in at most 120 words what role the paragraph has, what it lacks against the file, and how to improve it; pay
attention to ${attention}.
Then, inside <refine>, write the paragraph anew: keep its opening words, repeat nothing that the rest of the thought says, be
neither vague nor a copy of the file, and do not make it longer than it must be.

<analyze>...</analyze>
<refine>...</refine>`,
};
