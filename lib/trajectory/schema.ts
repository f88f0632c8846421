/* Over 300 lines: the words of the domain in one place, which nearly every module reads. */

import { z } from "zod";
import { SERVER_ENGINES } from "#lib/std/scorer-engines.ts";

export const StepKind = z.enum(["think", "action", "observation"]);
export type StepKind = z.infer<typeof StepKind>;

export const Tool = z.enum(["read", "write", "plan", "delegate", "return"]);
export type Tool = z.infer<typeof Tool>;

/**
 * S, as in lib/refinement/README.md: mean negative log-likelihood of the target file per unit, in nats; lower is better.
 * `bits…` is the unclipped total over the whole target, so that numbers compare across tokenizers.
 */
export const Scores = z.strictObject({
  noThought: z.number().nonnegative(),
  placebo: z.number().nonnegative(),
  initial: z.number().nonnegative(),
  final: z.number().nonnegative(),
  /** "nats/token" or "nats/span". */
  unit: z.string(),
  /** Scored units: those after the target's first logical block. */
  units: z.int().nonnegative(),
  scorer: z.string(),
  tokenizer: z.string(),
  /** ISO date of the measurement; kept out of exports, which must be the same bytes for the same work. */
  measuredAt: z.string(),
});
export type Scores = z.infer<typeof Scores>;

/** How much of a thought stands in its target. Shares are 0 to 1; counts are code tokens. */
export const Leak = z.strictObject({
  /** Share of the thought's 8-token n-grams found in the target, after what outline and reads had already shown. */
  overlap: z.number().min(0).max(1),
  /** Longest run of consecutive code tokens common to both, in tokens. */
  longestRun: z.int().nonnegative(),
  /** Tokens of the thought in common runs of eight and more; absent in what was measured before this was. */
  copiedTokens: z.int().nonnegative().optional(),
  /** Bits that the pieces of one stretch of the thought tell of the target together, in whatever order; of the stretch that tells most. */
  pieceBits: z.number().nonnegative().optional(),
  /** Bits that one stretch of the thought tells of the target's code by reading it aloud, names cut into words and marks left out. */
  spokenBits: z.number().nonnegative().optional(),
  /** Bits of the run that says most among those that stand in the target under other names. */
  renamedBits: z.number().nonnegative().optional(),
  /** Share of the thought's 13-word n-grams found in the target (REER-PT's measure). */
  words13: z.number().min(0).max(1),
  fencedLines: z.int().nonnegative(),
  /** Share of the thought's own 13-grams that repeat. */
  repetition: z.number().min(0).max(1),
  /** Thought units over target units. */
  lengthRatio: z.number().nonnegative(),
  /** S(parent) - S(candidate) on units in no n-gram shared with the thought; null where not measured. */
  adjustedGain: z.number().nullable(),
  /** Share of the gain that vanishes when the copied spans are blanked; absent where that was not asked. */
  copiedGain: z.number().min(0).max(1).optional(),
  /** UTF-16 ranges of the thought that stand in the target, with the target's lines. */
  spans: z.array(
    z.strictObject({ start: z.int(), end: z.int(), startLine: z.int(), endLine: z.int(), tokens: z.int() }),
  ),
});
export type Leak = z.infer<typeof Leak>;

export const CandidateReason = z.enum([
  "start",
  "accepted",
  "not-better",
  "within-noise",
  "leak",
  "too-long",
  "repetition",
  "empty",
  "duplicate",
  "reference",
]);
export type CandidateReason = z.infer<typeof CandidateReason>;

