import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { migrationSql, type SchemaFile, schemaFiles } from "#lib/db/migrate.ts";
import { openDatabase } from "#lib/db/server.ts";

/** `npm run migration -- NAME`: writes prisma/migrations/<time>_NAME from what changed in prisma/schema since the last commit. */
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) throw new Error("usage: npm run migration -- name_in_snake_case");
const database = await openDatabase();
const sql = await migrationSql(database.url, committedFiles(), await schemaFiles());
await database.close();
if (!/^\s*(CREATE|ALTER|DROP)/m.test(sql)) {
  console.log("prisma/schema is as it was at the last commit: nothing to migrate");
} else {
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = new URL(`migrations/${time}_${name}/`, import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL("migration.sql", folder), sql);
  console.log(`wrote ${folder.pathname}migration.sql`);
}

function committedFiles(): SchemaFile[] {
  const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" });
  const paths = git("ls-tree", "--name-only", "HEAD", "prisma/schema/")
    .split("\n")
    .filter((path) => path.endsWith(".prisma"));
  return paths.map((path) => ({ path: path.split("/").at(-1) ?? path, content: git("show", `HEAD:${path}`) }));
}
