import { passFigure } from "./figure.ts";
import type { ExperimentReport, Figure } from "./schema.ts";

/** The three curves of the paper's Fig. 3 and what it leaves out: likelihood and length by pass. */
export function figuresOf(report: ExperimentReport): { readonly name: string; readonly figure: Figure }[] {
  const unit = report.arms[0]?.unit ?? "nats";
  const { gain, perplexity, words } = report.curves;
  if (gain.length === 0) return [];
  return [
    { name: "gain-by-pass", figure: passFigure("Gain since the start, by pass", unit, gain) },
    {
      name: "perplexity-by-pass",
      figure: passFigure("Perplexity of the file over that at the start", "ratio", perplexity),
    },
    { name: "words-by-pass", figure: passFigure("Length of the thought, by pass", "words", words) },
  ];
}
