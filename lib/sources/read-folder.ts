import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { lstat, readdir, readlink, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { AppError, codeOf } from "#lib/std/errors.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { type Collector, collector, MAXIMUM_ENTRIES, tooManyEntries } from "./collector.ts";
import { withTemporaryFolder } from "./git-process.ts";
import { openWorkTree, type WorkTree } from "./git-work-tree.ts";
import { ignoredFolderOf, isIgnoredFolder } from "./ignored-folders.ts";
import { isLicenseCandidate } from "./license/license-files.ts";
import { problemOfPath, staysInside, tidySubPath } from "./names.ts";
import type { RawFile, ReadContext, Reading } from "./reading.ts";
import type { Source } from "./schema.ts";
import { missingSubPath } from "./sub-path.ts";

type FolderSource = Extract<Source, { kind: "folder" }>;

/** Reads a folder of this machine. No symbolic link is followed, and nothing outside the folder is opened. */
export async function readFolder(source: FolderSource, context: ReadContext): Promise<Reading> {
  return gather(source, context, async ({ top, subPath, root, workTree, paths, gone, kept }) => ({
    kind: "folder",
    address: top,
    name: subPath === null ? basename(top) || top : `${basename(top)}/${subPath}`,
    commit: gone === 0 && workTree ? await workTree.cleanCommit(paths, kept.files) : null,
    ...kept,
    above: await readAbove(root, workTree?.root ?? top, context),
  }));
}

/** The files that `readFolder` keeps, without what names them: neither commit nor licence is looked for. */
export async function readFolderFiles(source: FolderSource, context: ReadContext): Promise<readonly RawFile[]> {
  return gather(source, context, async ({ kept }) => kept.files);
}

type Gathered = Awaited<ReturnType<typeof folderOf>> & {
  readonly workTree: WorkTree | null;
  readonly paths: readonly string[];
  readonly gone: number;
  readonly kept: ReturnType<Collector["result"]>;
};

async function gather<Result>(
  source: FolderSource,
  context: ReadContext,
  finish: (gathered: Gathered) => Promise<Result>,
): Promise<Result> {
  const place = await folderOf(source, context);
  return withTemporaryFolder(async (home) => {
    const workTree = await openWorkTree(place.root, home, context.signal);
    const collect = collector(context.limits);
    const paths = workTree ? await listWorkTree(workTree, collect) : await walk(place.root, collect, context);
    const gone = await readAll(place.root, paths, collect, context);
    return finish({ ...place, workTree, paths, gone, kept: collect.result() });
  });
}

/** The folder that is meant and the part of it that is wanted, or why neither can be read. */
export async function folderOf(
  source: Extract<Source, { kind: "folder" }>,
  context: Looking,
): Promise<{ top: string; subPath: string | null; root: string }> {
  if (!context.policy.folders) {
    throw refused(
      "path",
      "importing a folder of this machine is off; the operator can allow it with RETRACE_ALLOW_FOLDERS=1",
      "forbidden",
    );
  }
  const top = await realFolder(source.path);
  const subPath = tidySubPath(source.subPath);
  return { top, subPath, root: subPath === null ? top : await subFolder(top, subPath, context) };
}

type Looking = Pick<ReadContext, "policy" | "signal">;

async function realFolder(given: string): Promise<string> {
  const path = resolve(given.startsWith("~/") ? given.replace("~", homedir()) : given);
  const real = await realpath(path).catch(() => null);
  if (real === null) throw refused("path", `${path} does not exist on this machine`);
  if (!(await lstat(real)).isDirectory())
    throw refused("path", `${path} is a file; give a folder, or upload an archive`);
  return real;
}

async function subFolder(top: string, subPath: string, context: Looking): Promise<string> {
  const root = join(top, subPath);
  const real = await realpath(root).catch(() => null);
  if (real !== null && real !== root)
    throw refused("subPath", `${subPath} leads through a symbolic link, which is not followed`);
  const info = real === null ? null : await lstat(real);
  if (info?.isDirectory()) return root;
  throw missingSubPath(subPath, await someFolders(top, subPath, context));
}

/** Enough of the tree to suggest folders with: along the wished path, one level each. */
async function someFolders(top: string, subPath: string, context: Looking): Promise<string[]> {
  const found: string[] = [];
  let folder = "";
  for (const segment of subPath.split("/")) {
    context.signal.throwIfAborted();
    const entries = await readdir(join(top, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !isIgnoredFolder(entry.name)) found.push(`${path}/.`);
      else if (entry.isFile()) found.push(path);
    }
    if (!entries.some((entry) => entry.name === segment && entry.isDirectory())) break;
    folder = folder === "" ? segment : `${folder}/${segment}`;
  }
  return found;
}

/**
 * Git says what belongs to the work tree. What it tracks is kept wherever it lies, as an import of the commit would;
 * what it does not is held to the ignore rules and to the folders that every import leaves out.
 */
async function listWorkTree(workTree: WorkTree, collect: Collector): Promise<string[]> {
  const [left, tracked, untracked] = await Promise.all([workTree.ignored(), workTree.tracked(), workTree.untracked()]);
  for (const path of left) collect.leave(path, "ignored", "left out by the repository's ignore rules");
  const paths = [...tracked];
  const ignored = new Set<string>();
  for (const path of untracked) {
    const folder = ignoredFolderOf(path);
    if (folder !== null) ignored.add(folder);
    else paths.push(path.replace(/\/$/, ""));
  }
  for (const folder of ignored) collect.leave(folder, "ignored", IGNORED_DETAIL);
  return paths.sort(byCodeUnit);
}

const IGNORED_DETAIL = "installed packages, caches and version control stay out";

async function walk(root: string, collect: Collector, context: ReadContext): Promise<string[]> {
  const paths: string[] = [];
  const waiting = [""];
  let looked = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    context.signal.throwIfAborted();
    if (looked++ % AT_ONCE === 0) await setImmediate();
    const entries = entriesOf(join(root, folder));
    if (entries === null) {
      collect.leave(`${folder}/`, "unreadable", "the folder cannot be opened");
      continue;
    }
    const why = folder === "" ? null : whyIgnored(join(root, folder), entries, context);
    if (why !== null) {
      collect.leave(`${folder}/`, "ignored", why);
      continue;
    }
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) paths.push(path);
      else if (isIgnoredFolder(entry.name)) collect.leave(`${path}/`, "ignored", IGNORED_DETAIL);
      else waiting.push(path);
    }
    if (paths.length + waiting.length > MAXIMUM_ENTRIES) throw tooManyEntries();
  }
  return paths.sort(byCodeUnit);
}

