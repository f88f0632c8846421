import { z } from "zod";
import type { ChatModel, Usage } from "#lib/llm/index.ts";
import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { paragraphsOf } from "#lib/trajectory/index.ts";
import type { Author, Brief, FileTask, RewriteTask } from "../author.ts";
import { hindsightSentences } from "../hindsight.ts";
import { Plan, type PlanEntry, Requirement } from "../schema.ts";
import { wordBudget } from "../structural/compose.ts";
import { dependenciesOf } from "../structural/plan.ts";
import { codeTokens } from "../structural/words.ts";
import { ask, askJson, MAX_OUTPUT_TOKENS } from "./ask.ts";
import { briefContext, fileContext, fitParts, outlineText, planContext, type Room, roomOf } from "./context.ts";
import { movesPrompt } from "./prompts/moves@1.ts";
import { planPrompt } from "./prompts/plan@1.ts";
import { requirementsPrompt } from "./prompts/requirements@1.ts";
import { rewritePrompt } from "./prompts/rewrite@1.ts";
import { rewriteWholePrompt } from "./prompts/rewrite-whole@1.ts";
import { refinedText } from "./refined-text.ts";

/** Files planned in one request: small enough that a reply fits its length limit. */
const PLAN_CHUNK = 20;
const MAX_READS = 8;
const DEFAULT_WINDOW_TOKENS = 32_768;
/** As recorded in every export; it names the set of prompts/…@1.ts. */
const PROMPTS = "prompts@2";

const Text = z.string().trim().min(1).max(20_000);
const RequirementsReply = z.object({ thought: Text, requirements: z.array(Requirement).min(1).max(40) });
const Action = z.discriminatedUnion("tool", [
  z.object({ tool: z.literal("read"), path: z.string().max(1000) }),
  z.object({ tool: z.literal("write") }),
]);
const MovesReply = z.object({
  moves: z
    .array(z.object({ thought: Text, action: Action }))
    .min(1)
    .max(80)
    .refine((moves) => moves.at(-1)?.action.tool === "write", "the last move must be the write")
    .refine(
      (moves) => moves.filter((move) => move.action.tool === "write").length === 1,
      "there must be exactly one write",
    )
    .refine((moves) => moves.every((move) => !move.thought.includes("```")), "thoughts must not hold code blocks"),
  summary: Text,
});

/**
 * The author that asks a language model for every word. Its replies are parsed, repaired once, and refused loudly. What a
 * prompt shows follows from the window alone, so that equal work asks equal questions.
 */
export function languageModelAuthor(chat: ChatModel, windowTokens: number = DEFAULT_WINDOW_TOKENS): Author {
  const desk = { chat, room: roomOf(windowTokens, MAX_OUTPUT_TOKENS) };
  return {
    id: `language-model:${chat.id}/${PROMPTS}`,
    plan: (brief, signal) => plan(desk, brief, signal),
    writeFile: (task, signal) => writeFile(desk, task, signal),
    rewrite: (task, signal) => rewrite(desk, task, signal),
  };
}

type Desk = { readonly chat: ChatModel; readonly room: Room };

async function plan({ chat, room }: Desk, brief: Brief, signal: AbortSignal): ReturnType<Author["plan"]> {
  const user = requirementsPrompt.render({ name: brief.name, context: briefContext(brief, room) });
  const first = await askJson(
    chat,
    { system: requirementsPrompt.system, user, what: "requirements" },
    RequirementsReply,
    signal,
  );
  const { thought } = first.value;
  const requirements = numbered(first.value.requirements);
  const usage: Usage[] = [...first.usage];
  const entries: PlanEntry[] = [];
  const { order } = brief.structure;
  for (let start = 0; start < order.length; start += PLAN_CHUNK) {
    const files = order
      .slice(start, start + PLAN_CHUNK)
      .map((path, index) => ({ path, order: start + index, needs: dependenciesOf(path, brief.structure) }));
    const prompt = planPrompt.render({
      name: brief.name,
      soFar: planContext(requirements, { entries }, room),
      context: briefContext(
        brief,
        room,
        files.map((file) => file.path),
      ),
      files,
    });
    const chunk = await askJson(chat, { system: planPrompt.system, user: prompt, what: "plan" }, Plan, signal);
    usage.push(...chunk.usage);
    const wanted = new Set(files.map((file) => file.path));
    // Entries of other chunks, or of no file at all, stay for the audit of repairPlan unless they repeat one.
    entries.push(...chunk.value.entries.filter((entry) => wanted.has(entry.path) || !order.includes(entry.path)));
  }
  return { thought, requirements, plan: { entries }, usage };
}

