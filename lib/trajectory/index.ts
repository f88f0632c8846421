/**
 * Trajectory: the development of one repository as a sequence of steps, and everything measured about it.
 *
 * - **Step**: a Think, an Action or an Observation of one agent. Not "event", not "turn", not "message".
 * - **Thought**: the text of a Think step. Not "reasoning", not "CoT", not "rationale".
 * - **Agent**: "main", which plans, or the path of the file it writes. Not "sub-agent id", not "role".
 * - **Candidate**: one version of a thought that was scored. Not "variant", not "sample", not "proposal".
 * - **S**: mean negative log-likelihood of the target file per unit, nats; lower is better. **Gain** is S before minus S after.
 * - **Target**: the file a thought leads up to; its exact bytes. Not "reference", not "ground truth".
 * - **Paragraph**: a piece of a thought that is rewritten on its own. Not "segment", whatever REER calls it.
 * - **Segment**: a piece of the flat text with its kind and whether it is trained. Not "span", not "chunk".
 * - **Fidelity**: all writes reassembled give the snapshot's files byte for byte. Not "accuracy", not "integrity".
 */

export { utf16Offsets } from "./code-points.ts";
export { flatten } from "./flatten.ts";
export type { RefinedThought } from "./schema.ts";
export {
  AuditEvent,
  Candidate,
  CandidateReason,
  CanonicalRow,
  defaultRunConfig,
  Fidelity,
  FlatText,
  Leak,
  PlacedAuditEvent,
  RepositoryCard,
  RunConfig,
  Scores,
  Segment,
  SegmentKind,
  StepBody,
  StepDraft,
  StepHeader,
  StepKind,
  StepSearch,
  Tool,
  Trajectory,
} from "./schema.ts";
export { MOST_PARAGRAPHS, paragraphsOf } from "./thought-paragraphs.ts";
