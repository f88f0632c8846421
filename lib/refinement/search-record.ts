import { invariant } from "#lib/std/assert.ts";
import type { Candidate, CandidateReason } from "#lib/trajectory/index.ts";
import { failsGate } from "./gate.ts";
import type { LeakMeter } from "./leak.ts";
import { meanNats, pairedDifference, sumLogprob } from "./score.ts";
import type { Attempt, Entry, Rules } from "./search.ts";

export type Proposal = { readonly label: string; readonly text: string; readonly operator: string };

/** Every text of one search with its scores, in the order of scoring: what is kept for ever. */
export class SearchRecord {
  readonly candidates: Candidate[] = [];
  readonly entries: Entry[] = [];
  readonly #meter: LeakMeter;
  readonly #rules: Rules;
  readonly #byText = new Map<string, readonly number[]>();

  constructor(meter: LeakMeter, rules: Rules) {
    this.#meter = meter;
    this.#rules = rules;
  }

  /** Log-probabilities of a text that was scored before; an empty text is no thought. */
  find(text: string): readonly number[] | undefined {
    return this.#byText.get(text);
  }

  s({ logprobs }: Entry): number {
    return meanNats(logprobs, this.#rules.scale);
  }

  /** `scored` is null where the text was scored before. */
  attempt(proposal: Proposal, scored: readonly number[] | null, incumbent: Entry, ends: readonly number[]): Attempt {
    const logprobs = scored ?? this.find(proposal.text);
    invariant(logprobs, `${proposal.label} has no score`);
    if (scored) this.#byText.set(proposal.text, scored);
    const measure = this.#meter.measure(proposal.text);
    const shared = this.#meter.sharedUnits([incumbent.text, proposal.text], ends);
    return {
      ...proposal,
      tokens: measure.tokens,
      logprobs,
      dismissed: proposal.text === "" ? "empty" : scored ? null : "duplicate",
      copies: measure.leak.spans,
      failsGate: failsGate(measure, this.#rules.search, incumbent.tokens),
      adjustedGain: pairedDifference(incumbent.logprobs, logprobs, this.#rules.scale, shared).mean,
    };
  }

  add(
    entry: Entry | Attempt,
    as: { kind: Candidate["kind"]; reason: CandidateReason; pass?: number; parent?: string },
  ): void {
    const { scoredFrom } = this.#rules.scale;
    const units = entry.logprobs.length - scoredFrom;
    const sum = sumLogprob(entry.logprobs, scoredFrom);
    const leak = as.kind === "no-thought" ? null : this.#meter.measure(entry.text).leak;
    const adjustedGain = "adjustedGain" in entry ? entry.adjustedGain : null;
    const { copiedGain } = "copiedGain" in entry ? entry : {};
    // The placebo is not one of the thoughts: a rewrite that hits on its words is no duplicate.
    if (as.kind !== "placebo" && !this.#byText.has(entry.text)) this.#byText.set(entry.text, entry.logprobs);
    this.entries.push(entry);
    this.candidates.push({
      label: entry.label,
      kind: as.kind,
      pass: as.pass ?? 0,
      parent: as.parent ?? null,
      operator: entry.operator,
      text: entry.text,
      sumLogprob: sum,
      meanLogprob: sum / Math.max(1, units),
      s: this.s(entry),
      units,
      leak: leak && { ...leak, adjustedGain, ...(copiedGain !== undefined && { copiedGain }) },
      accepted: as.reason === "accepted",
      reason: as.reason,
    });
  }
}
