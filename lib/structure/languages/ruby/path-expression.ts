import { dirname, join, normalize } from "node:path/posix";

/**
 * A path that an expression stands for. `plain` is a string as written, which a load path or the working folder
 * completes; the others are absolute, counted from the repository, from `Rails.root` or from the working folder.
 */
export type RubyPath = { readonly base: "plain" | "repository" | "application" | "working"; readonly path: string };

export type PathContext = {
  /** The file in which the expression stands. */
  readonly file: string;
  /** The expression that is assigned to a constant or variable of the file; null unless there is exactly one. */
  assigned(name: string): string | null;
};

/** What `text` evaluates to where that follows from the file alone; null for everything else. */
export function foldPath(text: string, context: PathContext): RubyPath | null {
  const value = new PathReader(text, context, 0).whole();
  return value && { base: value.base, path: value.base === "plain" ? value.path : normalize(value.path) };
}

type Value = RubyPath & { readonly isPathname: boolean };

const LONGEST_EXPRESSION = 1000;
const DEEPEST = 8;

/** The few calls by which Ruby programs name files: `File.expand_path`, `File.join`, `Pathname`, `__dir__`, strings. */
class PathReader {
  readonly #text: string;
  readonly #context: PathContext;
  readonly #depth: number;
  #at = 0;

  constructor(text: string, context: PathContext, depth: number) {
    this.#text = text.length > LONGEST_EXPRESSION || depth > DEEPEST ? "?" : text;
    this.#context = context;
    this.#depth = depth;
  }

  whole(): Value | null {
    const value = this.#sum();
    this.#match(/\s*/y);
    return this.#at === this.#text.length ? value : null;
  }

  #sum(): Value | null {
    let value = this.#chain();
    while (value) {
      const operator = this.#match(/\s*([+/])\s*|[ \t]*(?:\\\n[ \t]*)?(?=["'])/y);
      if (!operator) return value;
      const right = this.#chain();
      if (!right) return null;
      if (operator[1] === "/" && !value.isPathname) return null;
      value = value.isPathname ? joined([value, right]) : concatenated(value, right);
    }
    return null;
  }

  #chain(): Value | null {
    let value = this.#primary();
    while (value) {
      const call = this.#match(
        /\s*\.(join|to_s|to_path|to_str|expand_path|realpath|dirname|parent|freeze|cleanpath|dup)\b(?![?!=])/y,
      )?.[1];
      if (call === undefined) return value;
      const list = this.#match(/\(/y) ? this.#list() : [];
      if (!list) return null;
      if (call === "join") value = joined([value, ...list]);
      else if (call === "dirname" || call === "parent") value = { ...value, path: dirname(normalize(value.path)) };
      else if (list.length > 0) return null;
      else if (/^to_/.test(call)) value = { ...value, isPathname: false };
      else if (call === "expand_path") value = expanded([value]);
    }
    return null;
  }

  #primary(): Value | null {
    const start = this.#match(
      /\s*(?:(["'(])|(?:::)?(?:(File)\s*\.\s*(\w+)|(Pathname)(?:\s*\.\s*new)?\b|((?:Rails|config)\.root|Dir\.pwd)\b|(@{0,2}[A-Za-z_]\w*)))/y,
    );
    if (!start) return null;
    const [, opening, file, method = "", pathname, root, name = ""] = start;
    if (opening === "(") {
      const inner = this.#sum();
      return this.#match(/\s*\)/y) ? inner : null;
    }
    if (opening !== undefined) return this.#string(opening);
    if (root !== undefined)
      return { base: root === "Dir.pwd" ? "working" : "application", path: ".", isPathname: true };
    if (file === undefined && pathname === undefined) return this.#named(name);
    const list = this.#match(/[ \t]*\(\s*|[ \t]+/y)?.[0].includes("(") ? this.#list() : this.#openList();
    const [first] = list ?? [];
    if (!list || !first) return null;
    if (pathname !== undefined) return { ...first, isPathname: true };
    if (method === "join") return { ...joined(list), isPathname: false };
    if (method === "dirname") return { ...first, path: dirname(normalize(first.path)), isPathname: false };
    return /^(?:expand_path|absolute_path|realpath)$/.test(method) ? expanded(list) : null;
  }

  #named(name: string): Value | null {
    const { file, assigned } = this.#context;
    if (name === "__FILE__") return { base: "repository", path: file, isPathname: false };
    if (name === "__dir__") return { base: "repository", path: dirname(file), isPathname: false };
    const expression = assigned(name);
    return expression === null ? null : new PathReader(expression, this.#context, this.#depth + 1).whole();
  }

  /** The rest of a list, its closing bracket included. */
  #list(): Value[] | null {
    if (this.#match(/\s*\)/y)) return [];
    const list = this.#openList();
    return this.#match(/\s*,?\s*\)/y) ? list : null;
  }

  #openList(): Value[] | null {
    const list: Value[] = [];
    do {
      const words = this.#match(/\s*\*%[wW](?:\(([^()#]*)\)|\[([^[\]#]*)\]|\{([^{}#]*)\})/y);
      if (words) {
        const parts = (words[1] ?? words[2] ?? words[3] ?? "").split(/\s+/).filter((part) => part !== "");
        list.push(...parts.map((path) => ({ base: "plain", path, isPathname: false }) as const));
        continue;
      }
      const value = this.#sum();
      if (!value) return null;
      list.push(value);
    } while (this.#match(/\s*,(?!\s*\))/y));
    return list;
  }

  #string(quote: string): Value | null {
    let value: Value = { base: "plain", path: "", isPathname: false };
    for (let at = this.#at; at < this.#text.length; at = this.#at) {
      const character = this.#text[at] ?? "";
      this.#at += 1;
      if (character === quote) return value;
      if (character === "\\") this.#at += 1;
      if (quote === '"' && character === "#" && this.#text[at + 1] === "{") {
        this.#at += 1;
        const inner = this.#sum();
        if (!inner || !this.#match(/\s*\}/y)) return null;
        value = concatenated(value, inner);
      } else value = { ...value, path: value.path + (character === "\\" ? (this.#text[at + 1] ?? "") : character) };
    }
    return null;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }
}

function concatenated(left: Value, right: Value): Value {
  if (left.path === "" && left.base === "plain") return { ...right, isPathname: false };
  return { base: left.base, path: left.path + right.path, isPathname: false };
}

/** `File.join` and `Pathname#join`; an absolute part begins anew. */
function joined([first, ...rest]: readonly Value[]): Value {
  let value: Value = first ?? { base: "plain", path: "", isPathname: false };
  for (const part of rest) value = part.base === "plain" ? { ...value, path: join(value.path, part.path) } : part;
  return value;
}

/** `File.expand_path(path, from)`; without `from`, or from a relative one, the working folder counts. */
function expanded([path, from]: readonly Value[]): Value {
  const inner: Value = path ?? { base: "plain", path: "", isPathname: false };
  if (inner.base !== "plain") return inner;
  const base = from && from.base !== "plain" ? from.base : "working";
  return { base, path: join(from?.path ?? ".", inner.path), isPathname: false };
}
