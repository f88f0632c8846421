import { setImmediate } from "node:timers/promises";
import { messageOf } from "#lib/std/errors.ts";
import { byCodeUnit } from "#lib/std/order.ts";
import { mergeEdges } from "./edges.ts";
import type { FileDraft, FileFacts, LanguageAdapter, Repository, SourceText } from "./languages/port.ts";
import { adapterOf } from "./languages/registry.ts";
import { orderFiles } from "./order.ts";
import { discardParser, parserOf, parseText } from "./parser.ts";
import { createRepository } from "./repository.ts";
import type { Edge, Language, Outline, Role, Structure } from "./schema.ts";
import { countLines } from "./text.ts";

/** A file of the snapshot with what `classify` said about it. */
export type SourceFile = {
  readonly path: string;
  readonly content: Uint8Array;
  readonly language: Language;
  readonly role: Role;
};

export type ExtractOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
};

const FILE_LIMIT_BYTES = 2 * 1024 * 1024;
/** Parsing and reading together; parsing alone has its own, shorter limit. */
const READ_LIMIT_MS = 4000;
/** How long the event loop may wait: heartbeats and cancellation live there. */
const SLICE_MS = 40;

/**
 * Parses every file, resolves what names what, and puts the files in order. The result depends on the set of files
 * alone. A file that cannot be read has an outline with its problem; it never ends the run.
 */
export async function extractStructure(given: readonly SourceFile[], options: ExtractOptions = {}): Promise<Structure> {
  const files = [...new Map(given.map((file) => [file.path, file])).values()].sort((a, b) =>
    byCodeUnit(a.path, b.path),
  );
  const repository = createRepository(files);
  const drafts = new Map<LanguageAdapter, FileDraft<unknown>[]>();
  const problems = new Map<string, string>();
  const lines = new Map<string, number>();

  let sliceStart = performance.now();
  for (const [index, file] of files.entries()) {
    options.signal?.throwIfAborted();
    const problem = await readFile(file, drafts, lines);
    if (problem !== null) problems.set(file.path, problem);
    options.onProgress?.(index + 1, files.length);
    if (performance.now() - sliceStart < SLICE_MS) continue;
    await setImmediate();
    sliceStart = performance.now();
  }

  const facts = new Map(
    [...drafts].flatMap(([adapter, each]) => adapter.link(each, repository)).map((each) => [each.path, each]),
  );
  const edges = mergeEdges(edgesOf(facts.values(), repository));
  const { order, places } = orderFiles(files, edges);
  return {
    files: files.map(({ path, language, role, content }) => ({
      path,
      language,
      role,
      bytes: content.length,
      lines: lines.get(path) ?? 0,
      ...(places.get(path) ?? { order: null, level: 0, cycle: null, reason: "Shown, never written." }),
    })),
    edges,
    outlines: files.map((file) => outlineOf(file, lines.get(file.path) ?? 0, facts.get(file.path), problems)),
    order: [...order],
  };
}

/** Null when the file was read; otherwise why not. */
async function readFile(
  file: SourceFile,
  drafts: Map<LanguageAdapter, FileDraft<unknown>[]>,
  lines: Map<string, number>,
): Promise<string | null> {
  if (file.role === "binary") return "not text";
  if (file.content.length > FILE_LIMIT_BYTES) return "larger than 2 MiB";
  const source = toSourceText(file);
  lines.set(file.path, countLines(source.text));
  const adapter = adapterOf(file.language);
  if (!adapter) return `no adapter for ${file.language}`;
  if (isSkipped(file)) return "code of others, not parsed";
  const read = await readTree(adapter, source);
  if (typeof read === "string") return read;
  const known = drafts.get(adapter);
  if (known) known.push(read);
  else drafts.set(adapter, [read]);
  return null;
}

/** Installed packages and minified files are parsed by nobody: they would cost more than the repository itself. */
function isSkipped({ path, role }: SourceFile): boolean {
  return role === "vendored" && /(^|\/)node_modules\/|[.-]min\.[cm]?js$/.test(path);
}

async function readTree(adapter: LanguageAdapter, source: SourceText): Promise<FileDraft<unknown> | string> {
  const grammar = adapter.grammar(source);
  try {
    const tree = parseText(await parserOf(grammar), source.text);
    if (!tree) return "parsing took longer than 2 seconds";
    try {
      return { path: source.path, role: source.role, draft: adapter.read(source, tree) };
    } finally {
      tree.delete();
    }
  } catch (error) {
    if (error instanceof TimeLimitError) return error.message;
    // After a trap of the module nothing in the parser can be trusted.
    discardParser(grammar);
    return `could not be parsed: ${messageOf(error).slice(0, 200)}`;
  }
}

class TimeLimitError extends Error {}

function toSourceText({ path, language, role, content }: SourceFile): SourceText {
  const decoded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(content);
  const hasMark = decoded.startsWith("\uFEFF");
  const deadline = performance.now() + READ_LIMIT_MS;
  const checkTime = (): void => {
    if (performance.now() > deadline) throw new TimeLimitError("reading took longer than 4 seconds");
  };
  return { path, language, role, text: hasMark ? decoded.slice(1) : decoded, shift: hasMark ? 1 : 0, checkTime };
}

/** Edges to files of the repository alone: an adapter's guess never invents a node. */
function* edgesOf(facts: Iterable<FileFacts>, repository: Repository): Generator<Edge> {
  for (const { path, edges } of facts) {
    for (const edge of edges) if (repository.has(edge.to)) yield { from: path, ...edge };
  }
}

function outlineOf(
  { path, language }: SourceFile,
  lines: number,
  facts: FileFacts | undefined,
  problems: ReadonlyMap<string, string>,
): Outline {
  const problem = problems.get(path) ?? (facts ? null : "could not be parsed");
  return {
    path,
    language,
    parsed: problem === null,
    problem,
    lines,
    doc: facts?.doc ?? "",
    symbols: [...(facts?.symbols ?? [])],
    imports: [...(facts?.imports ?? [])],
    testCases: [...(facts?.testCases ?? [])].slice(0, 40),
  };
}
