import "server-only";

export { closeModels, scoringThreads } from "./models/endpoints.ts";
export { getRun, hasRuns, listRuns } from "./read-runs.ts";
export type { RunHead } from "./schema.ts";
export { describeSettings } from "./settings.ts";
export { cancelRun, findEqualRun, pauseRun, requestRun, resumeRun, setRunBudget, startRun } from "./start-run.ts";
export { watchRun, watchRuns } from "./watch.ts";