/** Why a folder that marks itself is left out. */
function whyIgnored(path: string, entries: readonly Dirent[], { limits }: ReadContext): string | null {
  const holds = (name: string): boolean => entries.some((entry) => entry.name === name);
  if (holds("pyvenv.cfg")) return "a Python environment";
  if (!holds(CACHE_TAG)) return null;
  const tag = readBounded(join(path, CACHE_TAG), limits.fileBytes);
  const isCache = typeof tag !== "string" && Buffer.from(tag).toString("latin1").startsWith(CACHE_SIGNATURE);
  return isCache ? `marked as a cache by its ${CACHE_TAG}` : null;
}

/** Build tools mark what they can make again, cargo its `target`: Cache Directory Tagging Specification 0.5, Bryan Ford. */
const CACHE_TAG = "CACHEDIR.TAG";
const CACHE_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55";

/** Null for a folder that cannot be opened. */
function entriesOf(path: string): Dirent[] | null {
  try {
    // A folder yields its entries one by one, so that one of millions is left at the limit and not read whole.
    using folder = opendirSync(path, { bufferSize: 256 });
    const entries: Dirent[] = [];
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      entries.push(entry);
      if (entries.length > MAXIMUM_ENTRIES) throw tooManyEntries();
    }
    return entries;
  } catch (error) {
    if (error instanceof AppError) throw error;
    return null;
  }
}

/**
 * Looks at everything first, so that a source over a whole limit is refused before its bytes are read, then reads. Counts
 * the paths that are gone: git tracks them and the folder holds them no longer.
 */
