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
 * Sentences that quote go first, by themselves or with others, then the last ones until length and repetition pass. What
 * remains may be empty: the caller then has to say something else.
 */
export function withoutQuotes(thought: string, meter: LeakMeter, search: RunConfig["search"]): Unquoted {
  const faultOf = (text: string) => failsGate(meter.measure(text), search);
  if (faultOf(thought) === null) return { text: thought, removed: [] };

  const removed: string[] = [];
  let sentences = splitSentences(thought).filter((sentence) => {
    const keep = faultOf(sentence.text) === null;
    if (!keep) removed.push(sentence.text);
    return keep;
  });
  // Sentences that pass one by one may quote together, and many may be too long or say the same.
  for (
    let reason = faultOf(join(sentences));
    reason !== null && sentences.length > 0;
    reason = faultOf(join(sentences))
  ) {
    const next = reason === "leak" ? mostTelling(sentences, meter) : sentences.at(-1);
    if (next) removed.push(next.text);
    sentences = sentences.filter((sentence) => sentence !== next);
  }
  return { text: join(sentences), removed };
}

/** The sentence that tells most of the target; the last where none tells anything. */
function mostTelling(sentences: readonly Sentence[], meter: LeakMeter): Sentence | undefined {
  const told = sentences.map(({ text }) => {
    const { pieceBits = 0, spokenBits = 0 } = meter.measure(text).leak;
    return Math.max(pieceBits, spokenBits);
  });
  return sentences[told.lastIndexOf(Math.max(...told))];
}

type Sentence = { readonly text: string; readonly paragraph: number };

function splitSentences(thought: string): Sentence[] {
  return thought.split(/(?:\r?\n){2,}/).flatMap((paragraph, index) =>
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
