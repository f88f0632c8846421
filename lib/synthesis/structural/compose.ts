import type { FileTask } from "../author.ts";
import { type Facts, factsOf } from "./facts.ts";
import { dependents, leftOut, tests } from "./paragraphs/around.ts";
import { decision } from "./paragraphs/decision.ts";
import { definitions } from "./paragraphs/definitions.ts";
import { flow, members } from "./paragraphs/detail.ts";
import { libraries, needs } from "./paragraphs/needs.ts";
import { opening } from "./paragraphs/opening.ts";
import { cases, keys, place, plainFile, sections } from "./paragraphs/other-files.ts";
import { type Voice, voiceFor } from "./voice.ts";
import { wordCount } from "./words.ts";

/** What a paragraph is about. A thought has at most one paragraph of each. */
export const TOPICS = [
  "opening",
  "needs",
  "libraries",
  "definitions",
  "cases",
  "sections",
  "keys",
  "plain",
  "members",
  "place",
  "flow",
  "decision",
  "tests",
  "dependents",
  "left-out",
] as const;
export type Topic = (typeof TOPICS)[number];
export type Paragraph = { readonly topic: Topic; readonly text: string };

/** Words of a thought before writing, from the size of its target; the upper bound leaves room for what rewrites add. */
export function wordBudget(tokens: number): number {
  return Math.max(42, Math.min(220, Math.round(tokens * 0.3)));
}

/** The thought before the write, as paragraphs with their topics. */
export function beforeWriting(task: FileTask, seed: number, read: readonly string[]): Paragraph[] {
  const facts = factsOf(task);
  const position = task.file.order ?? 0;
  const voice = voiceFor(seed, position, task.file.path);
  const budget = wordBudget(facts.tokens);
  const parts = new Map<Topic, string>([["opening", opening(facts, facts.purpose, read, voice)]]);
  let used = wordCount(parts.get("opening") ?? "");
  for (const [topic, make] of makers(facts, task, voice, budget)) {
    if (used >= budget) break;
    const text = make(budget - used);
    // A paragraph that would overshoot by half again is left to a rewrite.
    if (text === null || (parts.size > 2 && used + wordCount(text) > budget * 1.2)) continue;
    parts.set(topic, text);
    used += wordCount(text);
  }
  const shape = voice.pick("shape", SHAPES);
  return shape.flatMap((topic) => {
    const text = parts.get(topic);
    return text === undefined ? [] : [{ topic, text }];
  });
}

/** Short neighbours flow together: a paragraph goes on until it has this many words. */
const SHORT_PARAGRAPH = 32;

export function joinParagraphs(paragraphs: readonly Paragraph[]): string {
  const blocks: string[] = [];
  for (const { text } of paragraphs) {
    const open = blocks.at(-1);
    if (open !== undefined && wordCount(open) < SHORT_PARAGRAPH) blocks[blocks.length - 1] = `${open} ${text}`;
    else blocks.push(text);
  }
  return blocks.join("\n\n");
}

type Maker = readonly [Topic, (words: number) => string | null];

/** Most telling first; the budget decides how far down the list a thought gets. */
function makers(facts: Facts, task: FileTask, voice: Voice, budget: number): Maker[] {
  const structure = task.brief.structure;
  const most = budget < 90 ? 2 : budget < 180 ? 4 : 6;
  switch (facts.role) {
    case "test":
      return [
        ["cases", (words) => cases(facts, voice, Math.max(2, Math.floor(words / 16)))],
        ["needs", () => needs(facts, voice, most)],
        ["definitions", (words) => definitions(facts, voice, words * 0.6)],
        ["libraries", () => libraries(facts, voice)],
        ["plain", () => (facts.outline.testCases.length + facts.symbols.length === 0 ? plainFile(facts, voice) : null)],
        ["flow", () => flow(facts, voice, 3)],
      ];
    case "source":
    case "config":
    case "docs":
      return [
        // What was just read, or is about to be relied on, comes first; the definitions get what it leaves.
        ["needs", () => needs(facts, voice, budget < 90 ? 1 : budget < 180 ? 2 : 4)],
        ["definitions", (words) => definitions(facts, voice, Math.max(30, words * 0.7))],
        ["sections", () => sections(facts, voice, most + 4)],
        ["keys", () => keys(facts, voice, most + 4)],
        ["plain", () => (hasBody(facts) ? null : plainFile(facts, voice))],
        ["members", () => (budget < 150 ? null : members(facts, voice, 2, ""))],
        ["place", () => (facts.role === "source" ? null : place(facts, task, voice))],
        ["decision", () => decision(facts, voice, budget < 120 ? 1 : 2)],
        ["tests", () => tests(facts, voice, Math.min(3, most))],
        ["dependents", () => dependents(facts, voice)],
        ["flow", () => flow(facts, voice, most - 1)],
        ["libraries", () => libraries(facts, voice)],
        ["left-out", () => leftOut(facts, structure, voice)],
      ];
    default:
      return [["plain", () => plainFile(facts, voice)]];
  }
}

function hasBody(facts: Facts): boolean {
  const importing = facts.needs.some((need) => need.written && need.names.length > 0);
  return facts.symbols.length + facts.headings.length + facts.keys.length > 0 || (importing && !facts.empty);
}

/** Orders in which a thought may unfold. Every topic stands in each, so a shape never drops anything. */
const SHAPES: readonly (readonly Topic[])[] = [
  [
    "opening",
    "needs",
    "libraries",
    "definitions",
    "cases",
    "sections",
    "keys",
    "plain",
    "members",
    "place",
    "flow",
    "decision",
    "tests",
    "dependents",
    "left-out",
  ],
  [
    "opening",
    "dependents",
    "definitions",
    "cases",
    "sections",
    "keys",
    "plain",
    "members",
    "place",
    "flow",
    "needs",
    "libraries",
    "tests",
    "decision",
    "left-out",
  ],
  [
    "opening",
    "decision",
    "needs",
    "definitions",
    "cases",
    "sections",
    "keys",
    "plain",
    "members",
    "place",
    "libraries",
    "flow",
    "tests",
    "left-out",
    "dependents",
  ],
  [
    "opening",
    "tests",
    "needs",
    "definitions",
    "cases",
    "sections",
    "keys",
    "plain",
    "members",
    "place",
    "flow",
    "libraries",
    "dependents",
    "left-out",
    "decision",
  ],
  [
    "opening",
    "libraries",
    "definitions",
    "cases",
    "sections",
    "keys",
    "plain",
    "members",
    "place",
    "decision",
    "needs",
    "flow",
    "dependents",
    "tests",
    "left-out",
  ],
];
