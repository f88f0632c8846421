import type { Usage } from "#lib/llm/port.ts";
import { ledgerLine } from "./pay.ts";
import { insertCalls } from "./store.ts";
import { accountOf } from "./stored-chat.ts";

/** Lines of the ledger for what a model of this process did, which is neither stored nor limited by a budget. */
export async function recordCalls(
  runId: string,
  purpose: string,
  model: string,
  usages: readonly Usage[],
): Promise<void> {
  const account = accountOf(model, { runId, purpose, repeat: 0 });
  await insertCalls(usages.map((usage) => ledgerLine(account, null, usage)));
}
