import { expect, test } from "vitest";
import { CandidateReason } from "#lib/trajectory/index.ts";
import { candidateName, finalCandidate, outcome, scorerWords, searched, unitNoun } from "./candidate-words.ts";
import { aCandidate } from "./fixtures.ts";

const start = aCandidate("0", 0.9, { kind: "start" });

test("the final candidate is the best one accepted, else the start", () => {
  const accepted = aCandidate("1a", 0.8, { accepted: true });
  const leaking = aCandidate("2a", 0.5, { reason: "leak" });
  expect(finalCandidate([start, accepted, leaking])?.label).toBe("1a");
  expect(finalCandidate([start, leaking])?.label).toBe("0");
  expect(finalCandidate([])).toBeNull();
});

test("names and outcomes", () => {
  expect([start, aCandidate("placebo", 1, { kind: "placebo" }), aCandidate("2b", 1)].map(candidateName)).toEqual([
    "start",
    "placebo",
    "2b",
  ]);
  expect(CandidateReason.options.map((reason) => outcome(reason).text)).toHaveLength(CandidateReason.options.length);
  expect(searched([aCandidate("no-thought", 1, { kind: "no-thought" }), start])).toEqual([start]);
});

test("units and stand-ins are named", () => {
  expect([unitNoun("nats/token"), unitNoun("nats/span"), unitNoun(null)]).toEqual(["tokens", "spans", "units"]);
  expect(scorerWords("builtin/context-mixing@2")).toBe("built-in model, not a language model");
  expect([scorerWords("code-1.5b"), scorerWords(null)]).toEqual(["code-1.5b", "none"]);
});
