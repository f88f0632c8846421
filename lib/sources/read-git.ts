import { join } from "node:path";
import { AppError, messageOf } from "#lib/std/errors.ts";
import { collector, tooMuch } from "./collector.ts";
import { checkCommit, type GitAddress, parseGitAddress } from "./git-address.ts";
import { listTree, readObjects, type TreeEntry } from "./git-objects.ts";
import { folderBytes, type GitSetting, git, withTemporaryFolder } from "./git-process.ts";
import { below, staysInside, tidySubPath } from "./names.ts";
import type { RawFile, ReadContext, Reading } from "./reading.ts";
import type { Source } from "./schema.ts";
import { aboveSubPath, missingSubPath } from "./sub-path.ts";

const WATCH_INTERVAL_MS = 200;

/** Fetches one commit into a bare repository that is thrown away, and reads its objects. Nothing is ever checked out. */
export async function readGit(source: Extract<Source, { kind: "git" }>, context: ReadContext): Promise<Reading> {
  const address = parseGitAddress(source.address, context.policy);
  const wanted = source.commit === undefined ? "HEAD" : checkCommit(source.commit);
  return withTemporaryFolder(async (home) => {
    const setting: GitSetting = { home, gitDir: join(home, "repository.git"), signal: context.signal };
    context.progress({ phase: "fetch", done: 0, total: null });
    await git(setting, ["init", "--quiet", "--bare"]);
    const commit = await fetchCommit(setting, address, wanted, context);
    return readCommit(setting, { address, commit, subPath: tidySubPath(source.subPath) }, context);
  });
}

/** One commit where the server hands out single commits; otherwise everything, once. */
async function fetchCommit(setting: GitSetting, address: GitAddress, wanted: string, context: ReadContext) {
  const fetching = fetchSetting(setting, address);
  try {
    await fetchBounded(fetching, ["--depth=1", "--", address.fetchUrl, wanted], context);
    return await resolveCommit(setting, "FETCH_HEAD");
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "upstream" || !/^[0-9a-f]{7,64}$/.test(wanted)) {
      throw error instanceof AppError && error.code === "upstream" ? unreachable(address, wanted, error) : error;
    }
  }
  // A shortened commit has to be looked for among all of them, and some servers give no single commit.
  await fetchBounded(
    fetching,
    ["--", address.fetchUrl, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"],
    context,
  );
  return resolveCommit(setting, wanted);
}

async function resolveCommit(setting: GitSetting, name: string): Promise<string> {
  const output = await git(setting, ["rev-parse", "--verify", "--end-of-options", `${name}^{commit}`]).catch(
    (error) => {
      if (!(error instanceof AppError)) throw error;
      const message = `there is no commit ${name} in this repository`;
      throw new AppError("invalid", `commit: ${message}`, { cause: error, fields: [{ field: "commit", message }] });
    },
  );
  return output.toString("utf8").trim();
}

/** Stops git when its temporary repository outgrows the limit. */
async function fetchBounded(setting: GitSetting, args: readonly string[], context: ReadContext): Promise<void> {
  const overflow = new AbortController();
  const watch = setInterval(() => {
    folderBytes(setting.home).then(
      (bytes) => {
        context.progress({ phase: "fetch", done: bytes, total: null });
        if (bytes > context.limits.totalBytes) overflow.abort(tooMuch(context.limits));
      },
      () => {},
    );
  }, WATCH_INTERVAL_MS);
  try {
    const signal = AbortSignal.any([setting.signal, overflow.signal]);
    await git({ ...setting, signal }, ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", ...args]);
  } finally {
    clearInterval(watch);
  }
}

/** A password travels as a header in the environment, and then no redirect is followed: it would go along. */
function fetchSetting(setting: GitSetting, address: GitAddress): GitSetting {
  const base: GitSetting = { ...setting, protocols: [address.protocol], credentials: address.credentials };
  if (address.credentials === null) return base;
  const header = `Authorization: Basic ${Buffer.from(address.credentials).toString("base64")}`;
  return {
    ...base,
    secretConfig: [
      [`http.${address.fetchUrl}.extraHeader`, header],
      [`http.${address.fetchUrl}.followRedirects`, "false"],
    ],
  };
}

function unreachable(address: GitAddress, wanted: string, cause: AppError): AppError {
  const what = wanted === "HEAD" ? address.address : `${wanted} of ${address.address}`;
  return new AppError(
    "upstream",
    `Could not fetch ${what}: ${messageOf(cause).replace(/\.?$/, ".")} Check the address, and that it may be read without signing in.`,
    { cause },
  );
}

type Place = { readonly address: GitAddress; readonly commit: string; readonly subPath: string | null };

async function readCommit(setting: GitSetting, place: Place, context: ReadContext): Promise<Reading> {
  const { address, commit, subPath } = place;
  const tree = await listTree(setting, commit);
  const collect = collector(context.limits);
  const wanted: { id: string; path: string }[] = [];
  const links: { id: string; path: string }[] = [];
  const above: { id: string; path: string }[] = [];

  for (const entry of tree) {
    const outer = aboveSubPath(entry.path, subPath);
    const fits = entry.kind === "file" && entry.byteCount <= context.limits.fileBytes;
    if (outer !== null && fits) above.push({ id: entry.id, path: outer });
    const path = below(entry.path, subPath);
    if (path === null) continue;
    if (entry.kind === "symbolic-link" && entry.byteCount <= 4096) links.push({ id: entry.id, path });
    else if (entry.kind !== "file") leaveOut(collect.leave, entry, path);
    else if (collect.admits(path, entry.byteCount)) wanted.push({ id: entry.id, path });
  }
  if (subPath !== null && !tree.some((entry) => below(entry.path, subPath) !== null)) {
    throw missingSubPath(
      subPath,
      tree.map((entry) => entry.path),
    );
  }

  const contents = new Map<string, Uint8Array>();
  const ids = [...new Set([...wanted, ...links, ...above].map((file) => file.id))];
  await readObjects(setting, ids, (id, content) => {
    contents.set(id, content);
    if (contents.size % 500 === 0) context.progress({ phase: "read", done: contents.size, total: ids.length });
  });
  const withContent = ({ id, path }: { id: string; path: string }): RawFile => ({
    path,
    content: contents.get(id) ?? EMPTY,
  });
  for (const file of wanted.map(withContent)) collect.keep(file.path, file.content);
  for (const { path, content } of links.map(withContent)) {
    collect.leave(path, "symbolic-link", linkDetail(path, new TextDecoder().decode(content)));
  }
  return {
    kind: "git",
    address: address.address,
    name: subPath === null ? address.name : `${address.name}/${subPath}`,
    commit,
    ...collect.result(),
    above: above.map(withContent),
  };
}

const EMPTY = new Uint8Array();

function linkDetail(path: string, target: string): string {
  return staysInside(path, target) ? "symbolic links are not followed" : "the link points outside the source";
}

function leaveOut(leave: ReturnType<typeof collector>["leave"], entry: TreeEntry, path: string): void {
  if (entry.kind === "submodule") leave(path, "submodule", `a repository of its own, at commit ${entry.id}`);
  else leave(path, "not-a-file", "neither a file nor a folder");
}
