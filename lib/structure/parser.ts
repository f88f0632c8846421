import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { Language, Parser, type Tree } from "web-tree-sitter";

const require = createRequire(import.meta.url);
const modules = new Map<string, Promise<WebAssembly.Module>>();
const parsers = new Map<string, Promise<Parser>>();
let runtime: Promise<void> | undefined;

/** A file that takes longer is given up: a hostile file may cost no more than this. */
const PARSE_LIMIT_MS = 2000;

/** The compiled module of a grammar, read at its first use; it may be posted to other threads, which share its code. */
export function moduleOf(grammar: string): Promise<WebAssembly.Module> {
  return once(modules, grammar, async () => compile(await readFile(fileOf(grammar))));
}

/** Makes a module that another thread has compiled known in this one. */
export function adoptModule(grammar: string, module: WebAssembly.Module): void {
  modules.set(grammar, Promise.resolve(module));
}

/** This thread's one warm parser of a grammar. */
export function parserOf(grammar: string): Promise<Parser> {
  return once(parsers, grammar, async () => {
    // Two calls at once would make two runtimes, and a grammar of one is garbage in the other.
    runtime ??= Parser.init();
    await runtime;
    const parser = new Parser();
    parser.setLanguage(Language.loadSync(await moduleOf(grammar)));
    return parser;
  });
}

let isBroken = false;

/**
 * Says whether this error broke the runtime. A trap, or running out of stack, leaves the module's own stack where it was,
 * and every later file of this thread would fail because of it: the rest has to be parsed in another thread.
 */
export function breaksRuntime(error: unknown): boolean {
  const breaks = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
  isBroken ||= breaks;
  return breaks;
}

export function isRuntimeBroken(): boolean {
  return isBroken;
}

/** Null when the time ran out. The caller frees the tree. */
export function parseText(parser: Parser, text: string, limitMs: number = PARSE_LIMIT_MS): Tree | null {
  const isOver = stopwatch(limitMs);
  const tree = parser.parse(text, null, { progressCallback: isOver });
  // Without this the next parse would go on in the middle of the abandoned file.
  if (!tree) parser.reset();
  return tree;
}

/**
 * Tells whether this thread has worked longer than `limitMs` since now. Work counts, not waiting: on a busy machine the
 * same file must come to the same end. The clock is asked first, since it is far cheaper than the processor's time.
 */
export function stopwatch(limitMs: number): () => boolean {
  const start = performance.now();
  const worked = workedMs();
  return () => performance.now() - start > limitMs && workedMs() - worked > limitMs;
}

function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function once<Value>(known: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  const found = known.get(key);
  if (found) return found;
  const making = make();
  known.set(key, making);
  making.catch(() => known.delete(key));
  return making;
}

/** What V8 starts with, and a number that no file reaches (bytes executed per function, roughly). */
const TIERING_BUDGET = 13_000_000;
const NEVER = 2_000_000_000;

/**
 * Compiles a grammar so that V8 leaves it in its first tier. A grammar is mostly one lexer function of up to 160 kB, a
 * single switch: compiling it again with TurboFan takes up to 700 MB and 1.4 s (that of Bash) and parses no faster.
 */
function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  setFlagsFromString(`--wasm-tiering-budget=${NEVER}`);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  }
}

/** Most grammars come in one package; it has C only as a part of C++, whose keywords are names in C. */
function fileOf(grammar: string): string {
  const folder = grammar === "tree-sitter-c.wasm" ? "tree-sitter-c" : "@vscode/tree-sitter-wasm/wasm";
  // Turbopack would bundle every grammar as a WebAssembly module of its own and fail at their imports.
  return require.resolve(/* turbopackIgnore: true */ `${folder}/${grammar}`);
}