/** One thought that was scored. Candidates are kept for ever: they are the audit trail and the preference data. */
export const Candidate = z.strictObject({
  /** "0" for the start, then pass and letter: "1a", "2b"; "no-thought" and "placebo" for the two references. */
  label: z.string(),
  kind: z.enum(["start", "rewrite", "no-thought", "placebo"]),
  pass: z.int().nonnegative(),
  /** Label of the candidate it rewrites. */
  parent: z.string().nullable(),
  /** Named operator or prompt version that made it. */
  operator: z.string(),
  text: z.string(),
  /** Sum over the scored units, nats, unclipped. */
  sumLogprob: z.number(),
  meanLogprob: z.number(),
  /** Clipped mean with the sign turned: what the search compares. */
  s: z.number().nonnegative(),
  units: z.int().nonnegative(),
  leak: Leak.nullable(),
  accepted: z.boolean(),
  reason: CandidateReason,
});
export type Candidate = z.infer<typeof Candidate>;

/** Per-unit log-probabilities of one candidate over the whole target, scored or not. */
export type UnitScores = { readonly label: string; readonly logprobs: readonly number[] };

/** A thought after its search, or after none where nothing scores. What refinement hands over to be stored. */
export type RefinedThought = {
  readonly text: string;
  /** Null where nothing scored. `final` is never above `initial`. */
  readonly scores: Scores | null;
  /** Every text that was scored, references first, in the order of scoring; empty where nothing scored. */
  readonly candidates: readonly Candidate[];
  /** UTF-16 ends of the target's units, shared by all candidates. */
  readonly unitEnds: readonly number[];
  readonly scoredFrom: number;
  /** One entry for each candidate. */
  readonly logprobs: readonly UnitScores[];
  /** Leak of the final text. */
  readonly leak: Leak;
  /** First threshold of the gate that the final text fails, such as a start that quotes its target; null where none. */
  readonly failsGate: CandidateReason | null;
  /** Left out of the flat text, because it does not help (RunConfig.search.dropUnhelpful). */
  readonly dropped: boolean;
};

/** A step before it has its place in the whole: `agent` is "main" or the path of the file being written. */
export const StepDraft = z.strictObject({
  agent: z.string(),
  kind: StepKind,
  tool: Tool.nullable(),
  path: z.string().nullable(),
  /** A thought's or main action's text; null for reads, writes and observations of reads. */
  text: z.string().nullable(),
  /** Blob of the file read or written. */
  sha256: z.string().nullable(),
  /** Names in a thought that stand in no file it may know of. */
  ungrounded: z.array(z.string()),
});
export type StepDraft = z.infer<typeof StepDraft>;

