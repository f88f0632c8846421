import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { AppError, messageOf } from "#lib/std/errors.ts";

/*
 * Prisma's migrations by its WebAssembly schema engine: the command line would download a native one. The folder stays
 * standard, so `prisma migrate deploy` applies the same migrations elsewhere.
 */
const prismaFolder = new URL("../../prisma/", import.meta.url);

/** Applies what is missing, in order, and returns the names of what it applied. */
export async function migrate(url: string): Promise<string[]> {
  try {
    return await withEngine(url, async (schema) => {
      const result = await schema.applyMigrations({ migrationsList: await migrationsList(), filters: emptyFilters });
      return result.appliedMigrationNames;
    });
  } catch (error) {
    throw new AppError("upstream", `The database could not be brought up to date: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

export type SchemaFile = { readonly path: string; readonly content: string };

/**
 * The SQL that leads from one state of the schema files to another; `before` empty stands for an empty database. Files
 * are compared, not databases: the engine cannot read Postgres' catalogue through the adapter (7.10, type "char").
 */
export async function migrationSql(
  url: string,
  before: readonly SchemaFile[],
  after: readonly SchemaFile[],
): Promise<string> {
  return withEngine(url, async (schema) => {
    const result = await schema.diff({
      from: before.length > 0 ? { tag: "schemaDatamodel", files: [...before] } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [...after] },
      script: true,
      exitCode: null,
      filters: emptyFilters,
    });
    return result.stdout ?? "";
  });
}

/** The schema files as they stand in the working tree. */
export async function schemaFiles(): Promise<SchemaFile[]> {
  const folder = new URL("schema/", prismaFolder);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(names.map(async (path) => ({ path, content: await readFile(new URL(path, folder), "utf8") })));
}

const emptyFilters = { externalTables: [], externalEnums: [] };

let instance: Promise<typeof engine> | undefined;

async function withEngine<Result>(
  url: string,
  work: (schema: engine.SchemaEngine) => Promise<Result>,
): Promise<Result> {
  instance ??= instantiate();
  const { SchemaEngine } = await instance;
  // A pool of our own, because the engine never closes the adapter's.
  const pool = new pg.Pool({ connectionString: url, application_name: "retrace-migrate" });
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const schema = await SchemaEngine.new(
    { datamodels: (await schemaFiles()).map(({ path, content }) => [path, content]) },
    () => {},
    factory,
  );
  try {
    return await work(schema);
  } finally {
    schema.free();
    await pool.end();
  }
}

/** The package's own entry imports its .wasm as a module, which Node does not do yet: instantiated by hand. */
async function instantiate(): Promise<typeof engine> {
  const path = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/js$/, "wasm");
  const { instance: wasm } = await WebAssembly.instantiate(await readFile(path), {
    "./schema_engine_bg.js": { ...engine },
  });
  engine.__wbg_set_wasm(wasm.exports);
  const start = wasm.exports.__wbindgen_start;
  if (typeof start === "function") start();
  return engine;
}

async function migrationsList() {
  const folder = new URL("migrations/", prismaFolder);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: await readFile(new URL(`${path}/migration.sql`, folder), "utf8") },
      },
    })),
  );
  const content = await readFile(new URL("migration_lock.toml", folder), "utf8").catch(() => null);
  return {
    baseDir: "prisma/migrations",
    lockfile: { path: "migration_lock.toml", content },
    shadowDbInitScript: "",
    migrationDirectories,
  };
}
