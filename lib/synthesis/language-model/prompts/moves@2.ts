import type { Prompt } from "../prompt.ts";
import { DEVELOPER } from "./roles@1.ts";

export type MovesInput = {
  readonly name: string;
  readonly path: string;
  /** Files that may be read, a line each; empty where there are none. */
  readonly readable: string;
  readonly maxReads: number;
  readonly leastWords: number;
  readonly mostWords: number;
  readonly context: string;
};

/** The thoughts and actions of one file's agent. */
export const movesPrompt: Prompt<MovesInput> = {
  id: "moves@2",
  system: DEVELOPER,
  render: ({ name, path, readable, maxReads, leastWords, mostWords, context }) => `Project: ${name}

${context}

File to write: ${path}

The developer has two tools, read and write, and is going to use them now.
Give the moves: for every file worth reading, a thought (20 to 80 words: which names of it are needed and for what) and a read;
at the end a thought before writing (${leastWords} to ${mostWords} words) and the write. At most ${maxReads} reads, only of:
${readable === "" ? "(nothing is written yet that this file needs)" : readable}

Then a summary of one sentence for the lead developer: what the file now offers.

Reply with one JSON object and nothing else:
{"moves": [{"thought": "...", "action": {"tool": "read", "path": "..."}}, {"thought": "...", "action": {"tool": "write"}}], "summary": "..."}`,
};