/** Something that was dropped or repaired, kept for audit and never trained on. */
export const AuditEvent = z.strictObject({
  agent: z.string(),
  kind: z.enum(["rejected-read", "added-read", "repaired-plan", "capped-read", "flagged-thought"]),
  path: z.string().nullable(),
  message: z.string(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

export const SegmentKind = z.enum(["prelude", "requirements", "plan", "think", "action", "observation"]);
export type SegmentKind = z.infer<typeof SegmentKind>;

/** A piece of the flat text. Offsets are Unicode code points, end exclusive; segments tile the text without gap. */
export const Segment = z.strictObject({
  kind: SegmentKind,
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  train: z.boolean(),
  /** Index of its step; null for the prelude. */
  step: z.int().nonnegative().nullable(),
  agent: z.string(),
  tool: Tool.optional(),
  path: z.string().optional(),
});
export type Segment = z.infer<typeof Segment>;

/** Whether all writes reassembled give the snapshot's files byte for byte. */
export const Fidelity = z.strictObject({
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  ok: z.boolean(),
  /** Paths that differ, are missing or were written twice. */
  problems: z.array(z.strictObject({ path: z.string(), problem: z.string() })),
});
export type Fidelity = z.infer<typeof Fidelity>;

/** Where the code came from, as exported. */
export const RepositoryCard = z.strictObject({
  name: z.string(),
  address: z.string(),
  commit: z.string().nullable(),
  /** SPDX identifier, or null where none was found. */
  license: z.string().nullable(),
  subPath: z.string().nullable(),
});
export type RepositoryCard = z.infer<typeof RepositoryCard>;

/** Everything that decides a trajectory's bytes besides the snapshot. Stored with the run and exported. */
export const RunConfig = z.strictObject({
  author: z.enum(["structural", "language-model"]),
  /** Tokens of the author's window: what a prompt may show follows from it. The structural author has none. */
  authorWindow: z.int().min(4_096).max(4_000_000).default(32_768),
  scorer: z.enum(["builtin", ...SERVER_ENGINES, "llama", "none"]),
  search: z.strictObject({
    /** K of the paper: rewrites tried at each pass. */
    candidates: z.int().min(0).max(8),
    /** R of the paper: passes over the whole. */
    passes: z.int().min(0).max(8),
    /**
     * "off" rewrites nothing (Repo2Agent); "faithful" is the paper's rule alone; "guarded" adds margin and leak gate;
     * "segment" is guarded, one paragraph after another instead of whole thoughts (REER), so `passes` does not apply.
     */
    mode: z.enum(["off", "faithful", "guarded", "segment"]),
    /** Least relative fall of S that counts. */
    relativeMargin: z.number().min(0),
    standardErrors: z.number().min(0),
    leakOverlap: z.number().min(0).max(1),
    leakRun: z.int().min(1),
    /** Most bits of a run that stands in the target under other names. */
    leakBits: z.number().nonnegative().default(32),
    /** Most bits that the pieces of one stretch of a thought may tell of the target, in whatever order they stand. */
    leakPieces: z.number().nonnegative().default(58),
    /** Most bits that a stretch of a thought may tell by reading the target's code aloud. */
    leakSpoken: z.number().nonnegative().default(30),
    /** Most of a gain that may vanish when what is copied is blanked. */
    copiedGain: z.number().min(0).max(1).default(0.5),
    lengthRatio: z.number().positive(),
    /** Thoughts of fewer units than this never fail the length cap. */
    lengthFloor: z.int().nonnegative(),
    /** The search stops at a start whose S is below this. */
    floorNats: z.number().nonnegative(),
    /**
     * Leaves out a thought after which its file is no likelier than without it (REER-PT), where a language model says so
     * and the mode is "guarded" or "segment". What a stand-in measures is not reason enough.
     */
    dropUnhelpful: z.boolean().default(true),
  }),
  /** Direct dependencies read before writing, at most. */
  maxReads: z.int().min(0).max(64),
  seed: z.int(),
  /** Which repeat of otherwise equal work this is, from 0. */
  repeat: z.int().nonnegative(),
});
export type RunConfig = z.infer<typeof RunConfig>;

export const defaultRunConfig: RunConfig = {
  author: "structural",
  authorWindow: 32_768,
  scorer: "builtin",
  search: {
    candidates: 2,
    passes: 3,
    mode: "guarded",
    relativeMargin: 0.002,
    standardErrors: 2,
    leakOverlap: 0.02,
    leakRun: 12,
    leakBits: 32,
    leakPieces: 58,
    leakSpoken: 30,
    copiedGain: 0.5,
    lengthRatio: 0.6,
    lengthFloor: 60,
    floorNats: 0.25,
    dropUnhelpful: true,
  },
  maxReads: 8,
  seed: 1,
  repeat: 0,
};

/** Head of a trajectory: what lists and bars show. */
export const Trajectory = z.strictObject({
  id: z.string(),
  runId: z.string(),
  snapshotId: z.string(),
  repository: RepositoryCard,
  state: z.enum(["growing", "done"]),
  author: z.string(),
  scorer: z.string().nullable(),
  config: RunConfig,
  fidelity: Fidelity.nullable(),
  stats: z.strictObject({
    steps: z.int(),
    files: z.int(),
    /** Code points of the flat text, and of its trained part. */
    characters: z.int(),
    trainedCharacters: z.int(),
    thinks: z.int(),
    scoredThinks: z.int(),
    improvedThinks: z.int(),
    /** Mean over scored thoughts of S(no thought) - S(final), nats per unit; null before any score. */
    meanGain: z.number().nullable(),
    meanPlaceboGain: z.number().nullable(),
    /** Bits per byte of the written files, each after the files before it and without thought; null where unscored. */
    warmBitsPerByte: z.number().nullable(),
    unit: z.string().nullable(),
  }),
  createdAt: z.string(),
});
export type Trajectory = z.infer<typeof Trajectory>;

/** What the timeline needs of every step at once; bodies come by range. */
export const StepHeader = z.strictObject({
  index: z.int(),
  id: z.string(),
  agent: z.string(),
  kind: StepKind,
  tool: Tool.nullable(),
  path: z.string().nullable(),
  /** First 140 characters of the text on one line; for reads and writes the empty string. */
  summary: z.string(),
  characters: z.int(),
  lines: z.int(),
  scores: Scores.nullable(),
  candidates: z.int(),
  accepted: z.int(),
  leakOverlap: z.number().nullable(),
  ungrounded: z.int(),
  train: z.boolean(),
  /** A thought that did not help and so is not in the flat text. */
  dropped: z.boolean(),
  /** Order of the agent's file in the plan, from 0; null for the main agent. */
  fileOrder: z.int().nullable(),
});
export type StepHeader = z.infer<typeof StepHeader>;

export const StepBody = z.strictObject({
  index: z.int(),
  text: z.string().nullable(),
  /** The exact file read or written. */
  content: z.string().nullable(),
  ungroundedNames: z.array(z.string()),
});
export type StepBody = z.infer<typeof StepBody>;

/** Everything about one thought's search: its candidates, and per-unit log-probabilities for the lens. */
export const StepSearch = z.strictObject({
  index: z.int(),
  path: z.string(),
  scores: Scores.nullable(),
  candidates: z.array(Candidate),
  target: z.string(),
  /** UTF-16 ends of the target's units. */
  unitEnds: z.array(z.int()),
  /** Index of the first scored unit. */
  scoredFrom: z.int(),
  logprobs: z.record(z.string(), z.array(z.number())),
});
export type StepSearch = z.infer<typeof StepSearch>;

const RowStep = z.strictObject({
  index: z.int().nonnegative(),
  agent: z.string(),
  kind: StepKind,
  tool: Tool.optional(),
  path: z.string().optional(),
  text: z.string().optional(),
  /** A thought that did not help and so is not in the flat text. */
  dropped: z.literal(true).optional(),
  /** Names in a thought that stand in no file it may know of; absent where there are none. */
  ungrounded: z.array(z.string()).optional(),
  content: z.string().optional(),
  scores: z
    .strictObject({
      noThought: z.number(),
      placebo: z.number(),
      initial: z.number(),
      final: z.number(),
      unit: z.string(),
    })
    .optional(),
  candidates: z
    .array(
      z.strictObject({
        pass: z.int(),
        text: z.string(),
        sumLogprob: z.number(),
        units: z.int(),
        accepted: z.boolean(),
        reason: CandidateReason,
      }),
    )
    .optional(),
});

/** The canonical row: one trajectory, one JSON object a line. Holds nothing that differs between two equal runs. */
export const CanonicalRow = z.strictObject({
  schema: z.literal("retrace-trajectory/1"),
  id: z.string(),
  repository: RepositoryCard,
  author: z.string(),
  scorer: z.string().nullable(),
  config: RunConfig,
  fidelity: z.strictObject({ files: z.int(), bytes: z.int(), ok: z.boolean() }),
  text: z.string(),
  segments: z.array(Segment),
  steps: z.array(RowStep),
});
export type CanonicalRow = z.infer<typeof CanonicalRow>;

/** The flat text with its segments: what the mask view shows. */
export const FlatText = z.strictObject({ text: z.string(), segments: z.array(Segment) });
export type FlatText = z.infer<typeof FlatText>;

/** An audit event and the index of the step it happened after; null where it came before the first. */
export const PlacedAuditEvent = z.strictObject({ ...AuditEvent.shape, afterStep: z.int().nonnegative().nullable() });
export type PlacedAuditEvent = z.infer<typeof PlacedAuditEvent>;
