import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { disconnect } from "#lib/db/client.ts";

export type TestDatabase = { readonly url: string; drop(): Promise<void> };

/** An empty, migrated database of this test file's own; it becomes the one `prisma` talks to. Drop it in afterAll. */
export async function testDatabase(): Promise<TestDatabase> {
  const template = new URL(inject("templateUrl"));
  const templateName = template.pathname.slice(1);
  const name = `retrace_test_${process.ppid}_${randomBytes(6).toString("hex")}`;
  const admin = new URL(template);
  admin.pathname = "/postgres";
  await run(admin.href, `CREATE DATABASE ${name} TEMPLATE ${templateName}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  await disconnect();
  process.env.DATABASE_URL = url.href;
  return {
    url: url.href,
    drop: async () => {
      await disconnect();
      await run(admin.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Cloning needs a template without connections: two test files cloning at once take turns.
    if (statement.startsWith("CREATE")) await client.query("SELECT pg_advisory_lock(7221, 2)");
    await client.query(statement);
  } finally {
    await client.end();
  }
}
