import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Language, Parser } from "web-tree-sitter";
import { extract, type SourceFile } from "#lib/structure/server.ts";
import type { Corpus } from "./corpora.ts";

const require = createRequire(import.meta.url);
const ROUNDS = 5;

const GRAMMARS: Readonly<Partial<Record<SourceFile["language"], string>>> = {
  typescript: "typescript",
  tsx: "tsx",
  javascript: "javascript",
  python: "python",
  go: "go",
  java: "java",
  rust: "rust",
  cpp: "cpp",
  csharp: "c-sharp",
  ruby: "ruby",
  php: "php",
  shell: "bash",
  powershell: "powershell",
  css: "css",
};

/**
 * How long extraction in one warm thread takes, against the bare parse of the files that it parses. Rounds alternate, so
 * that a slow moment of the machine meets both; the median of each is compared.
 */
export async function compareWarm(corpus: Corpus, given: readonly SourceFile[]): Promise<void> {
  const { structure } = await extract(given, { threads: 0 });
  const parsed = new Set(structure.outlines.filter((outline) => outline.parsed).map(({ path }) => path));
  const files = given.filter(({ path }) => parsed.has(path));
  const parse = await bareParser(files);
  const bare: number[] = [];
  const full: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = threadMs();
    parse();
    const middle = threadMs();
    await extract(given, { threads: 0 });
    // The first round warms grammars and compiled code.
    if (round === 0) continue;
    bare.push(middle - start);
    full.push(threadMs() - middle);
  }
  const megabytes = files.reduce((sum, file) => sum + file.content.length, 0) / 1e6;
  console.log(`${corpus.name}: ${files.length} parsed files, ${megabytes.toFixed(2)} MB, one warm thread`);
  console.log(
    `  bare parse ${median(bare).toFixed(0)} ms, structure ${median(full).toFixed(0)} ms, ratio ${(median(full) / median(bare)).toFixed(2)}`,
  );
}

/** Processor time of this thread: what other programs of the machine do does not count. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function bareParser(files: readonly SourceFile[]): Promise<() => void> {
  await Parser.init();
  const parsers = new Map<string, Parser>();
  for (const language of new Set(files.map((file) => file.language))) {
    const parser = new Parser();
    parser.setLanguage(Language.loadSync(new WebAssembly.Module(readFileSync(grammarOf(language)))));
    parsers.set(language, parser);
  }
  return () => {
    for (const { content, language } of files) {
      parsers.get(language)?.parse(new TextDecoder().decode(content))?.delete();
    }
  };
}

function grammarOf(language: SourceFile["language"]): string {
  if (language === "c") return require.resolve("tree-sitter-c/tree-sitter-c.wasm");
  return require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${GRAMMARS[language]}.wasm`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
