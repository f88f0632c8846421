import { normalize } from "node:path/posix";
import { assertNever } from "#lib/std/assert.ts";

/** What an expression of a path is made of; constants and the file's own place are known when linking. */
export type PathExpression =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file" }
  | { readonly kind: "constant"; readonly name: string }
  | { readonly kind: "joined"; readonly parts: readonly PathExpression[] }
  | { readonly kind: "dirname"; readonly of: PathExpression; readonly levels: number };

const EXPRESSION_LIMIT = 1000;
const DEPTH_LIMIT = 8;
const PATH_LIMIT = 2000;
const SPACE = /(?:\s+|\/\*[^*]*\*\/|\/\/[^\n]*\n)*/y;
const NAME = /\\?[A-Za-z_\x80-\uffff][\w\x80-\uffff]*/y;
const STRING = /'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\$]|\\[\s\S])*)"/y;
const NUMBER = /\d{1,3}/y;

/** Reads strings, `__DIR__`, `dirname(…)`, constants and what joins them; null for all that is computed otherwise. */
export function readPath(text: string, at: number): PathExpression | null {
  return new PathReader(text.slice(at, at + EXPRESSION_LIMIT)).whole();
}

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): PathExpression | null {
    const path = this.#joined(0);
    this.#take(SPACE);
    const isWhole = /^(?:$|[;),\]}]|\?>|or\b|and\b|\|\||&&)/i.test(this.#text.slice(this.#at, this.#at + 4));
    return isWhole ? path : null;
  }

  #joined(depth: number): PathExpression | null {
    const parts: PathExpression[] = [];
    do {
      const part = this.#part(depth);
      if (!part) return null;
      parts.push(part);
    } while (this.#sign("."));
    return parts.length === 1 ? (parts[0] ?? null) : { kind: "joined", parts };
  }

  #part(depth: number): PathExpression | null {
    if (depth > DEPTH_LIMIT) return null;
    if (this.#sign("(")) {
      const inner = this.#joined(depth + 1);
      return this.#sign(")") ? inner : null;
    }
    const string = this.#take(STRING);
    if (string) return { kind: "text", text: unescaped(string) };
    const name = this.#take(NAME)?.replace(/^\\/, "");
    if (name === undefined) return null;
    if (!this.#sign("(")) return constant(name);
    const inner = this.#joined(depth + 1);
    const levels = this.#sign(",") ? Number(this.#take(NUMBER) ?? Number.NaN) : 1;
    if (!inner || !this.#sign(")") || !(levels >= 1)) return null;
    switch (name.toLowerCase()) {
      case "dirname":
        return { kind: "dirname", of: inner, levels };
      case "realpath":
        return inner;
      // WordPress defines it as the folder of the file, with a slash behind.
      case "plugin_dir_path":
        return { kind: "joined", parts: [{ kind: "dirname", of: inner, levels: 1 }, text("/")] };
      default:
        return null;
    }
  }

  #sign(sign: string): boolean {
    this.#take(SPACE);
    const isThere = this.#text[this.#at] === sign;
    if (isThere) this.#at += 1;
    this.#take(SPACE);
    return isThere;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match === undefined) return null;
    this.#at += match.length;
    return match;
  }
}

function text(value: string): PathExpression {
  return { kind: "text", text: value };
}

function unescaped(string: string): string {
  return string.slice(1, -1).replace(/\\([\\'"$])/g, "$1");
}

function constant(name: string): PathExpression {
  switch (name.toUpperCase()) {
    case "__FILE__":
      return { kind: "file" };
    case "__DIR__":
      return { kind: "dirname", of: { kind: "file" }, levels: 1 };
    case "DIRECTORY_SEPARATOR":
      return text("/");
    case "PATH_SEPARATOR":
      return text(":");
    default:
      return { kind: "constant", name };
  }
}

/** Marks a path that starts at the root of the repository; relative ones depend on where PHP was started. */
const ROOT = "//.";

/** A path of the repository, a relative one, one outside, or null where it cannot be known. */
export type Place = { readonly kind: "rooted" | "relative"; readonly path: string } | { readonly kind: "outside" };

/** The place an expression stands for in `file`, whose constants have the values of `lookUp`. */
export function placeOf(
  expression: PathExpression,
  file: string,
  lookUp: (constant: string) => string | null,
): Place | null {
  const value = evaluate(expression, file, lookUp);
  if (value === null || value === "") return null;
  if (!value.startsWith(ROOT)) {
    return value.startsWith("/") || /^[a-z]+:/i.test(value) ? { kind: "outside" } : { kind: "relative", path: value };
  }
  const path = normalize(`./${value.slice(ROOT.length)}`);
  return path === ".." || path.startsWith("../") ? { kind: "outside" } : { kind: "rooted", path };
}

/** The text of an expression, absolute paths from the mark of the root. */
export function evaluate(
  expression: PathExpression,
  file: string,
  lookUp: (constant: string) => string | null,
): string | null {
  switch (expression.kind) {
    case "text":
      return expression.text;
    case "file":
      return `${ROOT}/${file}`;
    case "constant":
      return lookUp(expression.name);
    case "joined": {
      const parts = expression.parts.map((part) => evaluate(part, file, lookUp));
      const joined = parts.includes(null) ? null : parts.join("");
      // Constants made of constants could double in length with every step.
      return joined !== null && joined.length > PATH_LIMIT ? null : joined;
    }
    case "dirname": {
      let path = evaluate(expression.of, file, lookUp);
      for (let level = 0; level < expression.levels && path !== null; level++) path = parentOf(path);
      return path;
    }
    default:
      return assertNever(expression);
  }
}

function parentOf(path: string): string | null {
  const isRooted = path.startsWith(ROOT);
  const parts = (isRooted ? path.slice(ROOT.length) : path).split("/").filter((part) => part !== "");
  if (parts.length === 0) return null;
  const parent = parts.slice(0, -1).join("/");
  if (isRooted) return parent === "" ? ROOT : `${ROOT}/${parent}`;
  return path.startsWith("/") ? `/${parent}` : parent === "" ? "." : parent;
}
