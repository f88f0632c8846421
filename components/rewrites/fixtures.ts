import type { Candidate } from "#lib/trajectory/index.ts";

/** A candidate for tests; only what a test is about needs naming. */
export function aCandidate(label: string, s: number, rest: Partial<Candidate> = {}): Candidate {
  return {
    label,
    kind: "rewrite",
    pass: 1,
    parent: "0",
    operator: "name-dependencies",
    text: label,
    sumLogprob: -s * 10,
    meanLogprob: -s,
    s,
    units: 10,
    leak: null,
    accepted: false,
    reason: "not-better",
    ...rest,
  };
}
