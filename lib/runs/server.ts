import "server-only";

export { estimateSnapshot } from "./estimate.ts";
export { closeModels, scoringThreads } from "./models/endpoints.ts";
export { ProbedScorer, probeNow } from "./probe-now.ts";
export { getRun, getSpendSeries, hasRuns, listRuns } from "./read-runs.ts";
export { purgeReplies, repliesSize } from "./replies.ts";
export type { RunHead } from "./schema.ts";
export { describeSettings } from "./settings.ts";
export {
  cancelRun,
  changeRunBudget,
  findEqualRun,
  pauseRun,
  requestRun,
  resumeRun,
  setRunBudget,
  startRun,
} from "./start-run.ts";
export { watchRun, watchRuns } from "./watch.ts";
