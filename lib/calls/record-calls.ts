import type { Usage } from "#lib/llm/port.ts";
import { accountOf } from "./account.ts";
import { NOTHING_SPENT } from "./cost.ts";
import { ledgerLine } from "./ledger-line.ts";
import { insertCalls } from "./store.ts";

/**
 * Lines of the ledger for what a model of this process did, which is neither stored nor limited by a budget. `free` says why
 * it cost nothing.
 */
export async function recordCalls(
  runId: string,
  purpose: string,
  model: string,
  usages: readonly Usage[],
  free: string,
): Promise<void> {
  const account = accountOf(model, { runId, purpose, free });
  const nothing = { counted: NOTHING_SPENT, spoiltAttempts: 0 };
  await insertCalls(usages.map((usage) => ledgerLine(account, null, usage, nothing)));
}
