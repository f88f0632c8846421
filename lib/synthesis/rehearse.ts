import type { ChatModel, Usage } from "#lib/llm/index.ts";
import type { StepDraft } from "#lib/trajectory/index.ts";
import { atHand } from "./at-hand.ts";
import type { Author, Brief, FileTask } from "./author.ts";
import { chunkOf } from "./language-model/context.ts";
import { languageModelAuthor } from "./language-model/language-model-author.ts";
import { roomOf } from "./language-model/room.ts";
import type { Plan, Requirement } from "./schema.ts";
import { simulateFile } from "./simulate-file.ts";
import { structuralAuthor } from "./structural/structural-author.ts";

/** Questions of one kind: how many, and their bytes with those of their answers, all of them together. */
export type Asked = { readonly calls: number; readonly inputBytes: number; readonly outputBytes: number };

/** One file as its agent would go about it. */
export type RehearsedFile = {
  readonly task: FileTask;
  readonly steps: readonly StepDraft[];
  /** Its moves, and one rewrite of each of its thoughts. */
  readonly moves: Asked;
  readonly rewrites: Asked;
};

export type RehearsalInput = {
  readonly brief: Brief;
  /** The task of a file, as a run would make it of this design. */
  readonly taskOf: (order: number, design: { requirements: Requirement[]; plan: Plan }) => FileTask;
  /** Orders of the files that are rehearsed. */
  readonly orders: readonly number[];
  readonly seed: number;
  readonly windowTokens: number;
  readonly maxReads: number;
};

/**
 * What a language model would be asked for, measured on the very prompts that an author renders: the structural author gives
 * the answers, in the form a model would give them, and nothing is sent. A question that is put again is not counted.
 */
export async function rehearse(
  input: RehearsalInput,
  signal: AbortSignal,
): Promise<{ readonly plan: Asked; readonly files: RehearsedFile[] }> {
  const structural = structuralAuthor(input.seed, input.maxReads);
  const design = await structural.plan(input.brief, signal);
  const heard = prompter();
  const author = languageModelAuthor(heard.chat, input.windowTokens, input.maxReads);
  const plan = await heard.during(planReplies(input, design), () => author.plan(input.brief, signal));
  const files: RehearsedFile[] = [];
  for (const order of input.orders) {
    signal.throwIfAborted();
    files.push(await rehearseFile(input, input.taskOf(order, design), { structural, author, heard }, signal));
  }
  return { plan, files };
}

type Cast = { readonly structural: Author; readonly author: Author; readonly heard: Prompter };

async function rehearseFile(
  { maxReads, seed }: RehearsalInput,
  task: FileTask,
  { structural, author, heard }: Cast,
  signal: AbortSignal,
): Promise<RehearsedFile> {
  const written = await structural.writeFile(task, signal);
  const { moves: all, summary } = written;
  const moves = await heard.during([JSON.stringify({ moves: all, summary })], () => author.writeFile(task, signal));
  const played = { ...structural, writeFile: async () => written };
  const { steps } = await simulateFile(played, task, { maxReads, seed, sha256: () => "" }, signal);
  const thoughts = steps
    .filter((step) => step.kind === "think" && step.agent !== "main")
    .map((step) => step.text ?? "");
  const readPaths = steps.flatMap((step) => (step.kind === "observation" && step.path ? [step.path] : []));
  const rewritten: Asked[] = [];
  for (const [position, thought] of thoughts.entries()) {
    const rewriting = {
      task,
      moment: position === thoughts.length - 1 ? ("before-writing" as const) : ("before-reading" as const),
      thought,
      pass: 0,
      position: 0,
      paragraph: null,
      applied: [],
      ...atHand(task, readPaths.slice(0, position)),
    };
    // An analysis as long as the thought.
    const reply = `<analyze>${thought}</analyze>\n<refine>${thought}</refine>`;
    rewritten.push(await heard.during([reply], () => author.rewrite(rewriting, signal)));
  }
  return { task, steps, moves, rewrites: sumOf(rewritten) };
}

/** What a model would answer when it is asked for requirements and then for the plan, chunk by chunk. */
function planReplies(
  { brief, windowTokens, maxReads }: RehearsalInput,
  { thought, requirements, plan }: { thought: string; requirements: Requirement[]; plan: Plan },
): string[] {
  const room = roomOf(windowTokens, maxReads);
  const { order } = brief.structure;
  const replies = [JSON.stringify({ thought, requirements })];
  for (let start = 0; start < order.length; ) {
    const paths = chunkOf(order, start, room);
    replies.push(JSON.stringify({ entries: plan.entries.filter((entry) => paths.includes(entry.path)) }));
    start += paths.length;
  }
  return replies;
}

type Prompter = {
  readonly chat: ChatModel;
  /** What `work` asks while it is answered by these replies, in order; a question that is put again gets its reply again. */
  during(replies: readonly string[], work: () => Promise<unknown>): Promise<Asked>;
};

const NO_USAGE: Usage = { inputTokens: null, outputTokens: null, cachedTokens: null, wallMs: 0, retries: 0 };

/** A chat model that answers what it is told to, and measures what it is asked. */
function prompter(): Prompter {
  let script: readonly string[] = [];
  let asked: { readonly user: string; readonly bytes: Asked }[] = [];
  return {
    chat: {
      id: "rehearsal",
      async complete({ system, user }) {
        const last = asked.at(-1);
        const isAgain = last !== undefined && user.startsWith(`${last.user}\n`);
        const text = script[isAgain ? asked.length - 1 : asked.length] ?? "";
        if (!isAgain) {
          const inputBytes = Buffer.byteLength(system) + Buffer.byteLength(user);
          asked.push({ user, bytes: { calls: 1, inputBytes, outputBytes: Buffer.byteLength(text) } });
        }
        return { text, finish: "stop", usage: NO_USAGE };
      },
    },
    async during(replies, work) {
      [script, asked] = [replies, []];
      await work();
      return sumOf(asked.map(({ bytes }) => bytes));
    },
  };
}

function sumOf(each: readonly Asked[]): Asked {
  return each.reduce(
    (sum, one) => ({
      calls: sum.calls + one.calls,
      inputBytes: sum.inputBytes + one.inputBytes,
      outputBytes: sum.outputBytes + one.outputBytes,
    }),
    { calls: 0, inputBytes: 0, outputBytes: 0 },
  );
}
