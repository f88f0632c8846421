import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { AppError } from "#lib/std/errors.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { listTree } from "./git-objects.ts";
import { type GitSetting, git } from "./git-process.ts";
import { below } from "./names.ts";
import type { RawFile } from "./reading.ts";

export type WorkTree = {
  /** Top folder of the work tree. */
  readonly root: string;
  /** Files that git tracks, relative to the folder asked about. */
  tracked(): Promise<string[]>;
  /** Other files that no ignore rule leaves out; a repository inside ends in a slash. */
  untracked(): Promise<string[]>;
  /** What the ignore rules leave out; a folder ends in a slash. */
  ignored(): Promise<string[]>;
  /**
   * The commit that holds exactly these paths, and of them the kept files byte for byte; null otherwise. Found by
   * hashing, not by `git status`, which may run filter programs that the repository's configuration names.
   */
  cleanCommit(paths: readonly string[], files: readonly RawFile[]): Promise<string | null>;
};

/** The work tree a folder lies in, or null where there is none or no git to ask. */
export async function openWorkTree(folder: string, home: string, signal: AbortSignal): Promise<WorkTree | null> {
  const setting: GitSetting = { home, cwd: folder, signal };
  const top = await lines(setting, ["rev-parse", "--show-toplevel", "--show-prefix"]).catch(unlessGitFailed);
  const [root, prefix] = top ?? [];
  if (root === undefined || prefix === undefined) return null;
  // `core.worktree` of a hostile configuration may name another place.
  const real = await realpath(root).catch(() => null);
  const subPath = prefix.replace(/\/$/, "") || null;
  if (real === null || (subPath === null ? real : `${real}/${subPath}`) !== folder) return null;
  // A folder that the repository around it ignores, such as a scratch folder, is imported as a plain one.
  if (subPath !== null && (await isIgnored(setting))) return null;
  return {
    root: real,
    // A conflict lists a path once a side.
    tracked: async () => [...new Set(await records(setting, ["ls-files", "-c", "-z"]))].sort(byCodeUnit),
    untracked: async () => (await records(setting, ["ls-files", "-o", "--exclude-standard", "-z"])).sort(byCodeUnit),
    ignored: async () =>
      (await records(setting, ["ls-files", "-oi", "--exclude-standard", "--directory", "-z"])).sort(byCodeUnit),
    cleanCommit: (paths, files) => cleanCommit(setting, subPath, paths, files),
  };
}

async function isIgnored(setting: GitSetting): Promise<boolean> {
  const found = await git(setting, ["check-ignore", "--quiet", "."]).then(
    () => true,
    (error) => unlessGitFailed(error) !== null,
  );
  return found;
}

async function cleanCommit(
  setting: GitSetting,
  subPath: string | null,
  paths: readonly string[],
  files: readonly RawFile[],
) {
  const [commit] = (await lines(setting, ["rev-parse", "--verify", "HEAD^{commit}"]).catch(unlessGitFailed)) ?? [];
  if (!commit) return null;
  const entries = (await listTree(setting, commit)).flatMap((entry) => {
    const path = below(entry.path, subPath);
    return path === null ? [] : [{ ...entry, path }];
  });
  if (entries.length !== paths.length) return null;
  const contents = new Map(files.map((file) => [file.path, file.content]));
  const listed = new Set(paths);
  const same = entries.every((entry) => {
    const content = contents.get(entry.path);
    if (content === undefined) return listed.has(entry.path);
    return blobId(content, entry.id.length === 64 ? "sha256" : "sha1") === entry.id;
  });
  return same ? commit : null;
}

/** Git's name of a blob: the hash of `blob <length>\0` and the bytes. */
function blobId(content: Uint8Array, algorithm: "sha1" | "sha256"): string {
  return createHash(algorithm).update(`blob ${content.length}\0`).update(content).digest("hex");
}

async function lines(setting: GitSetting, args: readonly string[]): Promise<string[]> {
  return (await git(setting, args)).toString("utf8").split("\n");
}

async function records(setting: GitSetting, args: readonly string[]): Promise<string[]> {
  return (await git(setting, args)).toString("utf8").split("\0").filter(Boolean);
}

/** No repository and no git are answers here, not failures. */
function unlessGitFailed(error: unknown): null {
  if (error instanceof AppError && error.code === "upstream") return null;
  throw error;
}
