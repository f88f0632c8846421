import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

/** dependency-cruiser exits 0 when it cannot read a file at all: a planted forbidden import proves that it reads ours. */
const folder = "lib/std/planted";
mkdirSync(folder, { recursive: true });
try {
  writeFileSync(
    `${folder}/planted.ts`,
    'import { prisma } from "#lib/db/client.ts";\n\nexport const forbidden = prisma;\n',
  );
  const result = spawnSync("depcruise", ["--config", ".dependency-cruiser.cjs", folder], { encoding: "utf8" });
  if (result.status === 0 || !result.stdout.includes("arrows-of-std")) {
    console.log(`the planted violation was not caught:\n${result.stdout}${result.stderr}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
