import type { Node } from "web-tree-sitter";
import { oneLine, splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { foldPath, type PathContext, type RubyPath } from "./path-expression.ts";

/** How a path is completed: by the load path, by the file's folder, by the working folder. */
export type Verb =
  | "require"
  | "require_relative"
  | "require_dependency"
  | "load"
  | "autoload"
  | "eval"
  | "eval_gemfile";

export type FoundImport = {
  readonly verb: Verb;
  readonly specifier: string;
  /** Null for what only a run computes, and for an `autoload` whose path follows from its name. */
  readonly path: RubyPath | null;
  readonly autoload: {
    readonly constant: string;
    /** The module it is sent to, where that is written. */
    readonly receiver: string | null;
    /** Without a path of its own: what `autoload_at` gives, and the folder of `autoload_under`. */
    readonly inferred: { readonly at: string | null; readonly under: string | null } | null;
  } | null;
  readonly at: number;
  readonly line: number;
};

/** Bounds the work on a file made of imports. */
const IMPORT_LIMIT = 3000;

const CALL =
  /(?<![\w:@$"'?])(require(?:_relative|_dependency)?|load|autoload|import|eval_gemfile)(?=[ \t(]|\\\n)(?![ \t]*=[^~=>])/g;
/** `eval File.read(path)` in its forms; what matters is the call of `read`. */
const EVAL = /eval[ \t]*\(?\s*(?:::)?(?:File|IO)\.((?:bin)?read)(?=[ \t(])/g;

/** Every import of a file, those inside methods included. Found in the text, judged by the tree. */
export function findImports(source: SourceText, root: Node, context: PathContext): FoundImport[] {
  const { text, checkTime } = source;
  const found: FoundImport[] = [];
  for (const pattern of [CALL, EVAL]) {
    for (const hit of text.matchAll(pattern)) {
      checkTime();
      if (found.length >= IMPORT_LIMIT) break;
      const word = hit[1] ?? "";
      const start = pattern === EVAL ? hit.index + hit[0].length - word.length : hit.index;
      if (pattern === CALL && text[start - 1] === "." && !isSentToModule(text, start, word)) continue;
      if (isCommentLine(text, start) || (word === "import" && !RAKE_FILE.test(source.path))) continue;
      const node = root.descendantForIndex(start, start + word.length);
      const list = node?.type === "identifier" ? argumentsOf(text, node, start + word.length) : null;
      if (!node || list === null) continue;
      const verb = pattern === EVAL ? "eval" : verbOf(word);
      const place = { at: start, line: node.startPosition.row + 1 };
      found.push(
        ...(verb === "autoload"
          ? readAutoload(text, node, list, context, place)
          : readPath(verb, list, context, place)),
      );
    }
  }
  return found.sort((a, b) => a.at - b.at);
}

const RAKE_FILE = /(^|\/)[Rr]akefile$|\.rake$/;

/** `Kernel.require`, and `autoload` sent to a module; what else is called so belongs to some object. */
function isSentToModule(text: string, start: number, word: string): boolean {
  const receiver = /(?:^|[^\w.@$])((?:::)?(?:self|[A-Z][\w:]*))\.$/.exec(
    text.slice(Math.max(0, start - 100), start),
  )?.[1];
  return receiver !== undefined && (word === "autoload" || receiver.replace("::", "") === "Kernel");
}

function verbOf(word: string): Verb {
  switch (word) {
    case "require_relative":
    case "require_dependency":
    case "autoload":
    case "eval_gemfile":
    case "require":
      return word;
    default:
      return "load";
  }
}

/** Whether a place stands behind `#` at the start of its line; what `#{` interpolates is code. */
export function isCommentLine(text: string, at: number): boolean {
  let start = text.lastIndexOf("\n", at - 1) + 1;
  while (text[start] === " " || text[start] === "\t") start += 1;
  return text[start] === "#" && text[start + 1] !== "{";
}

/** The arguments of the call whose method `node` names, each as written; null where it is no call. */
function argumentsOf(text: string, node: Node, end: number): string[] | null {
  const call = node.parent;
  // Around syntax that the grammar does not know a plain string still says all.
  if (call?.type === "ERROR") {
    const literal = /^[ \t]*\(?[ \t]*((["'])[^"'\n#]{1,300}\2)[ \t]*\)?[ \t]*(?:$|#|if |unless )/m.exec(
      text.slice(end, end + 400).split("\n", 1)[0] ?? "",
    );
    return literal?.[1] === undefined ? null : [literal[1]];
  }
  if (call?.type !== "call" || call.childForFieldName("method")?.startIndex !== node.startIndex) return null;
  const list = call.childForFieldName("arguments");
  if (!list) return null;
  const written = text.slice(list.startIndex, Math.min(list.endIndex, list.startIndex + 2000));
  return splitTopLevel(written.startsWith("(") && written.endsWith(")") ? written.slice(1, -1) : written);
}

type Position = Pick<FoundImport, "at" | "line">;

function readPath(verb: Verb, list: readonly string[], context: PathContext, place: Position): FoundImport[] {
  const [expression = ""] = list;
  const path = foldPath(expression, context);
  // A method of the file's own may be called `load`; only what looks like a path is an import.
  if (!path && (verb === "load" || verb === "eval") && !/["']|__|File|path/i.test(expression)) return [];
  if (!path && /^[:\d[{]/.test(expression)) return [];
  return [{ ...place, verb, specifier: written(path, expression), path, autoload: null }];
}

function written(path: RubyPath | null, expression: string): string {
  return path && path.base === "plain" ? path.path : oneLine(expression);
}

function readAutoload(
  text: string,
  node: Node,
  [symbol = "", expression]: readonly string[],
  context: PathContext,
  place: Position,
): FoundImport[] {
  const constant = /^:?["']?(\p{Lu}[\p{L}\p{N}_]*)["']?$/u.exec(symbol)?.[1];
  if (constant === undefined) return [];
  const receiver = /(?:^|[^\w:])([A-Z][\w:]*)\.$/.exec(text.slice(Math.max(0, place.at - 120), place.at))?.[1] ?? null;
  if (expression === undefined) {
    const inferred = surroundings(text, node);
    return [
      { ...place, verb: "autoload", specifier: constant, path: null, autoload: { constant, receiver, inferred } },
    ];
  }
  const path = foldPath(expression, context);
  const specifier = written(path, expression);
  return [{ ...place, verb: "autoload", specifier, path, autoload: { constant, receiver, inferred: null } }];
}

const BLOCK_DEPTH = 12;

/** The blocks of ActiveSupport::Autoload around a call without path. */
function surroundings(text: string, node: Node): { at: string | null; under: string | null } {
  let at: string | null = null;
  let under: string | null = null;
  let outer = node.parent?.parent ?? null;
  for (let level = 0; outer && level < BLOCK_DEPTH && !/^(?:class|module)$/.test(outer.type); level++) {
    const head = /^autoload_(at|under)\b[ (]*["']([^"']+)["']/.exec(
      outer.type === "call" ? text.slice(outer.startIndex, outer.startIndex + 200) : "",
    );
    if (head?.[1] === "at") at ??= head[2] ?? null;
    if (head?.[1] === "under") under ??= head[2] ?? null;
    outer = outer.parent;
  }
  return { at, under };
}
