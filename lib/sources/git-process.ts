import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, codeOf, messageOf } from "#lib/std/errors.ts";
import { withoutCredentials } from "./git-address.ts";

/** How git is run for one source: where, for how long, and over which transports (none unless named). */
export type GitSetting = {
  /** An empty folder that stands in for the home, so that no configuration of the operator's takes part. */
  readonly home: string;
  readonly gitDir?: string;
  readonly cwd?: string;
  readonly protocols?: readonly ("https" | "file" | "ssh")[];
  readonly signal: AbortSignal;
  /** Configuration that must not be seen in a list of processes, such as a header with a password. */
  readonly secretConfig?: readonly (readonly [key: string, value: string])[];
  readonly credentials?: string | null;
};

const MAXIMUM_OUTPUT_BYTES = 128 * 1024 * 1024;
const STDERR_KEPT = 4096;

/** The output of one git command, as bytes. */
export async function git(setting: GitSetting, args: readonly string[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  await withGit(setting, args, async (child) => {
    child.stdin.end();
    for await (const chunk of child.stdout) {
      length += chunk.length;
      if (length > MAXIMUM_OUTPUT_BYTES) {
        throw new AppError(
          "too-large",
          `git ${args[0]} wrote more than ${MAXIMUM_OUTPUT_BYTES} bytes. Import a sub-path.`,
        );
      }
      chunks.push(chunk);
    }
  });
  return Buffer.concat(chunks);
}

/** Runs git without a shell and in a process group of its own, which is killed when `talk` or the signal ends early. */
export async function withGit<Result>(
  setting: GitSetting,
  args: readonly string[],
  talk: (child: ChildProcessWithoutNullStreams) => Promise<Result>,
): Promise<Result> {
  setting.signal.throwIfAborted();
  const place = setting.gitDir === undefined ? [] : [`--git-dir=${setting.gitDir}`];
  const child = spawn("git", [...place, ...SAFE_CONFIG, ...args], {
    cwd: setting.cwd ?? setting.home,
    env: environment(setting),
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const kill = () => killGroup(child.pid);
  setting.signal.addEventListener("abort", kill, { once: true });
  const ended = exitOf(child);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  // A git that ends early closes its stdin; its exit code says so better than EPIPE would.
  child.stdin.on("error", () => {});
  try {
    const [result, code] = await Promise.all([talk(child), ended]);
    setting.signal.throwIfAborted();
    if (code !== 0) throw failure(args, stderr, setting.credentials ?? null);
    return result;
  } catch (error) {
    setting.signal.throwIfAborted();
    if (codeOf(error) === "ENOENT") {
      throw new AppError("upstream", "git was not found on this machine: install git, or import an archive", {
        cause: error,
      });
    }
    if (error instanceof AppError) throw error;
    throw new AppError("upstream", `git ${args[0]} failed: ${messageOf(error)}`, { cause: error });
  } finally {
    setting.signal.removeEventListener("abort", kill);
    killGroup(child.pid);
  }
}

/** A temporary folder for the length of `work`. */
export async function withTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), `retrace-git-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Bytes of all files below a folder; what vanishes meanwhile counts nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (info) => info.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Whatever in a repository's own configuration could run a program is switched off: hooks, the file monitor, external
 * transports, credential helpers. `safe.directory` only lets git read a folder that somebody else owns.
 */
const SAFE_CONFIG = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.symlinks=false",
  "core.pager=cat",
  "core.quotePath=false",
  "protocol.ext.allow=never",
  "submodule.recurse=false",
  "fetch.recurseSubmodules=false",
  "fetch.unpackLimit=1",
  "transfer.fsckObjects=true",
  "transfer.bundleURI=false",
  "http.followRedirects=initial",
  "credential.helper=",
  "gc.auto=0",
  "maintenance.auto=false",
  "safe.directory=*",
  "safe.bareRepository=explicit",
].flatMap((setting) => ["-c", setting]);

/** Next declares NODE_ENV as always there; git has no use for it, and one name more does no harm. */
function environment(setting: GitSetting): NodeJS.ProcessEnv {
  const secrets = setting.secretConfig ?? [];
  return {
    ...inherited(setting.protocols?.includes("ssh") ?? false),
    NODE_ENV: process.env.NODE_ENV,
    LC_ALL: "C",
    HOME: setting.home,
    XDG_CONFIG_HOME: setting.home,
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    SSH_ASKPASS: "",
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    // A list, and none of its members is a transport: with nothing allowed, git asks nobody.
    GIT_ALLOW_PROTOCOL: setting.protocols?.join(":") || "none",
    GIT_CONFIG_COUNT: String(secrets.length),
    ...Object.fromEntries(
      secrets.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

/** Only what reaching the network needs; no GIT_… variable of the operator's takes part. */
function inherited(ssh: boolean): Record<string, string> {
  const names = [
    "PATH",
    "TMPDIR",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    ...(ssh ? ["SSH_AUTH_SOCK"] : []),
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function exitOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has ended by itself.
  }
}

function failure(args: readonly string[], stderr: string, credentials: string | null): AppError {
  const lines = withoutCredentials(stderr, credentials)
    .split("\n")
    .filter((line) => /^(fatal|error|remote):/.test(line));
  const said = lines.at(-1) ?? "it gave no reason";
  return new AppError("upstream", `git ${args[0]} failed. ${said.slice(0, 500)}`);
}
