import "server-only";

export { loadExportTrajectory } from "./export-trajectory.ts";
export {
  auditEvents,
  flatText,
  getTrajectory,
  listTrajectories,
  scoredThoughts,
  stepBodies,
  stepHeaders,
  stepSearch,
} from "./read-trajectory.ts";
export {
  blockSteps,
  createTrajectory,
  findTrajectoryState,
  finishTrajectory,
  saveFileSteps,
  saveMainSteps,
  saveRefined,
  trajectoryMakers,
} from "./record-trajectory.ts";
export { toCanonicalRow } from "./row.ts";
export type { StoredStep } from "./store.ts";
