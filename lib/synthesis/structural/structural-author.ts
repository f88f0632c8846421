import { paragraphsOf } from "#lib/trajectory/index.ts";
import type { Author, FileTask, Move, RewriteTask } from "../author.ts";
import { beforeWriting, joinParagraphs } from "./compose.ts";
import { factsOf } from "./facts.ts";
import { operatorsFor } from "./operators.ts";
import { overview } from "./overview.ts";
import { planOf } from "./plan.ts";
import { beforeReading, betweenReads, filesToRead } from "./reading.ts";
import { requirementsOf } from "./requirements.ts";
import { baseName, caseCount, list, tick, ticks } from "./words.ts";

const DEFAULT_READS = 8;
/** K and R of the usual search. */
const PER_PASS = 2;
const PASSES = 3;

/**
 * The author without a model: composes every sentence from outlines, graph, manifests and README, the same for the same
 * seed. It never looks at the target except to measure it, to list a document's headings and a configuration's keys, and
 * to see which own names a definition mentions.
 */
export function structuralAuthor(seed: number, maxReads: number = DEFAULT_READS): Author {
  return {
    id: "structural@2",
    plan: async (brief) => {
      const requirements = requirementsOf(brief);
      return {
        thought: overview(brief, seed),
        requirements: requirements.map((each) => each.requirement),
        plan: planOf(brief.structure, requirements),
        usage: [],
      };
    },
    writeFile: async (task) => ({ moves: movesOf(task, seed, maxReads), summary: summaryOf(task), usage: [] }),
    rewrite: async (task) => {
      const next = task.paragraph === null ? nextOperator(task, seed) : paragraphRewrite(task, task.paragraph, seed);
      return next === null ? null : { ...next, usage: null };
    },
  };
}

function movesOf(task: FileTask, seed: number, maxReads: number): Move[] {
  const chosen = filesToRead(factsOf(task), maxReads);
  const reads = chosen.map(
    (need, index): Move => ({
      thought: index === 0 ? beforeReading(task, seed, chosen) : betweenReads(task, seed, need, index),
      action: { tool: "read", path: need.path },
    }),
  );
  const paragraphs = beforeWriting(
    task,
    seed,
    chosen.map((need) => need.path),
  );
  return [...reads, { thought: joinParagraphs(paragraphs), action: { tool: "write" } }];
}

/** What the file's agent reports once the file is written. */
function summaryOf(task: FileTask): string {
  const facts = factsOf(task);
  const offers = facts.exported.map((symbol) => symbol.name);
  const path = tick(task.file.path);
  const uses = facts.needs.filter((need) => need.written).map((need) => tick(baseName(need.path)));
  const end = uses.length === 0 ? "" : `, on top of ${list(uses, 3)}`;
  if (facts.role === "test")
    return `${path} is in place${facts.outline.testCases.length === 0 ? "" : ` with ${caseCount(facts.outline.testCases.length)}`}${end}.`;
  if (offers.length === 0) return `${path} is in place${end}.`;
  return `${path} is in place and offers ${ticks(offers, 4)}${end}.`;
}

/**
 * Deals the operators that have something to say, best first: two a pass, as in the usual search, and what is over to the
 * further positions. The list hardly changes between passes, since accepted operators keep their place in it.
 */
function nextOperator(task: RewriteTask, seed: number): { text: string; operator: string } | null {
  type Turn = { readonly operator: string; readonly text: string | null };
  const able = operatorsFor(task).flatMap(({ name, apply }): Turn[] => {
    if (task.applied.includes(name)) return [{ operator: name, text: null }];
    const text = apply(task, seed);
    return text === null || text === task.thought ? [] : [{ operator: name, text }];
  });
  const pass = Math.max(0, task.pass - 1);
  const usual = task.position < PER_PASS;
  const turn = usual ? pass * PER_PASS + task.position : PASSES * PER_PASS + (task.position - PER_PASS) * PASSES + pass;
  // The turn itself, or the next operator that is not in the thought already.
  for (const { operator, text } of able.slice(turn)) if (text !== null) return { operator, text };
  return null;
}

/**
 * Rewrites of one paragraph: the thought without it, and another operator's paragraph instead of it. The first paragraph
 * opens the thought and is never taken out.
 */
function paragraphRewrite(
  task: RewriteTask,
  paragraph: number,
  seed: number,
): { text: string; operator: string } | null {
  const { paragraphs, separator } = paragraphsOf(task.thought);
  if (paragraph >= paragraphs.length) return null;
  const without = paragraphs.filter((_, index) => index !== paragraph).join(separator);
  const mayGo = paragraph > 0;
  if (task.position === 0 && mayGo) return { text: without, operator: `leave-out:${paragraph + 1}` };
  const turn = task.position - (mayGo ? 1 : 0);
  const news = operatorsFor(task).flatMap(({ name, apply }) => {
    if (task.applied.some((each) => each.startsWith(`${name}:`))) return [];
    const text = apply(mayGo ? { ...task, thought: without } : task, seed);
    return text === null || text === task.thought ? [] : [{ text, operator: `${name}:${paragraph + 1}` }];
  });
  // Each paragraph begins where the one before stopped, or all would be offered the same few operators.
  return news[(paragraph * Math.max(1, PER_PASS - 1) + turn) % Math.max(1, news.length)] ?? null;
}
