import type { ChatModel, Usage } from "#lib/llm/index.ts";
import { at } from "#lib/std/assert.ts";
import { AppError } from "#lib/std/errors.ts";
import { paragraphsOf } from "#lib/trajectory/index.ts";
import type { Author, Brief, FileTask, RewriteTask } from "../author.ts";
import { hindsightSentences } from "../hindsight.ts";
import type { Plan, PlanEntry, Requirement } from "../schema.ts";
import { wordBudget } from "../structural/compose.ts";
import { dependenciesOf } from "../structural/plan.ts";
import { codeTokens } from "../structural/words.ts";
import { ask, askJson } from "./ask.ts";
import { chunkOf, fileContext, leadContext, listWithin, planFiles, rewriteContext } from "./context.ts";
import { fence, fenceLine } from "./fence.ts";
import { attentionOf } from "./prompts/attention@1.ts";
import { movesPrompt } from "./prompts/moves@2.ts";
import { planPrompt } from "./prompts/plan@2.ts";
import { requirementsPrompt } from "./prompts/requirements@2.ts";
import { rewritePrompt } from "./prompts/rewrite@2.ts";
import { rewriteWholePrompt } from "./prompts/rewrite-whole@2.ts";
import { refinedFault, refinedText } from "./refined-text.ts";
import { lengthFault, MovesReply, planReply, RequirementsReply } from "./replies.ts";
import { type Room, roomOf } from "./room.ts";

const DEFAULT_WINDOW_TOKENS = 32_768;
const DEFAULT_READS = 8;
/** As recorded in every export; it names the set of prompts/…@2.ts and must change with any text of them. */
const PROMPTS = "prompts@3";

/**
 * The author that asks a language model for every word. Its replies are parsed, repaired once, and refused loudly. What a
 * prompt shows follows from the window alone, so that equal work asks equal questions.
 */
export function languageModelAuthor(
  chat: ChatModel,
  windowTokens: number = DEFAULT_WINDOW_TOKENS,
  maxReads: number = DEFAULT_READS,
): Author {
  const desk = { chat, room: roomOf(windowTokens, maxReads) };
  return {
    id: `language-model:${chat.id}/${PROMPTS}`,
    plan: (brief, signal) => plan(desk, brief, signal),
    writeFile: (task, signal) => writeFile(desk, task, signal),
    rewrite: (task, signal) => rewrite(desk, task, signal),
  };
}

type Desk = { readonly chat: ChatModel; readonly room: Room };

async function plan({ chat, room }: Desk, brief: Brief, signal: AbortSignal): ReturnType<Author["plan"]> {
  const name = fenceLine(brief.name);
  const { system } = requirementsPrompt;
  const user = requirementsPrompt.render({ name, context: leadContext(brief, room) });
  const question = { system, user, what: "requirements", replyTokens: room.replyTokens };
  const first = await askJson(chat, question, RequirementsReply, signal, ({ thought }) =>
    wishFor([{ where: "thought", text: thought, least: 120, most: 250 }]),
  );
  const { thought } = first.value;
  const requirements = numbered(first.value.requirements);
  const usage: Usage[] = [...first.usage];
  const entries: PlanEntry[] = [];
  const { order } = brief.structure;
  for (let start = 0; start < order.length; ) {
    const paths = chunkOf(order, start, room);
    const chunk = await planChunk({ chat, room }, brief, { requirements, plan: { entries }, paths, start }, signal);
    usage.push(...chunk.usage);
    entries.push(...chunk.entries);
    start += paths.length;
  }
  return { thought, requirements, plan: { entries }, usage };
}

type Chunk = {
  readonly requirements: readonly Requirement[];
  readonly plan: Plan;
  readonly paths: readonly string[];
  /** Number of its first file. */
  readonly start: number;
};

async function planChunk(
  { chat, room }: Desk,
  brief: Brief,
  chunk: Chunk,
  signal: AbortSignal,
): Promise<{ readonly entries: PlanEntry[]; readonly usage: Usage[] }> {
  const { paths, start } = chunk;
  const files = paths.map((path, index) => ({
    path,
    order: start + index,
    needs: dependenciesOf(path, brief.structure),
  }));
  const user = planPrompt.render({
    name: fenceLine(brief.name),
    context: leadContext(brief, room, chunk),
    files: planFiles(files, room.beside),
    count: files.length,
  });
  const question = { system: planPrompt.system, user, what: "plan", replyTokens: room.replyTokens };
  const { value, usage } = await askJson(chat, question, planReply(paths.length), signal, ({ entries }) =>
    chunkFault(entries, paths),
  );
  const wanted = new Set(paths);
  const { order } = brief.structure;
  const planned = paths.filter((path) => value.entries.some((entry) => entry.path === path)).length;
  if (planned < paths.length / 2) {
    throw new AppError(
      "upstream",
      `${chat.id} planned ${planned} of ${paths.length} files in two tries (entries of ${paths[0]} to ${paths.at(-1)}). Its replies are stored, so run with another repeat, which asks anew, or choose a larger author model.`,
    );
  }
  // Entries of other chunks, or of no file at all, stay for the audit of repairPlan unless they repeat one.
  return {
    entries: value.entries.filter((entry) => wanted.has(entry.path) || !order.includes(entry.path)),
    usage,
  };
}

