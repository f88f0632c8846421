/**
 * Runs: one execution of the whole pipeline over one source, and the only place that knows the order of stages.
 *
 * - **Run**: import, structure, plan, write, flatten, as one resumable state machine. Not "job", not "pipeline", not "task".
 * - **Stage**: where a run stands. Not "phase", not "step" (steps belong to trajectories).
 * - **Job**: a unit of work in the queue; carries ids only. One per file, one for everything before, one for flattening.
 * - **Worker**: a process that executes jobs. Not "runner", not "executor".
 */
export { ProbeReport } from "#lib/llm/probe-report.ts";
export {
  BudgetInput,
  completeConfig,
  EstimateInput,
  LaneReading,
  RunDetail,
  RunEvent,
  RunFile,
  RunFileState,
  RunHead,
  RunSignal,
  RunSource,
  RunStage,
  RunState,
  Settings,
  SnapshotEstimate,
  StartRunInput,
} from "./schema.ts";