/** Ids from R1 without a gap, whatever the model counted. */
function numbered(requirements: readonly Requirement[]): Requirement[] {
  return requirements.map((requirement, index) => ({ ...requirement, id: `R${index + 1}` }));
}

async function writeFile({ chat, room }: Desk, task: FileTask, signal: AbortSignal): ReturnType<Author["writeFile"]> {
  const words = wordBudget(codeTokens(task.content).length);
  const written = new Set(task.written);
  const user = movesPrompt.render({
    path: task.file.path,
    readable: task.needs.map((edge) => edge.to).filter((path) => written.has(path)),
    maxReads: MAX_READS,
    leastWords: Math.round(words * 0.8),
    mostWords: Math.round(words * 1.2),
    context: fileContext(task, room),
  });
  const { value, usage } = await askJson(chat, { system: movesPrompt.system, user, what: "moves" }, MovesReply, signal);
  return { moves: value.moves, summary: value.summary, usage };
}

async function rewrite({ chat, room }: Desk, task: RewriteTask, signal: AbortSignal): ReturnType<Author["rewrite"]> {
  const { prompt, user, place, joined } =
    task.paragraph === null ? wholeThought(task, room) : oneParagraph(task, task.paragraph, room);
  const sample = `${task.pass}:${task.position}`;
  let replies = 0;
  const read = (reply: string) => {
    const refined = refinedText(reply);
    const [spoilt] = hindsightSentences(refined);
    replies += 1;
    if (spoilt !== undefined && replies === 1) {
      throw new Error(`<refine> speaks of the file as already there: "${spoilt}". Say what you will do instead`);
    }
    return refined;
  };
  const { value, usage } = await ask(chat, { system: prompt.system, user, what: "rewrite", sample }, read, signal);
  // A thought that knows the file before it is written is worse than none, however likely it makes it.
  if (hindsightSentences(value).length > 0) return null;
  const text = joined(value);
  if (text.trim() === "") throw new AppError("upstream", `${chat.id} rewrote a thought to nothing. Run again.`);
  return { text, operator: `${prompt.id}${place}`, usage: total(usage) };
}

type Rewriting = {
  readonly prompt: { readonly id: string; readonly system: string };
  readonly user: string;
  /** Which part of the thought, as the operator's name tells it. */
  readonly place: string;
  readonly joined: (refined: string) => string;
};

function wholeThought(task: RewriteTask, room: Room): Rewriting {
  const { moment, thought, position } = task;
  const user = rewriteWholePrompt.render({
    path: task.task.file.path,
    moment,
    thought,
    position,
    ...given(task, room),
  });
  return { prompt: rewriteWholePrompt, user, place: "", joined: (refined) => refined };
}

function oneParagraph(task: RewriteTask, wanted: number, room: Room): Rewriting {
  const { paragraphs, separator } = paragraphsOf(task.thought);
  const index = Math.min(wanted, paragraphs.length - 1);
  const user = rewritePrompt.render({
    path: task.task.file.path,
    moment: task.moment,
    ...given(task, room),
    before: paragraphs.slice(0, index).join(separator),
    segment: at(paragraphs, index),
    after: paragraphs.slice(index + 1).join(separator),
  });
  return {
    prompt: rewritePrompt,
    user,
    place: `:${index + 1}/${paragraphs.length}`,
    joined: (refined) => paragraphs.map((each, place) => (place === index ? refined : each)).join(separator),
  };
}

/** What every rewriter is shown besides the thought. */
function given(task: RewriteTask, room: Room): { readonly context: string; readonly seen: string } {
  return {
    context: fileContext(task.task, room),
    seen: fitParts(
      [
        { title: "outlines-of-reads", text: task.read.map(outlineText).join("\n"), share: 0.6 },
        { title: "later-tests", text: task.tests.map(outlineText).join("\n") },
      ],
      room.beside,
    ),
  };
}

/** The calls of one rewrite as one. A figure that one call lacks is unknown for the sum. */
function total(usage: readonly Usage[]): Usage {
  const sum = (pick: (each: Usage) => number | null): number | null =>
    usage.reduce<number | null>((all, each) => {
      const value = pick(each);
      return all === null || value === null ? null : all + value;
    }, 0);
  return {
    inputTokens: sum((each) => each.inputTokens),
    outputTokens: sum((each) => each.outputTokens),
    cachedTokens: sum((each) => each.cachedTokens),
    wallMs: usage.reduce((all, each) => all + each.wallMs, 0),
    // The second call is itself a retry.
    retries: usage.reduce((all, each) => all + each.retries, usage.length - 1),
  };
}
