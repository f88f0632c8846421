import "server-only";

export type { OrderProblem } from "./audit-order.ts";
export { loadExportTrajectory } from "./export-trajectory.ts";
export {
  auditEvents,
  flatText,
  getTrajectory,
  listTrajectories,
  stepBodies,
  stepHeaders,
  stepSearch,
} from "./read-trajectory.ts";
export {
  blockSteps,
  createTrajectory,
  type Finished,
  findTrajectoryState,
  finishTrajectory,
  saveFileSteps,
  saveMainSteps,
  saveRefined,
  unrefinedThinks,
} from "./record-trajectory.ts";
export { type ExportStep, type ExportTrajectory, toCanonicalRow } from "./row.ts";
export type { NewTrajectory, StoredStep } from "./store.ts";
