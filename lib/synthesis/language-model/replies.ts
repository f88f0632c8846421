import { z } from "zod";
import { Plan, PlanEntry, Requirement } from "../schema.ts";
import { wordCount } from "../structural/words.ts";
import { wordsFault } from "./plain-words.ts";

/** A developer's words of a bounded length: see wordsFault. */
function words(mostCharacters: number) {
  return z
    .string()
    .max(mostCharacters, `must have ${mostCharacters} characters at most`)
    .overwrite((text) => text.replace(/\r\n?/g, "\n").trim())
    .superRefine((text, context) => {
      const fault = wordsFault(text);
      if (fault !== null) context.addIssue({ code: "custom", message: fault });
    });
}

/** A name, path or signature: looked up or checked later, so only its size and its characters matter here. */
const Code = z
  .string()
  .max(1_000)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "holds broken characters");

const THOUGHT_CHARACTERS = 20_000;
const SENTENCE_CHARACTERS = 1_200;

export const RequirementsReply = z.object({
  thought: words(THOUGHT_CHARACTERS),
  requirements: z
    .array(
      Requirement.extend({
        id: z.string().max(20),
        text: words(SENTENCE_CHARACTERS),
        evidence: z.array(Code).min(1).max(40),
      }),
    )
    .min(1)
    .max(40),
});
export type RequirementsReply = z.infer<typeof RequirementsReply>;

/** Entries of one chunk. Twice as many as asked for may be a slip; more is another answer. */
export function planReply(asked: number) {
  return Plan.extend({
    entries: z
      .array(
        PlanEntry.extend({
          path: Code,
          purpose: words(SENTENCE_CHARACTERS),
          dependsOn: z.array(Code).max(400),
          exports: z.array(z.strictObject({ name: Code, signature: Code })).max(100),
          requirements: z.array(z.string().max(20)).max(100),
          notes: z.union([z.string().regex(/^\s*$/), words(SENTENCE_CHARACTERS)]),
        }),
      )
      .max(2 * asked, `must have one entry for each of the ${asked} files and no more`),
  });
}

const Action = z.discriminatedUnion("tool", [
  z.object({ tool: z.literal("read"), path: Code }),
  z.object({ tool: z.literal("write") }),
]);

export const MovesReply = z.object({
  moves: z
    .array(z.object({ thought: words(THOUGHT_CHARACTERS), action: Action }))
    .min(1)
    .max(80)
    .refine((moves) => moves.at(-1)?.action.tool === "write", "the last move must be the write")
    .refine(
      (moves) => moves.filter((move) => move.action.tool === "write").length === 1,
      "there must be exactly one write",
    ),
  summary: words(SENTENCE_CHARACTERS),
});
export type MovesReply = z.infer<typeof MovesReply>;

/** What is wrong with a thought's length, in words for the model; null where it is within twice of what was asked for. */
export function lengthFault(thought: string, least: number, most: number): string | null {
  const count = wordCount(thought);
  if (count < least / 2) return `has ${count} words; it needs ${least} to ${most}`;
  return count > most * 2 ? `has ${count} words; at most ${most} are wanted` : null;
}