/** Files named that are none, named twice or left out; what the graph knows better is put right without asking. */
function chunkFault(entries: readonly PlanEntry[], paths: readonly string[]): string | null {
  const named = entries.map((entry) => entry.path);
  const missing = paths.filter((path) => !named.includes(path));
  const strange = named.filter((path) => !paths.includes(path));
  const twice = named.filter((path, index) => paths.includes(path) && named.indexOf(path) !== index);
  const faults = [
    ...(missing.length > 0 ? [`entries: no entry for ${someOf(missing)}`] : []),
    ...(strange.length > 0 ? [`entries: ${someOf(strange)} was not asked for`] : []),
    ...(twice.length > 0 ? [`entries: more than one entry for ${someOf(twice)}`] : []),
  ];
  return faults.length === 0 ? null : faults.join("; ");
}

function someOf(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(", ");
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}

/** Ids from R1 without a gap, whatever the model counted. */
function numbered(requirements: readonly Requirement[]): Requirement[] {
  return requirements.map((requirement, index) => ({ ...requirement, id: `R${index + 1}` }));
}

async function writeFile({ chat, room }: Desk, task: FileTask, signal: AbortSignal): ReturnType<Author["writeFile"]> {
  const words = wordBudget(codeTokens(task.content).length);
  const [least, most] = [Math.round(words * 0.8), Math.round(words * 1.2)];
  const written = new Set(task.written);
  const readable = task.needs.map((edge) => edge.to).filter((path) => written.has(path));
  const user = movesPrompt.render({
    name: fenceLine(task.brief.name),
    path: fenceLine(task.file.path),
    readable: listWithin([...new Set(readable)], room.beside),
    maxReads: room.maxReads,
    leastWords: least,
    mostWords: most,
    context: fileContext(task, room),
  });
  const question = { system: movesPrompt.system, user, what: "moves", replyTokens: room.replyTokens };
  const { value, usage } = await askJson(chat, question, MovesReply, signal, ({ moves }) =>
    wishFor(
      moves.map(({ thought, action }, index) => ({
        where: `moves[${index}].thought`,
        text: thought,
        ...(action.tool === "write" ? { least, most } : { least: 20, most: 80 }),
      })),
      task.file.path,
    ),
  );
  return { moves: value.moves, summary: value.summary, usage };
}

type Wanted = { readonly where: string; readonly text: string; readonly least: number; readonly most: number };

/** What a first reply is sent back for once though it has the form: its voice and its length. */
function wishFor(thoughts: readonly Wanted[], path?: string): string | null {
  const faults = thoughts.flatMap(({ where, text, least, most }) => {
    const length = lengthFault(text, least, most);
    const [spoilt] = hindsightSentences(text, path);
    return [
      ...(spoilt === undefined
        ? []
        : [`${where} speaks of the file as already there: "${spoilt}". Say what you will do instead`]),
      ...(length === null ? [] : [`${where} ${length}`]),
    ];
  });
  return faults.length === 0 ? null : faults.join("; ");
}

/**
 * A reply without the form asked for is an error, as anywhere. One whose text may not stand in a trajectory is asked for again
 * once and then is no candidate: a search can do without one, and a file is not to fail for it.
 */
async function rewrite({ chat, room }: Desk, task: RewriteTask, signal: AbortSignal): ReturnType<Author["rewrite"]> {
  const { prompt, user, place, joined } =
    task.paragraph === null ? wholeThought(task, room) : oneParagraph(task, task.paragraph, room);
  const { path } = task.task.file;
  const sample = `${task.pass}:${task.position}`;
  const question = { system: prompt.system, user, what: "rewrite", replyTokens: room.replyTokens, sample };
  const { value, usage } = await ask(chat, question, refinedText, signal, (refined) => spoiltBy(refined, path));
  if (spoiltBy(value, path) !== null) return null;
  return { text: joined(value), operator: `${prompt.id}${place}`, usage: total(usage) };
}

/** A thought that knows the file before it is written is worse than none, however likely it makes it. */
function spoiltBy(refined: string, path: string): string | null {
  const fault = refinedFault(refined);
  if (fault !== null) return fault;
  const [spoilt] = hindsightSentences(refined, path);
  if (spoilt === undefined) return null;
  return `<refine> speaks of the file as already there: "${spoilt}". Say what you will do instead`;
}

type Rewriting = {
  readonly prompt: { readonly id: string; readonly system: string };
  readonly user: string;
  /** Which part of the thought, as the operator's name tells it. */
  readonly place: string;
  readonly joined: (refined: string) => string;
};

function wholeThought(task: RewriteTask, room: Room): Rewriting {
  const user = rewriteWholePrompt.render({ ...given(task, room), thought: fence(task.thought) });
  return { prompt: rewriteWholePrompt, user, place: "", joined: (refined) => refined };
}

function oneParagraph(task: RewriteTask, wanted: number, room: Room): Rewriting {
  const { paragraphs, separator } = paragraphsOf(task.thought);
  const index = Math.min(wanted, paragraphs.length - 1);
  const user = rewritePrompt.render({
    ...given(task, room),
    before: fence(paragraphs.slice(0, index).join(separator)),
    segment: fence(at(paragraphs, index)),
    after: fence(paragraphs.slice(index + 1).join(separator)),
  });
  return {
    prompt: rewritePrompt,
    user,
    place: `:${index + 1}/${paragraphs.length}`,
    joined: (refined) => paragraphs.map((each, place) => (place === index ? refined : each)).join(separator),
  };
}

/** What every rewriter is shown besides the thought. */
function given(task: RewriteTask, room: Room) {
  return {
    name: fenceLine(task.task.brief.name),
    path: fenceLine(task.task.file.path),
    moment: task.moment,
    context: fileContext(task.task, room),
    seen: rewriteContext(task, room),
    attention: attentionOf(task.pass, task.position),
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