async function readAll(
  root: string,
  paths: readonly string[],
  collect: Collector,
  context: ReadContext,
): Promise<number> {
  const realFolders = new Map<string, boolean>();
  const admitted: string[] = [];
  let gone = 0;
  for await (const some of slices(paths)) {
    context.signal.throwIfAborted();
    for (const path of some) {
      const folder = dirname(path);
      const real = realFolders.get(folder) ?? isReal(root, folder);
      realFolders.set(folder, real);
      const found = real ? await judge(root, path, collect) : "outside";
      if (found === "outside") collect.leave(path, "outside", "lies behind a symbolic link, which is not followed");
      else if (found === "gone") gone += 1;
      else if (found === "admitted") admitted.push(path);
    }
  }
  let done = 0;
  for await (const some of slices(admitted)) {
    context.signal.throwIfAborted();
    for (const path of some) {
      const content = readBounded(join(root, path), context.limits.fileBytes);
      if (typeof content === "string") collect.leave(path, "unreadable", content);
      else collect.keep(path, content);
    }
    done += some.length;
    context.progress({ phase: "read", done, total: admitted.length });
  }
  return gone;
}

/** Files, or folders, looked at or read between two pauses. */
const AT_ONCE = 32;

/**
 * The paths in slices, with a pause after each. A small file is read in a fraction of the time that asking for it
 * asynchronously takes, so each slice is read at once, and the pauses let the signal and other work through.
 */
async function* slices(paths: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    yield paths.slice(start, start + AT_ONCE);
    await setImmediate();
  }
}

/** False when a folder on the way is a symbolic link, whatever the listing said of it. */
function isReal(root: string, folder: string): boolean {
  const path = join(root, folder);
  try {
    return realpathSync.native(path) === path;
  } catch {
    return true;
  }
}

/** Admits one path or reports why not. */
async function judge(root: string, path: string, collect: Collector): Promise<"admitted" | "gone" | "left-out"> {
  const whole = join(root, path);
  // First, because a name that is not UTF-8 cannot be looked up as text and would seem to be gone.
  const problem = problemOfPath(path);
  if (problem !== null) {
    collect.leave(path, "bad-name", problem);
    return "left-out";
  }
  const info = lookAt(whole);
  if (info === null) return "gone";
  if (info.isSymbolicLink()) collect.leave(path, "symbolic-link", await linkDetail(path, whole));
  else if (info.isDirectory()) collect.leave(path, "submodule", "a repository of its own");
  else if (!info.isFile()) collect.leave(path, "not-a-file", "a device, socket or pipe");
  else if (collect.admits(path, info.size)) return "admitted";
  return "left-out";
}

/** Null for what is not there, or lies in a folder that may not be entered. */
function lookAt(whole: string): Stats | null {
  try {
    return lstatSync(whole, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

async function linkDetail(path: string, whole: string): Promise<string> {
  const target = await readlink(whole).catch(() => "/");
  return staysInside(path, target) ? "symbolic links are not followed" : "the link points outside the folder";
}

/** The bytes, or why not. O_NOFOLLOW and the second look at the open file close the gap after lstat; O_NONBLOCK a pipe's. */
function readBounded(path: string, limitBytes: number): Uint8Array | string {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const info = fstatSync(file);
    if (!info.isFile()) return "is no longer a file";
    if (info.size > limitBytes) return "grew past the limit while it was read";
    const buffer = new Uint8Array(info.size + 1);
    let length = 0;
    for (;;) {
      const bytesRead = readSync(file, buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (bytesRead === 0) return buffer.slice(0, length);
      if (length > info.size) return "grew while it was read";
    }
  } catch (error) {
    return codeOf(error) === "EACCES"
      ? "may not be read by this user"
      : `cannot be read (${codeOf(error) ?? "unknown"})`;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** Licence texts and manifests of the folders from `root` up to `top`, nearest first. */
async function readAbove(root: string, top: string, context: ReadContext): Promise<RawFile[]> {
  const found: RawFile[] = [];
  for (let folder = root, steps = 1; folder !== top && !relative(top, folder).startsWith(".."); steps += 1) {
    folder = dirname(folder);
    const entries = entriesOf(folder) ?? [];
    const names = entries
      .filter((entry) => entry.isFile() && isLicenseCandidate(entry.name))
      .map((entry) => entry.name);
    for (const name of names.sort(byCodeUnit)) {
      const content = readBounded(join(folder, name), context.limits.fileBytes);
      if (typeof content !== "string") found.push({ path: "../".repeat(steps) + name, content });
    }
  }
  return found;
}

function refused(field: string, message: string, code: "invalid" | "forbidden" = "invalid"): AppError {
  return new AppError(code, `${field}: ${message}`, { fields: [{ field, message }] });
}
