import { messageOf } from "#lib/std/errors.ts";
import type { LanguageAdapter, SourceText } from "./languages/port.ts";
import { type Family, familyOf } from "./languages/registry.ts";
import { breaksRuntime, parserOf, parseText, stopwatch } from "./parser.ts";
import type { Language, Role } from "./schema.ts";

/** A file of the snapshot with what `classify` said about it. */
export type SourceFile = {
  readonly path: string;
  readonly content: Uint8Array;
  readonly language: Language;
  readonly role: Role;
};

/** What an adapter drew from a file, or why it drew nothing. */
export type Drafted = { readonly draft: unknown } | { readonly problem: string };

const FILE_LIMIT_BYTES = 2 * 1024 * 1024;
/** Parsing and reading together; parsing alone has its own, shorter limit. */
const READ_LIMIT_MS = 4000;

/** The family of languages whose adapter is to read a file, or why none is. */
export function readerOf(file: SourceFile): { readonly family: Family } | { readonly problem: string } {
  // Text in another encoding is not written byte for byte, but compilers read it, and so can we.
  if (file.role === "binary" && file.content.includes(0)) return { problem: "not text" };
  if (file.content.length > FILE_LIMIT_BYTES) return { problem: "larger than 2 MiB" };
  const family = familyOf(file.language);
  if (!family) return { problem: `no grammar for ${file.language}` };
  return isSkipped(file) ? { problem: "code of others, not parsed" } : { family };
}

/** Installed packages and minified files are parsed by nobody: they would cost more than the repository itself. */
function isSkipped({ path, role }: SourceFile): boolean {
  return role === "vendored" && /(^|\/)node_modules\/|[.-]min\.[cm]?js$/.test(path);
}

/**
 * Parses one file in this thread and lets the adapter read it. Never throws: a file that cannot be read says why. Ask
 * `isRuntimeBroken` before the next one.
 */
export async function draftFile(adapter: LanguageAdapter, file: SourceFile): Promise<Drafted> {
  const source = toSourceText(file, adapter);
  const grammar = adapter.grammar(source);
  try {
    const tree = parseText(await parserOf(grammar), source.text);
    if (!tree) return { problem: "parsing took longer than 2 seconds" };
    try {
      return { draft: adapter.read(source, tree) };
    } finally {
      tree.delete();
    }
  } catch (error) {
    if (error instanceof TimeLimitError) return { problem: error.message };
    if (breaksRuntime(error)) return { problem: "could not be parsed: it is nested too deeply" };
    return { problem: `could not be parsed: ${messageOf(error).slice(0, 200)}` };
  }
}

class TimeLimitError extends Error {}

function toSourceText({ path, language, role, content }: SourceFile, adapter: LanguageAdapter): SourceText {
  const decoded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(content);
  const hasMark = decoded.startsWith("\uFEFF");
  const isOver = stopwatch(READ_LIMIT_MS);
  const checkTime = (): void => {
    if (isOver()) throw new TimeLimitError("reading took longer than 4 seconds");
  };
  const written = hasMark ? decoded.slice(1) : decoded;
  const text = adapter.prepare?.(written) ?? written;
  return { path, language, role, text, written, shift: hasMark ? 1 : 0, checkTime };
}
