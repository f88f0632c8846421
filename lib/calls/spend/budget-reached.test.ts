import { expect, test } from "vitest";
import type { Budget } from "../schema.ts";
import { BudgetReached } from "./budget-reached.ts";

const reached = (budget: Budget) =>
  new BudgetReached(
    "run",
    { budget, settledUsd: 0.05, settledTokens: 900, heldUsd: 0, heldTokens: 0 },
    { usd: 0.02, tokens: 50 },
  ).message;

test("the limit that is told is one that the run has", () => {
  expect(reached({ usd: 0.06 })).toMatch(/^budget\.usd: \$0\.0500 of \$0\.0600/);
  expect(reached({ tokens: 940 })).toMatch(/^budget\.tokens: 900 of 940/);
  expect(reached({ usd: 0.06, tokens: 5_000 })).toMatch(/^budget\.usd/);
  expect(reached({ usd: 5, tokens: 940 })).toMatch(/^budget\.tokens/);
  // Held for a batch, and not yet spent: the call would fit what is spent so far.
  expect(reached({ usd: 5 })).toMatch(/^budget\.usd/);
});
