import { expect, test } from "vitest";
import type { CallTotals, RunSpending } from "#lib/calls/index.ts";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import {
  batchInWords,
  budgetReached,
  budgetShares,
  budgetWarning,
  callNotes,
  checkBudget,
  isLocal,
  nextBudget,
  waitingForModel,
} from "./spend-rows.ts";

const call: CallTotals = {
  purpose: "thought",
  model: "openai-compatible/m",
  calls: 3,
  failedCalls: 0,
  servedCalls: 0,
  inputTokens: 10,
  outputTokens: 5,
  cachedTokens: null,
  costUsd: 0.1,
  unpricedCalls: 0,
  spoiltAttempts: 0,
  countedUsd: 0.1,
  countedTokens: 15,
  wallMs: 100,
  waitedMs: 0,
  retries: 0,
};
const paid = { ...defaultRunConfig, author: "language-model" as const };

test("what figures cannot say is said in words, and what ran on this machine is not called unpriced", () => {
  expect(callNotes([call], paid)).toEqual([]);
  const rough = { ...call, servedCalls: 2, unpricedCalls: 1, failedCalls: 1, retries: 4, waitedMs: 61_000 };
  const notes = callNotes([rough, { ...call, purpose: "score", unpricedCalls: 900, calls: 900 }], paid);
  expect(notes).toHaveLength(5);
  expect(notes.join(" ")).toMatch(/2 answers came from the store.*1 of 3 calls have no known cost.*1 min 1 s/);
});

test("a run that its budget paused tells why; one that people paused, or that failed, does not", () => {
  const error = "budget.usd: $0.03 of $0.04 are spent. Raise the budget.";
  expect(budgetReached({ state: "paused", error })).toBe("$0.03 of $0.04 are spent. Raise the budget.");
  expect(budgetReached({ state: "paused", error: null })).toBeNull();
  expect(budgetReached({ state: "running", error })).toBeNull();
});

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds)).toISOString();
const event = (id: string, kind: string, seconds: number) => ({
  id,
  at: at(seconds),
  level: "warning" as const,
  kind,
  path: null,
  message: kind === "endpoint" ? "waiting for a model: refused" : "",
});

test("a run waits for a model until anything goes on", () => {
  const waiting = { run: { state: "running" as const }, events: [event("1", "plan", 0), event("2", "endpoint", 10)] };
  const now = Date.parse(at(20));
  expect(waitingForModel({ ...waiting, files: [{ finishedAt: at(5) }] }, now)).toBe("refused");
  expect(waitingForModel({ ...waiting, files: [{ finishedAt: at(15) }] }, now)).toBeNull();
  expect(
    waitingForModel({ ...waiting, events: [...waiting.events, event("3", "file", 12)], files: [] }, now),
  ).toBeNull();
  expect(waitingForModel({ ...waiting, run: { state: "paused" }, files: [] }, now)).toBeNull();
  expect(waitingForModel({ ...waiting, files: [] }, now + 600_000)).toBeNull();
});

const spending: RunSpending = {
  budget: { usd: 0.04 },
  settledUsd: 0.03,
  settledTokens: 900,
  heldUsd: 0.02,
  heldTokens: 10,
};

test("the bar never runs over its ceiling", () => {
  expect(budgetShares(spending)).toEqual({ spent: 0.75, held: 0.25 });
  expect(budgetShares({ ...spending, settledUsd: 1 })).toEqual({ spent: 1, held: 0 });
  expect(budgetShares({ ...spending, budget: { tokens: 5 } })).toBeNull();
});

test("a larger budget is suggested, and one that is spent already is warned of", () => {
  expect(nextBudget(spending)).toBe("0.08");
  expect(nextBudget({ ...spending, budget: { usd: 2.345 } })).toBe("4.7");
  expect(budgetWarning({ ok: true, budget: { usd: 0.02 } }, spending)).toContain("$0.03 are spent");
  expect(budgetWarning({ ok: true, budget: { tokens: 900 } }, spending)).toContain("900 tokens");
  expect(budgetWarning({ ok: true, budget: { usd: 1 } }, spending)).toBeNull();
  expect(budgetWarning({ ok: true, budget: null }, spending)).toBeNull();
});

test("a budget as typed", () => {
  expect(checkBudget({ usd: " $2.50 ", tokens: "500,000" })).toEqual({
    ok: true,
    budget: { usd: 2.5, tokens: 500_000 },
  });
  expect(checkBudget({ usd: "", tokens: " " })).toEqual({ ok: true, budget: null });
  const wrong = checkBudget({ usd: "much", tokens: "1.5" });
  expect(wrong.ok ? [] : Object.keys(wrong.problems)).toEqual(["usd", "tokens"]);
  expect(checkBudget({ usd: "0", tokens: "" }).ok).toBe(false);
});

test("a probe is the scorer's, whoever writes", () => {
  const config = { ...defaultRunConfig, scorer: "sglang" as const };
  expect(isLocal({ purpose: "probe" }, config)).toBe(false);
  expect(isLocal({ purpose: "thought" }, config)).toBe(true);
  expect(isLocal({ purpose: "probe" }, { ...paid, scorer: "llama" })).toBe(true);
});

test("attempts that brought nothing are told with what the budget makes of them", () => {
  const [note] = callNotes([{ ...call, spoiltAttempts: 2, countedUsd: 0.3 }], paid);
  expect(note).toBe(
    "2 attempts brought no reply and may be billed all the same: with them at their most, the budget counts $0.30.",
  );
});

test("what a batch is awaited for", () => {
  const sentAt = at(0);
  const time = /\d\d:\d\d:\d\d/;
  expect(batchInWords({ gathering: 0, sent: 1, sentAt }).replace(time, "T")).toBe(
    "1 question is with the provider since T.",
  );
  expect(batchInWords({ gathering: 3, sent: 12, sentAt }).replace(time, "T")).toBe(
    "12 questions are with the provider since T, 3 questions wait to be sent with the next batch.",
  );
  expect(batchInWords({ gathering: 1, sent: 0, sentAt: null })).toBe(
    "1 question waits to be sent with the next batch.",
  );
});
