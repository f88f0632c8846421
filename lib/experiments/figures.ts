import { passFigure } from "./figure.ts";
import type { ExperimentReport, Figure } from "./schema.ts";

/** The three curves of the paper's Fig. 3 and what it leaves out: likelihood by pass in both units, and length. */
export function figuresOf(report: ExperimentReport): { readonly name: string; readonly figure: Figure }[] {
  const unit = report.arms[0]?.unit ?? "nats";
  const { s, perplexity, words } = report.curves;
  return [
    { name: "s-by-pass", figure: passFigure("S of the file after the thought, by pass", unit, s) },
    {
      name: "perplexity-by-pass",
      figure: passFigure("Perplexity of the file, by pass", "perplexity per unit", perplexity),
    },
    { name: "words-by-pass", figure: passFigure("Length of the thought, by pass", "words", words) },
  ];
}
