import type { ImportLimits, ImportReport, RepositoryRow } from "./schema.ts";

export type RawFile = { readonly path: string; readonly content: Uint8Array };
export type LeftOut = ImportReport["leftOut"][number];

/** What the operator allows; each root (web, command line) decides it for itself. */
export type ImportPolicy = { readonly folders: boolean; readonly localGit: boolean };

export type ImportProgress = { readonly phase: string; readonly done: number; readonly total: number | null };

/** What every reader needs. `signal` ends both with the caller's wish and with the time limit. */
export type ReadContext = {
  readonly limits: ImportLimits;
  readonly policy: ImportPolicy;
  readonly signal: AbortSignal;
  readonly progress: (progress: ImportProgress) => void;
};

/** A source as read, before anything is stored. It lies in memory, which `limits.totalBytes` bounds. */
export type Reading = {
  readonly kind: RepositoryRow["kind"];
  readonly address: string;
  readonly name: string;
  readonly commit: string | null;
  readonly files: readonly RawFile[];
  readonly leftOut: readonly LeftOut[];
  /** Licence texts and manifests of the folders around a sub-path; their paths begin with `../`. */
  readonly above: readonly RawFile[];
};
