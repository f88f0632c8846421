import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { prisma } from "./client.ts";
import { migrationSql, schemaFiles } from "./migrate.ts";
import { transaction } from "./transaction.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

test("a transaction that throws leaves nothing behind", async () => {
  const attempt = transaction(async (tx) => {
    await tx.upload.create({ data: { id: "u1", name: "a.zip", byteCount: 1, path: "x" } });
    throw new Error("stop");
  });
  await expect(attempt).rejects.toThrow("stop");
  expect(await prisma.upload.count()).toBe(0);
});

test("the migrations lead to exactly the schema files", async () => {
  const sql = await migrationSql(database.url, [], await schemaFiles());
  await prisma.$executeRawUnsafe("CREATE SCHEMA fresh");
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`SET search_path TO fresh; ${sql.replaceAll('CREATE SCHEMA IF NOT EXISTS "public";', "")}`);
  const columns = async (schema: string) =>
    (
      await client.query(
        `SELECT table_name, column_name, data_type, is_nullable, replace(column_default, $1 || '.', '') AS value
         FROM information_schema.columns WHERE table_schema = $1 AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
        [schema],
      )
    ).rows;
  const indexes = async (schema: string) =>
    (
      await client.query(
        "SELECT replace(indexdef, $1 || '.', '') AS definition FROM pg_indexes WHERE schemaname = $1 AND tablename <> '_prisma_migrations' ORDER BY 1",
        [schema],
      )
    ).rows;
  expect((await columns("public")).length).toBeGreaterThan(50);
  expect(await columns("fresh")).toEqual(await columns("public"));
  expect(await indexes("fresh")).toEqual(await indexes("public"));
  await client.end();
});
