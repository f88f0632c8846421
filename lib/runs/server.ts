import "server-only";

export { closeScorers, scoringThreads } from "./models.ts";
export { getRun, hasRuns, listRuns } from "./read-runs.ts";
export { describeSettings } from "./settings.ts";
export { cancelRun, findEqualRun, pauseRun, resumeRun, startRun } from "./start-run.ts";
export { watchRun, watchRuns } from "./watch.ts";
