import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Writes prisma/generated when it is missing or older than the schema. The command line wants a native schema engine,
 * which it would download; generating a client never calls it, so any existing file satisfies the check.
 */
const here = dirname(fileURLToPath(import.meta.url));
const newest = (folder: string) => Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs));
const made = join(here, "generated", "client.ts");

if (!existsSync(made) || statSync(made).mtimeMs < newest(join(here, "schema"))) {
  const packageJson = createRequire(import.meta.url).resolve("prisma/package.json");
  const result = spawnSync(process.execPath, [join(dirname(packageJson), "build", "index.js"), "generate"], {
    cwd: dirname(here),
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
    encoding: "utf8",
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    process.exit(result.status ?? 1);
  }
}
