import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { AppError } from "#lib/std/errors.ts";
import { sha256 } from "#lib/std/hash.ts";

/** What the web app is built from. A change of any byte of these makes the build stale. */
const FOLDERS = ["app", "components", "lib", "public", "prisma/schema"];
const FILES = ["package-lock.json", "next.config.ts", "tsconfig.json", "postcss.config.mjs", "proxy.ts"];
const MARK = ".next/retrace-build";

/** Builds the web app if its build is missing or stale; true when it built. */
export async function buildIfStale(tell: (line: string) => void): Promise<boolean> {
  const state = await sourceHash();
  if ((await readFile(MARK, "utf8").catch(() => "")) === state) return false;
  tell("building the web app (about a minute, once)");
  const started = Date.now();
  const ticking = setInterval(() => tell(`building, ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
  try {
    await runBuild();
  } finally {
    clearInterval(ticking);
  }
  await mkdir(".next", { recursive: true });
  await writeFile(MARK, state);
  tell(`built in ${Math.round((Date.now() - started) / 1000)} s`);
  return true;
}

async function runBuild(): Promise<void> {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  // Without this process's --conditions=react-server: the build chooses React's entry for each layer itself.
  const child = spawn(process.execPath, [next, "build"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "", NEXT_TELEMETRY_DISABLED: "1" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-8000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
  if (code === 0) return;
  process.stderr.write(output);
  throw new AppError(
    "upstream",
    /ENOSPC/.test(output)
      ? "the disk is full; free some space and start again"
      : "the web app could not be built; the output above says why",
  );
}

/** Tests and the README's pictures are left out: changing one does not change the app. */
async function sourceHash(): Promise<string> {
  const lists = await Promise.all(
    FOLDERS.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])),
  );
  const found = lists
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const paths = [
    ...found.filter((path) => !/[.]test[.]tsx?$|[/\\](?:testing|screenshots)[/\\]/.test(path)),
    ...FILES,
  ].sort();
  const parts = await Promise.all(
    paths.map(async (path) => `${path}\0${sha256(await readFile(path).catch(() => ""))}`),
  );
  return sha256([process.version, ...parts].join("\n"));
}
