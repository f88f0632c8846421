import type { RewriteTask } from "../author.ts";
import { beforeWriting, type Paragraph, type Topic } from "./compose.ts";
import { type Facts, factsOf } from "./facts.ts";
import { dependents, leftOut, tests } from "./paragraphs/around.ts";
import { decision } from "./paragraphs/decision.ts";
import { definitions } from "./paragraphs/definitions.ts";
import { docTerms, flow, members, signatures } from "./paragraphs/detail.ts";
import { libraries, needs } from "./paragraphs/needs.ts";
import { cases, keys, sections } from "./paragraphs/other-files.ts";
import { type Voice, voiceFor } from "./voice.ts";
import { wordCount } from "./words.ts";

/** A named way of rewriting a thought: the new thought, or null where it has nothing to add. Pure. */
export type Operator = { readonly name: string; readonly apply: (task: RewriteTask, seed: number) => string | null };

/** A word count no thought exceeds, whatever is added to it. */
const MOST_WORDS = 350;

/** Best first for code; each moment and role has its own list. */
export function operatorsFor(task: RewriteTask): readonly Operator[] {
  if (task.moment === "before-reading") return READING;
  return task.task.file.role === "docs" || task.task.file.role === "config" ? TEXTS : CODE;
}

const orderOfDefinitions = adds("order-of-definitions", ["definitions"], (facts, voice) =>
  definitions(facts, voice, 200),
);
const sayWhatIsUsed = adds("say-what-is-used-and-why", ["needs"], (facts, voice) => needs(facts, voice, 8));
const signaturesInWords = adds("signatures-in-words", [], (facts, voice, { thought }) =>
  signatures(facts, voice, 8, thought),
);
const nameTheMembers = adds("name-the-members", ["members"], (facts, voice, { thought }) =>
  members(facts, voice, 6, thought),
);
const docWords = adds("doc-terms", [], (facts, voice, { thought }) => docTerms(facts, voice, 8, thought));
const howPartsConnect = adds("how-the-parts-connect", ["flow"], (facts, voice) => flow(facts, voice, 8));
const edgeCases = adds("edge-cases-from-tests", ["tests", "cases"], (facts, voice) =>
  facts.role === "test" ? cases(facts, voice, 12) : tests(facts, voice, 6),
);
const nameTheLibraries = adds("name-the-libraries", ["libraries"], (facts, voice) => libraries(facts, voice));
const askAndAnswer = adds("ask-and-answer", ["decision"], (facts, voice) => decision(facts, voice, 3));
const whoWillUseIt = adds("who-will-use-it", ["dependents"], (facts, voice) => dependents(facts, voice));
const whatIsLeftOut = adds("what-is-left-out", ["left-out"], (facts, voice, task) =>
  leftOut(facts, task.task.brief.structure, voice),
);
const sectionsInOrder = adds("sections-in-order", ["sections"], (facts, voice) => sections(facts, voice, 14));
const keysInOrder = adds("keys-in-order", ["keys"], (facts, voice) => keys(facts, voice, 14));

/** Drops the paragraph that says least about the code, as long as a thought remains. */
const shorter: Operator = {
  name: "shorter",
  apply: ({ thought }) => {
    const blocks = thought.split("\n\n");
    if (blocks.length < 3 || wordCount(thought) < 60) return null;
    const weight = (block: string): number => new Set(block.match(/`[^`]+`/g) ?? []).size / wordCount(block);
    const least = blocks.slice(1).reduce((a, b) => (weight(b) < weight(a) ? b : a));
    return blocks.filter((block) => block !== least).join("\n\n");
  },
};

const CODE: readonly Operator[] = [
  orderOfDefinitions,
  signaturesInWords,
  sayWhatIsUsed,
  nameTheMembers,
  docWords,
  howPartsConnect,
  edgeCases,
  nameTheLibraries,
  askAndAnswer,
  whoWillUseIt,
  whatIsLeftOut,
  shorter,
];
const READING: readonly Operator[] = [
  sayWhatIsUsed,
  signaturesInWords,
  nameTheMembers,
  howPartsConnect,
  nameTheLibraries,
  whoWillUseIt,
  shorter,
];
const TEXTS: readonly Operator[] = [
  sectionsInOrder,
  keysInOrder,
  orderOfDefinitions,
  sayWhatIsUsed,
  docWords,
  whoWillUseIt,
  shorter,
];

/** An operator that writes one paragraph, in place of the one on the same topic where the thought has it. */
function adds(
  name: string,
  topics: readonly Topic[],
  write: (facts: Facts, voice: Voice, task: RewriteTask) => string | null,
): Operator {
  return {
    name,
    apply: (task, seed) => {
      const facts = factsOf(task.task);
      // A voice of its own, so that the paragraph does not open like the one it replaces.
      const text = write(
        facts,
        voiceFor(seed, (task.task.file.order ?? 0) + 1, `${task.task.file.path}|${name}`),
        task,
      );
      if (text === null) return null;
      return insert(task.thought, text, original(task, seed, topics));
    },
  };
}

/** The paragraphs of the first version that are on these topics. */
function original(task: RewriteTask, seed: number, topics: readonly Topic[]): Paragraph[] {
  if (task.moment === "before-reading" || topics.length === 0) return [];
  const read = task.read.map((outline) => outline.path);
  return beforeWriting(task.task, seed, read).filter((paragraph) => topics.includes(paragraph.topic));
}

function insert(thought: string, text: string, replaced: readonly Paragraph[]): string | null {
  const old = replaced.find((paragraph) => thought.includes(paragraph.text));
  if (thought.includes(text) || (old !== undefined && saysTheSame(old.text, text))) return null;
  if (old === undefined && saysNothingNew(thought, text)) return null;
  const next = old === undefined ? placed(thought, text) : thought.replace(old.text, () => text);
  return wordCount(next) > MOST_WORDS ? null : next;
}

/** Other words for the same names are no rewrite: a new paragraph names more, or says clearly more of them. */
function saysTheSame(old: string, text: string): boolean {
  const named = new Set(old.match(/`[^`]+`/g) ?? []);
  const news = (text.match(/`[^`]+`/g) ?? []).some((name) => !named.has(name));
  return !news && wordCount(text) < 1.25 * wordCount(old);
}

/** A short paragraph whose names the thought holds already would only repeat it. */
function saysNothingNew(thought: string, text: string): boolean {
  const names = text.match(/`[^`]+`/g) ?? [];
  return names.length > 0 && names.length <= 3 && names.every((name) => thought.includes(name));
}

/** New paragraphs go before the last one, which often looks ahead to other files, and never before the first. */
function placed(thought: string, text: string): string {
  const blocks = thought.split("\n\n");
  const last = blocks.length > 2 ? blocks.length - 1 : blocks.length;
  return [...blocks.slice(0, last), text, ...blocks.slice(last)].join("\n\n");
}
