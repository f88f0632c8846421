import { AppError } from "#lib/std/errors.ts";
import { WEIGHT_OF_TOKEN } from "./weight.ts";

/** Of the longest prompt with its lists, the form of its reply, and what a repair adds. */
const INSTRUCTION_TOKENS = 1_400;
const LEAST_WINDOW_TOKENS = 4_096;
/** REER's limit of a reply. */
const MOST_REPLY_TOKENS = 8_000;
/** An entry of a plan, and a thought before a read with its JSON, in tokens of a reply. */
const ENTRY_TOKENS = 150;
const READ_TOKENS = 140;
/** The longest thought before a write, with its JSON and the summary. */
const WRITE_TOKENS = 520;
/** More than this is not asked for at once, however large the window: a long reply loses its thread. */
const MOST_ENTRIES = 20;

/** What a window of so many tokens leaves for each kind of prompt and reply; it follows from the window alone. */
export type Room = {
  /** Weight of the material of one file's agent, or of the whole repository. */
  readonly material: number;
  /** Weight of what stands beside it: the task's own lists, the thought to rewrite, outlines of what was read. */
  readonly beside: number;
  readonly replyTokens: number;
  /** Files planned in one request, so that a reply fits its limit. */
  readonly planChunk: number;
  readonly maxReads: number;
};

export function roomOf(windowTokens: number, maxReads = Number.POSITIVE_INFINITY): Room {
  if (windowTokens < LEAST_WINDOW_TOKENS) {
    throw new AppError(
      "invalid",
      `config.authorWindow: ${windowTokens} tokens are too few for an author; it needs ${LEAST_WINDOW_TOKENS} or more`,
    );
  }
  const replyTokens = Math.min(MOST_REPLY_TOKENS, Math.floor(windowTokens / 3));
  const weight = (windowTokens - replyTokens - INSTRUCTION_TOKENS) * WEIGHT_OF_TOKEN;
  return {
    material: Math.floor(weight * 0.75),
    beside: Math.floor(weight * 0.25),
    replyTokens,
    planChunk: Math.min(MOST_ENTRIES, Math.floor(replyTokens / ENTRY_TOKENS)),
    maxReads: Math.min(maxReads, Math.floor((replyTokens - WRITE_TOKENS) / READ_TOKENS)),
  };
}
