import "server-only";

export { AwaitingBatch } from "./batch/awaiting-batch.ts";
export { batchedChat } from "./batch/batched-chat.ts";
export { pollBatches, submitWaiting } from "./batch/run-batches.ts";
export { dropWaiting, pendingBatch } from "./batch/store.ts";
export { priceOf } from "./cost.ts";
export { operatorPrices } from "./operator-prices.ts";
export { probePayment } from "./probe-payment.ts";
export { postgresBudget } from "./rate/postgres-budget.ts";
export { recordCalls } from "./record-calls.ts";
export { countReplies, countUnneededReplies, deleteUnneededReplies, type ReplyCount } from "./replies/store.ts";
export { spendSeries } from "./series/store.ts";
export { BudgetReached } from "./spend/budget-reached.ts";
export { getSpending, setBudget } from "./spend/store.ts";
export { callTotals, measuredBytesPerToken, measuredSpeed } from "./store.ts";
export { storedChat } from "./stored-chat.ts";
export { storedScorer } from "./stored-scorer.ts";
