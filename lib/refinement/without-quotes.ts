import type { RunConfig } from "#lib/trajectory/index.ts";
import { failsGate } from "./gate.ts";
import type { LeakMeter } from "./leak.ts";

export type Unquoted = {
  readonly text: string;
  /** Sentences that were left out, in order; empty where the thought passed as it was. */
  readonly removed: readonly string[];
};

/**
 * A thought without the sentences that make it fail the leak gate, so that what is trained on never quotes its target.
 * Sentences that quote go first, then the last ones until length and repetition pass. What remains may be empty: the
 * caller then has to say something else.
 */
export function withoutQuotes(thought: string, meter: LeakMeter, search: RunConfig["search"]): Unquoted {
  const passes = (text: string) => failsGate(meter.measure(text), search) === null;
  if (passes(thought)) return { text: thought, removed: [] };

  const removed: string[] = [];
  let sentences = splitSentences(thought).filter((sentence) => {
    const keep = passes(sentence.text);
    if (!keep) removed.push(sentence.text);
    return keep;
  });
  // Two innocent sentences may quote together, and many may be too long or say the same.
  while (sentences.length > 0 && !passes(join(sentences))) {
    const last = sentences.at(-1);
    if (last) removed.push(last.text);
    sentences = sentences.slice(0, -1);
  }
  return { text: join(sentences), removed };
}

type Sentence = { readonly text: string; readonly paragraph: number };

function splitSentences(thought: string): Sentence[] {
  return thought.split(/\n{2,}/).flatMap((paragraph, index) =>
    paragraph
      .split(/(?<=[.!?:])\s+(?=[A-Z`(])/)
      .filter((text) => text.trim() !== "")
      .map((text) => ({ text: text.trim(), paragraph: index })),
  );
}

function join(sentences: readonly Sentence[]): string {
  const paragraphs = Map.groupBy(sentences, (sentence) => sentence.paragraph);
  return [...paragraphs.values()].map((each) => each.map((sentence) => sentence.text).join(" ")).join("\n\n");
}
