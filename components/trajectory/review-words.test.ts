import { expect, test } from "vitest";
import type { Review } from "#lib/curation/index.ts";
import { ReasonCode } from "#lib/curation/index.ts";
import { lastStanding, reasons, reviewWords } from "./review-words.ts";

const aReview = (id: string, createdAt: string, rest: Partial<Review> = {}): Review => ({
  id,
  trajectoryId: "t",
  stepIndex: null,
  reviewer: "me",
  kind: "verdict",
  verdict: "accept",
  reasons: [],
  note: "",
  createdAt,
  undoneAt: null,
  ...rest,
});

test("the keys follow the order of the schema", () => {
  expect(reasons.map((reason) => reason.code)).toEqual(ReasonCode.options);
});

test("words", () => {
  expect(reviewWords({ verdict: "reject", reasons: ["too-vague", "copies-code"] })).toBe(
    "Rejected: copies code, too vague",
  );
  expect(reviewWords({ verdict: "abstain", reasons: [] })).toBe("Skipped");
});

test("undo takes the newest verdict that stands, never a note", () => {
  const log = [
    aReview("a", "2026-01-01"),
    aReview("b", "2026-01-03"),
    aReview("c", "2026-01-04", { undoneAt: "2026-01-05" }),
    aReview("d", "2026-01-06", { kind: "note", verdict: null }),
  ];
  expect(lastStanding(log)?.id).toBe("b");
  expect(lastStanding([])).toBeNull();
});
