import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Corpus } from "./corpora.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const ROUNDS = 3;
const LIMIT_MS = 300_000;

type Tool = { readonly name: string; readonly args: (folder: string) => readonly string[] };

const retrace: Tool = {
  name: "retrace graph",
  args: (folder) => ["--conditions=react-server", join(root, "lib/cli/main.ts"), "graph", folder, "--json"],
};

/**
 * Without the repository's tsconfig, which fails where it extends a package that is not installed: they resolve less than
 * they could, and are the faster for it.
 */
const peers: readonly Tool[] = [
  {
    name: "dependency-cruiser",
    args: () => [
      join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
      ...["--no-config", "--output-type", "json", "."],
    ],
  },
  {
    name: "madge",
    args: () => [
      join(root, "node_modules/madge/bin/cli.js"),
      ...["--json", "--extensions", "ts,tsx,mts,cts,js,jsx,mjs,cjs", "."],
    ],
  },
];

type Sample = { readonly ms: number; readonly bytes: number };

/** Whole processes side by side, each from its start to its last byte; the median of the rounds, which alternate. */
export async function compareCold(corpus: Corpus, files: number): Promise<void> {
  const tools = [retrace, ...peers];
  const samples = new Map<string, Sample[]>(tools.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const tool of tools) {
      const sample = await runTool(tool, corpus.folder);
      if (sample) samples.get(tool.name)?.push(sample);
    }
  }
  console.log(`${corpus.name}: ${files} files, whole processes`);
  const ours = middle(samples.get(retrace.name) ?? []);
  for (const { name } of tools) {
    const found = middle(samples.get(name) ?? []);
    if (!found || !ours) {
      console.log(`  ${name.padEnd(20)} did not finish`);
      continue;
    }
    const ratio = name === retrace.name ? "" : `  ${(found.ms / ours.ms).toFixed(2)} times the time`;
    const memory = name === retrace.name ? "" : `, ${(found.bytes / ours.bytes).toFixed(2)} times the memory`;
    console.log(
      `  ${name.padEnd(20)}${(found.ms / 1000).toFixed(2).padStart(7)} s  ${(found.bytes / 1e6).toFixed(0).padStart(5)} MB${ratio}${memory}`,
    );
  }
}

const Usage = z.strictObject({ maxRSS: z.number() });

/** Null when the tool fails or takes too long. */
async function runTool({ args }: Tool, folder: string): Promise<Sample | null> {
  const scratch = mkdtempSync(join(tmpdir(), "retrace-bench-usage-"));
  const report = join(scratch, "usage.json");
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", fileURLToPath(new URL("./usage.ts", import.meta.url)), ...args(folder)],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, RETRACE_BENCH_USAGE: report },
      timeout: LIMIT_MS,
    },
  );
  let output = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.length;
  });
  await new Promise((resolve) => child.on("close", resolve));
  const ms = performance.now() - start;
  const usage = existsSync(report) ? Usage.parse(JSON.parse(readFileSync(report, "utf8"))) : null;
  rmSync(scratch, { recursive: true });
  return usage && output > 2 ? { ms, bytes: usage.maxRSS * 1024 } : null;
}

function middle(samples: readonly Sample[]): Sample | undefined {
  return [...samples].sort((a, b) => a.ms - b.ms)[samples.length >> 1];
}
