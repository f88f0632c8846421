import type { Author, FileTask, Move, RewriteTask } from "../author.ts";
import { beforeWriting, joinParagraphs } from "./compose.ts";
import { factsOf } from "./facts.ts";
import { operatorsFor } from "./operators.ts";
import { overview } from "./overview.ts";
import { planOf } from "./plan.ts";
import { beforeReading, betweenReads, filesToRead } from "./reading.ts";
import { requirementsOf } from "./requirements.ts";
import { baseName, list, tick, ticks } from "./words.ts";

const DEFAULT_READS = 8;
/** Rewrites a pass may ask for before the next pass begins its own share of the operators; see nextOperator. */
const PASSES = 3;

/**
 * The author without a model: composes every sentence from outlines, graph, manifests and README, the same for the same
 * seed. It never looks at the target except to measure it, to list a document's headings and a configuration's keys, and
 * to see which own names a definition mentions.
 */
export function structuralAuthor(seed: number, maxReads: number = DEFAULT_READS): Author {
  return {
    id: "structural@1",
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
      const next = nextOperator(task, seed);
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
    return `${path} is in place${facts.outline.testCases.length === 0 ? "" : ` with ${facts.outline.testCases.length} cases`}${end}.`;
  if (offers.length === 0) return `${path} is in place${end}.`;
  return `${path} is in place and offers ${ticks(offers, 4)}${end}.`;
}

/**
 * Deals the operators of a thought over passes and positions: position 0 gets the first three, position 1 the next, so
 * that no two of the usual three passes share one whatever K is. An operator that has nothing to add passes its turn on.
 */
function nextOperator(task: RewriteTask, seed: number): { text: string; operator: string } | null {
  const all = operatorsFor(task);
  const start = Math.max(0, task.pass - 1) + task.position * PASSES;
  if (start >= all.length) return null;
  const turns = [...all.slice(start), ...all.slice(0, start).reverse()];
  for (const { name, apply } of turns) {
    if (task.applied.includes(name)) continue;
    const text = apply(task, seed);
    if (text !== null && text !== task.thought) return { text, operator: name };
  }
  return null;
}
