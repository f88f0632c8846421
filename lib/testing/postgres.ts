import { resolve } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { PRESENCE, startEmbedded, stopEmbeddedIfUnused } from "#lib/db/embedded.ts";
import { migrate } from "#lib/db/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated database that nothing connects to, so that it can be cloned. */
    templateUrl: string;
  }
}

/** One server for the whole test run; DATABASE_URL, where given, names a server to make the test databases on. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL;
  const server = given ? null : await startEmbedded(resolve(".cache/test-postgres"));
  const admin = new pg.Client({ connectionString: server?.url ?? given, application_name: PRESENCE });
  await admin.connect();
  const name = `retrace_template_${process.pid}`;
  await admin.query(`DROP DATABASE IF EXISTS ${name}`);
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server?.url ?? given ?? "");
  url.pathname = `/${name}`;
  await migrate(url.href);
  project.provide("templateUrl", url.href);

  return async () => {
    const leftover = await admin.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname LIKE $1 OR datname = $2",
      [`retrace_test_${process.pid}_%`, name],
    );
    for (const { datname } of leftover.rows) await admin.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
    await admin.end();
    if (server) await stopEmbeddedIfUnused(server);
  };
}
