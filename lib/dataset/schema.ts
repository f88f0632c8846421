import { z } from "zod";

export const ExportFormat = z.enum(["canonical", "axolotl", "preferences"]);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Which trajectories a dataset holds. All conditions hold at once; an absent one does not restrict. */
export const DatasetFilter = z.strictObject({
  verdict: z.array(z.enum(["accept", "reject", "open"])).optional(),
  license: z.array(z.string()).optional(),
  repository: z.array(z.string()).optional(),
  author: z.array(z.string()).optional(),
  scorer: z.array(z.string()).optional(),
  id: z.array(z.string()).optional(),
  minGain: z.number().optional(),
  maxLeak: z.number().optional(),
  maxCharacters: z.number().optional(),
  /** Fidelity not whole is never exported unless this says so. */
  includeUnfaithful: z.boolean().optional(),
});
export type DatasetFilter = z.infer<typeof DatasetFilter>;

/** What a filter keeps and removes, rule by rule, before anything is written. */
export const DatasetPreview = z.strictObject({
  start: z.strictObject({ rows: z.int(), characters: z.int() }),
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      removedRows: z.int(),
      removedCharacters: z.int(),
      rows: z.int(),
      characters: z.int(),
    }),
  ),
  rows: z.array(
    z.strictObject({
      trajectoryId: z.string(),
      repository: z.string(),
      license: z.string().nullable(),
      characters: z.int(),
      /** As the trajectory was finished; the export masks rejected steps too, and its manifest counts what is left. */
      trainedCharacters: z.int(),
      meanGain: z.number().nullable(),
      verdict: z.enum(["accept", "reject", "abstain"]).nullable(),
    }),
  ),
});
export type DatasetPreview = z.infer<typeof DatasetPreview>;

export const ExportInput = z.strictObject({ format: ExportFormat, filter: DatasetFilter });
export type ExportInput = z.infer<typeof ExportInput>;

/** Written beside every export so that it can be made again. */
export const Manifest = z.strictObject({
  schema: z.literal("retrace-manifest/1"),
  format: ExportFormat,
  filter: DatasetFilter,
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  characters: z.strictObject({ total: z.int(), trained: z.int() }),
  authors: z.array(z.string()),
  scorers: z.array(z.string()),
  /** True where any scorer is a stand-in, not a language model. */
  standInScorer: z.boolean(),
  seams: z.strictObject({ checked: z.int(), faults: z.int() }),
  repositories: z.array(
    z.strictObject({
      name: z.string(),
      address: z.string(),
      commit: z.string().nullable(),
      license: z.string().nullable(),
      subPath: z.string().nullable(),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

export const ExportHead = z.strictObject({
  id: z.string(),
  format: ExportFormat,
  filter: DatasetFilter,
  state: z.enum(["running", "done", "failed"]),
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string().nullable(),
  manifest: Manifest.nullable(),
  error: z.string().nullable(),
  createdAt: z.string(),
});
export type ExportHead = z.infer<typeof ExportHead>;
