import type { Prompt } from "../prompt.ts";
import { DEVELOPER } from "./roles@1.ts";

export type RewriteWholeInput = {
  readonly name: string;
  readonly path: string;
  readonly moment: "before-reading" | "before-writing";
  readonly context: string;
  /** Files read so far, what they offer, and cases of later tests. */
  readonly seen: string;
  readonly thought: string;
  /** What this rewrite among several is to pay attention to. */
  readonly attention: string;
};

/** A whole thought, analysed and refined: one candidate of a pass. */
export const rewriteWholePrompt: Prompt<RewriteWholeInput> = {
  id: "rewrite-whole@2",
  system: DEVELOPER,
  render: ({ name, path, moment, context, seen, thought, attention }) => `Project: ${name}

${context}

File to write: ${path}
Moment: ${moment === "before-reading" ? "before the first read" : "before the write"}

${[seen, "The thought to improve:"].filter((each) => each !== "").join("\n\n")}
<thought>
${thought}
</thought>

First, inside <analyze>, say in at most 120 words what the thought lacks against the file, and how to improve it; pay attention to
${attention}.
Then, inside <refine>, write the whole thought anew: keep what is good, repeat nothing, be neither vague nor a copy of the file,
and do not make it longer than it must be.

<analyze>...</analyze>
<refine>...</refine>`,
};
