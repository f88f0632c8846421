import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Language, Parser } from "web-tree-sitter";
import { classify } from "#lib/structure/index.ts";
import { extractStructure, type SourceFile } from "#lib/structure/server.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const ROUNDS = 5;
const GRAMMARS: Readonly<Record<string, string>> = {
  typescript: "typescript",
  tsx: "tsx",
  javascript: "javascript",
  python: "python",
  go: "go",
};

/** Prints how long parsing with everything drawn from it takes, against bare parsing of the same files in the same run. */
export async function run(): Promise<void> {
  const corpora = [
    ["this project", collect(join(root, "lib"))],
    [
      "zod and openai sources",
      [...collect(join(root, "node_modules/zod/src")), ...collect(join(root, "node_modules/openai/src"))],
    ],
    ["Python folder of RETRACE_BENCH_PYTHON", collect(process.env.RETRACE_BENCH_PYTHON)],
    ["Go folder of RETRACE_BENCH_GO", collect(process.env.RETRACE_BENCH_GO)],
  ] as const;
  await Parser.init();
  for (const [name, files] of corpora) if (files.length > 0) await measure(name, files);
}

/** Rounds alternate, so that a slow moment of the machine meets both; the median of each is compared. */
async function measure(name: string, files: readonly SourceFile[]): Promise<void> {
  const parse = await bareParser(files);
  const bare: number[] = [];
  const full: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = threadMs();
    parse();
    const middle = threadMs();
    await extractStructure(files);
    // The first round warms grammars and compiled code.
    if (round === 0) continue;
    bare.push(middle - start);
    full.push(threadMs() - middle);
  }
  const megabytes = files.reduce((sum, file) => sum + file.content.length, 0) / 1e6;
  const rate = (times: readonly number[]): string => `${((megabytes / median(times)) * 1000).toFixed(1)} MB/s`;
  console.log(`${name}: ${files.length} files, ${megabytes.toFixed(2)} MB`);
  console.log(
    `  bare parse ${median(bare).toFixed(0)} ms (${rate(bare)}), structure ${median(full).toFixed(0)} ms (${rate(full)})`,
  );
  console.log(`  ratio ${(median(full) / median(bare)).toFixed(2)}`);
}

/** Processor time of this thread: what other programs of the machine do does not count. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function bareParser(files: readonly SourceFile[]): Promise<() => void> {
  const parsers = new Map<string, Parser>();
  for (const grammar of new Set(files.flatMap((file) => GRAMMARS[file.language] ?? []))) {
    const parser = new Parser();
    parser.setLanguage(
      await Language.load(require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`)),
    );
    parsers.set(grammar, parser);
  }
  return () => {
    for (const { content, language } of files) {
      parsers
        .get(GRAMMARS[language] ?? "")
        ?.parse(new TextDecoder().decode(content))
        ?.delete();
    }
  };
}

function collect(folder: string | undefined): SourceFile[] {
  if (folder === undefined) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => {
      const content = readFileSync(path);
      const name = relative(dirname(folder), path);
      return { path: name, content, ...classify(name, content) };
    })
    .filter(({ language }) => GRAMMARS[language] !== undefined);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
