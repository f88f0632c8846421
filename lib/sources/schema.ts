import { z } from "zod";
import { Language, Role } from "#lib/structure/index.ts";

const SubPath = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .refine(
    (path) => !path.startsWith("/") && !path.split("/").includes(".."),
    "must be a folder inside the repository, such as src/core",
  );

/** What to import. Addresses are checked again, against the operator's policy, before anything is fetched. */
export const Source = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("folder"), path: z.string().trim().min(1).max(4096), subPath: SubPath.optional() }),
  z.strictObject({
    kind: z.literal("git"),
    /** https://…; file:// and ssh:// only where the operator allows them. */
    address: z
      .string()
      .trim()
      .min(1)
      .max(2000)
      // The address is stored with the run as it was typed.
      .refine(
        (address) => !/^https?:\/\/[^/]*@/i.test(address),
        "must not hold a user name or password, which would be stored; import a local clone instead",
      ),
    /** Branch, tag or commit; the default branch without it. */
    commit: z.string().trim().min(1).max(200).optional(),
    subPath: SubPath.optional(),
  }),
  z.strictObject({ kind: z.literal("archive"), uploadId: z.string().min(1), subPath: SubPath.optional() }),
]);
export type Source = z.infer<typeof Source>;

/** Bounds of one import. What is over a file bound is left out and reported; over a whole bound the import is refused. */
export const ImportLimits = z.strictObject({
  fileBytes: z.int().positive(),
  totalBytes: z.int().positive(),
  files: z.int().positive(),
  /** Unpacked over packed size of an archive. */
  expansion: z.number().positive(),
  wallMs: z.int().positive(),
});
export type ImportLimits = z.infer<typeof ImportLimits>;

export const defaultImportLimits: ImportLimits = {
  fileBytes: 2 * 1024 * 1024,
  totalBytes: 256 * 1024 * 1024,
  files: 20_000,
  expansion: 100,
  wallMs: 5 * 60_000,
};

export const LeftOutReason = z.enum([
  "too-large",
  "symbolic-link",
  "submodule",
  "outside",
  "not-a-file",
  "unreadable",
  "bad-name",
  "duplicate-path",
  "ignored",
]);
export type LeftOutReason = z.infer<typeof LeftOutReason>;

/** What an import kept and what it left out, and why. Lists are whole: nothing is left out in silence. */
export const ImportReport = z.strictObject({
  kept: z.int().nonnegative(),
  keptBytes: z.int().nonnegative(),
  leftOut: z.array(z.strictObject({ path: z.string(), reason: LeftOutReason, detail: z.string() })),
});
export type ImportReport = z.infer<typeof ImportReport>;

/** A stored snapshot without its contents. */
export const SnapshotHead = z.strictObject({
  id: z.string(),
  repositoryId: z.string(),
  name: z.string(),
  address: z.string(),
  subPath: z.string().nullable(),
  commit: z.string().nullable(),
  license: z.string().nullable(),
  licensePath: z.string().nullable(),
  fileCount: z.int(),
  byteCount: z.int(),
  report: ImportReport,
  createdAt: z.string(),
});
export type SnapshotHead = z.infer<typeof SnapshotHead>;

/** A repository with its newest snapshot and how its runs stand: one row of the repositories screen. */
export const RepositoryRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  address: z.string(),
  subPath: z.string().nullable(),
  kind: z.enum(["folder", "git", "archive"]),
  snapshot: SnapshotHead.nullable(),
  /** Share of source bytes by language, largest first. */
  languages: z.array(z.strictObject({ language: z.string(), share: z.number() })),
  createdAt: z.string(),
});
export type RepositoryRow = z.infer<typeof RepositoryRow>;

export const UploadReceipt = z.strictObject({ uploadId: z.string(), name: z.string(), byteCount: z.int() });
export type UploadReceipt = z.infer<typeof UploadReceipt>;

/** One file of a snapshot as the code pane shows it; `text` is null where the bytes are not UTF-8 text. */
export const SnapshotFileBody = z.strictObject({
  path: z.string(),
  sha256: z.string(),
  bytes: z.int().nonnegative(),
  role: Role,
  language: Language,
  text: z.string().nullable(),
});
export type SnapshotFileBody = z.infer<typeof SnapshotFileBody>;
