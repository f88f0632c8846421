import { createRequire } from "node:module";
import { Language, Parser, type Tree } from "web-tree-sitter";

const require = createRequire(import.meta.url);
const started = new Map<string, Promise<Parser>>();

/** A file that takes longer is given up: a hostile file may cost no more than this. */
const PARSE_LIMIT_MS = 2000;

/** The one warm parser of a grammar; the grammar is loaded at its first use. */
export function parserOf(grammar: string): Promise<Parser> {
  const known = started.get(grammar);
  if (known) return known;
  const loading = load(grammar);
  started.set(grammar, loading);
  loading.catch(() => started.delete(grammar));
  return loading;
}

/** Null when the time ran out. The caller frees the tree. */
export function parseText(parser: Parser, text: string, limitMs: number = PARSE_LIMIT_MS): Tree | null {
  const deadline = performance.now() + limitMs;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > deadline });
  // Without this the next parse would go on in the middle of the abandoned file.
  if (!tree) parser.reset();
  return tree;
}

/** Drops a parser whose module trapped; the next file gets a new one. */
export function discardParser(grammar: string): void {
  started.delete(grammar);
}

async function load(grammar: string): Promise<Parser> {
  await Parser.init();
  // Turbopack would bundle every grammar as a WebAssembly module of its own and fail at their imports.
  const folder = grammar === "tree-sitter-c.wasm" ? "tree-sitter-c" : "@vscode/tree-sitter-wasm/wasm";
  const file = require.resolve(/* turbopackIgnore: true */ `${folder}/${grammar}`);
  const language = await Language.load(file);
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}
