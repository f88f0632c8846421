import pg from "pg";
import { dataFolder, env } from "#lib/std/env.ts";
import { AppError, codeOf, messageOf } from "#lib/std/errors.ts";
import { disconnect } from "./client.ts";
import { type EmbeddedServer, PRESENCE, startEmbedded, stopEmbeddedIfUnused } from "./embedded.ts";
import { migrate } from "./migrate.ts";

export type OpenDatabase = {
  readonly url: string;
  readonly kind: "embedded" | "external";
  readonly appliedMigrations: readonly string[];
  /** Starts the embedded server again if it has died, at the same address; does nothing for one that is not ours. */
  revive(): Promise<void>;
  /** Closes this process's client; stops the embedded server when nobody else uses it. */
  close(): Promise<void>;
};

/** The database of this process: DATABASE_URL's, or the embedded one, started if need be; up to date when it returns. */
export async function openDatabase(): Promise<OpenDatabase> {
  const given = env().DATABASE_URL;
  const embedded: EmbeddedServer | null = given ? null : await startEmbedded(dataFolder());
  const url = given ?? embedded?.url ?? "";
  if (given) await checkServer(given);
  process.env.DATABASE_URL = url;
  let presence = await beThere(url);
  const appliedMigrations = await migrateOnce(url);
  return {
    url,
    kind: embedded ? "embedded" : "external",
    appliedMigrations,
    revive: async () => {
      if (!embedded) return;
      await startEmbedded(dataFolder());
      // The old one ended with the server, or ends now.
      const former = presence;
      presence = await beThere(url);
      await former.end().catch(() => {});
    },
    close: async () => {
      await disconnect();
      await presence.end().catch(() => {});
      if (embedded) await stopEmbeddedIfUnused(embedded);
    },
  };
}

async function beThere(url: string): Promise<pg.Client> {
  const client = connection(url, PRESENCE);
  await client.connect();
  return client;
}

/** The server may go away under a connection: the query under way then says so, and without a listener Node would end. */
function connection(url: string, name: string, connectionTimeoutMillis = 0): pg.Client {
  const client = new pg.Client({ connectionString: url, application_name: name, connectionTimeoutMillis });
  client.on("error", () => {});
  return client;
}

/** Two processes may open the same new database at once: one migrates, the other waits for its advisory lock. */
async function migrateOnce(url: string): Promise<string[]> {
  const client = connection(url, "retrace-migrate-lock");
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(7221, 1)");
    return await migrate(url);
  } finally {
    await client.end();
  }
}

async function checkServer(url: string): Promise<void> {
  const client = connection(url, "retrace-check", 10_000);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version_num') AS version");
    const version = Number(rows[0]?.version ?? 0);
    if (version < 150_000)
      throw new AppError(
        "upstream",
        `DATABASE_URL: Postgres 15 or newer is needed, this one is ${Math.floor(version / 10_000)}`,
      );
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("upstream", `DATABASE_URL: ${explain(error)}`, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}

function explain(error: unknown): string {
  const where = "check host, port, user, password and database name";
  switch (codeOf(error)) {
    case "ECONNREFUSED":
      return `nothing listens there; ${where}, and that the server runs`;
    case "ENOTFOUND":
      return `the host does not exist; ${where}`;
    case "28P01":
    case "28000":
      return `the server refuses this user or password; ${where}`;
    case "3D000":
      return "the database does not exist; create it first (CREATE DATABASE …)";
    default:
      return `${messageOf(error)}; ${where}`;
  }
}
