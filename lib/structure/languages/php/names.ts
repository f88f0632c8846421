import type { Node } from "web-tree-sitter";
import type { SourceText } from "../port.ts";
import { type PathExpression, readPath } from "./paths.ts";
import { isReserved } from "./reserved.ts";
import type { Word } from "./scan.ts";

export type NameRole = "class" | "function" | "constant";

/** One name of a `use` statement outside classes. */
export type UseClause = {
  readonly role: NameRole;
  /** Full name without leading backslash. */
  readonly name: string;
  readonly at: number;
};

/** A use of a name in code, resolved by the rules that need this file alone. */
export type NameUse = {
  readonly role: NameRole;
  readonly name: string;
  /** The global name that a function or constant falls back to. */
  readonly fallback: string | null;
  /** Number of the `use` clause; -1 for names written in full and those of the own namespace. */
  readonly clause: number;
  readonly local: string;
  readonly at: number;
};

export type Definition = {
  readonly role: NameRole;
  readonly name: string;
  readonly at: number;
  readonly isTop: boolean;
};

export type Include = { readonly path: PathExpression | null; readonly at: number };

export type FileNames = {
  readonly clauses: readonly UseClause[];
  readonly uses: readonly NameUse[];
  readonly definitions: readonly Definition[];
  readonly includes: readonly Include[];
  /** Constants of `define` and `const` with the path they may stand for. */
  readonly constants: readonly (readonly [name: string, path: PathExpression | null])[];
  /** Second names given by `class_alias`, with the class they stand for. */
  readonly aliases: readonly (readonly [alias: string, name: string])[];
};

/** Bounds what is kept of a file that is nothing but names. */
const NAME_LIMIT = 20_000;
const INCLUDE_LIMIT = 2000;

/** Every name of a file's code, resolved as PHP's compiler does: by namespace and the `use` clauses above. */
export function readNames(
  source: Pick<SourceText, "text" | "checkTime">,
  root: Node,
  words: readonly Word[],
): FileNames {
  return new NameReader(source, root, words).read();
}

/** What `use` clauses bind, by alias: class and function names without regard to case. */
type Scope = { readonly namespace: string; readonly bound: ReadonlyMap<NameRole, Map<string, number>> };

function newScope(namespace: string): Scope {
  return { namespace, bound: new Map([...ROLES].map((role) => [role, new Map()])) };
}

const ROLES: readonly NameRole[] = ["class", "function", "constant"];
const INCLUDES = new Set(["require", "require_once", "include", "include_once"]);
const CLASS_KEYWORDS = new Set(["class", "interface", "trait", "enum"]);
const DEFINE = /\s*\(\s*(['"])([\w\\]{1,200})\1\s*,/y;
const CLASS_NAME = /\s*[(,]\s*(?:(?:['"])\\{0,2}(\w[\w\\]{0,200})['"]|(\\?\w[\w\\]{0,200})::class)\s*(?=[,)])/y;

class NameReader {
  readonly #text: string;
  readonly #checkTime: () => void;
  readonly #root: Node;
  readonly #words: readonly Word[];
  readonly #clauses: UseClause[] = [];
  readonly #uses: NameUse[] = [];
  readonly #definitions: Definition[] = [];
  readonly #includes: Include[] = [];
  readonly #constants: [string, PathExpression | null][] = [];
  readonly #aliases: [string, string][] = [];
  #scope = newScope("");
  /** Names known since the last definition of the file: later uses there add nothing. */
  #seen = new Set<string>();

  constructor({ text, checkTime }: Pick<SourceText, "text" | "checkTime">, root: Node, words: readonly Word[]) {
    this.#text = text;
    this.#checkTime = checkTime;
    this.#root = root;
    this.#words = words;
  }

  read(): FileNames {
    for (let index = 0; index < this.#words.length && this.#uses.length < NAME_LIMIT; index++) {
      const word = this.#words[index];
      if (word) index = this.#word(word, index);
    }
    return {
      clauses: this.#clauses,
      uses: this.#uses,
      definitions: this.#definitions,
      includes: this.#includes,
      constants: this.#constants,
      aliases: this.#aliases,
    };
  }

  /** Handles one word and says which was the last one taken. */
  #word(word: Word, index: number): number {
    const { text, before, after, frame } = word;
    const lower = text.toLowerCase();
    if (lower === "namespace" && frame === "block") return this.#namespace(word, index);
    if (lower === "use" && frame !== "class" && before !== ")") return this.#importStatement(index);
    if (INCLUDES.has(lower) && before !== "function" && before !== "const") {
      const path = readPath(this.#text, word.at + text.length);
      if (this.#includes.length < INCLUDE_LIMIT) this.#includes.push({ path, at: word.at });
      return index;
    }
    if (CLASS_KEYWORDS.has(before) && !isReserved(text)) this.#define(word, "class");
    else if (before === "function") {
      if (frame !== "class") this.#define(word, "function");
    } else if (after === "=" && (before === "const" || before === ",")) {
      if (frame === "block") this.#defineConstant(word);
    } else if (!isReserved(text)) this.#use(word, lower);
    return index;
  }

  #namespace(word: Word, index: number): number {
    const name = this.#words[index + 1];
    const isNamed = name?.before === "namespace" && word.after !== "{" && (name.after === ";" || name.after === "{");
    if (!isNamed && word.after !== "{") return index;
    this.#scope = newScope(isNamed ? name.text : "");
    this.#seen = new Set();
    return isNamed ? index + 1 : index;
  }

  #define(word: Word, role: NameRole): void {
    this.#definitions.push({ role, name: this.#own(word.text), at: word.at, isTop: !word.isNested });
    if (!word.isNested) this.#seen = new Set();
  }

  #defineConstant(word: Word): void {
    const name = this.#own(word.text);
    this.#define(word, "constant");
    const value = this.#text.indexOf("=", word.at) + 1;
    this.#constants.push([name, readPath(this.#text, value)]);
  }

  #own(name: string): string {
    const { namespace } = this.#scope;
    return namespace === "" ? name : `${namespace}\\${name}`;
  }

  /** `use A\B, C as D;`, `use function …;`, `use const …;`, `use A\{B, function c};` */
  #importStatement(index: number): number {
    const statement = this.#words[index]?.statement;
    let last = index;
    let prefix = "";
    let role: NameRole = "class";
    let own: NameRole | null = null;
    for (let next = index + 1; next < this.#words.length; next++) {
      const word = this.#words[next];
      if (!word || word.statement !== statement) break;
      const lower = word.text.toLowerCase();
      last = next;
      if (lower === "function" || lower === "const") {
        const named = lower === "const" ? "constant" : "function";
        if (word.before === "use") role = named;
        else own = named;
      } else if (word.after === "\\") prefix = `${word.text}\\`;
      else if (lower === "as" || word.before === "as") continue;
      else {
        const alias = word.after === "as" ? this.#words[next + 2]?.text : undefined;
        this.#clause(own ?? role, (prefix + word.text).replace(/^\\/, ""), alias, word.at);
        own = null;
      }
    }
    return last;
  }

  #clause(role: NameRole, name: string, alias: string | undefined, at: number): void {
    if (this.#clauses.length >= NAME_LIMIT) return;
    const local = alias ?? name.slice(name.lastIndexOf("\\") + 1);
    this.#scope.bound.get(role)?.set(role === "constant" ? local : local.toLowerCase(), this.#clauses.length);
    this.#clauses.push({ role, name, at });
  }

  #use(word: Word, lower: string): void {
    if (word.after === "(") {
      const called = lower.replace(/^\\/, "");
      if (called === "define") this.#defined(word);
      else if (called === "class_alias") this.#aliased(word);
    }
    const quick = quickRole(word);
    const key = `${quick ?? "asked"} ${word.text}`;
    if (quick === "none" || this.#seen.has(key)) return;
    this.#seen.add(key);
    const role = quick ?? this.#askRole(word);
    if (role !== "none") this.#uses.push(this.#resolve(role, word));
  }

  #defined(word: Word): void {
    DEFINE.lastIndex = word.at + word.text.length;
    const match = DEFINE.exec(this.#text);
    if (!match) return;
    const name = (match[2] ?? "").replaceAll("\\\\", "\\");
    this.#definitions.push({ role: "constant", name, at: word.at, isTop: false });
    this.#constants.push([name, readPath(this.#text, DEFINE.lastIndex)]);
  }

  #aliased(word: Word): void {
    CLASS_NAME.lastIndex = word.at + word.text.length;
    const name = this.#className(word.at);
    const alias = name === null ? null : this.#className(word.at);
    if (name !== null && alias !== null) this.#aliases.push([alias, name]);
  }

  /** A literal or `X::class` where the last one ended. */
  #className(at: number): string | null {
    const match = CLASS_NAME.exec(this.#text);
    if (!match) return null;
    const [, literal, written = ""] = match;
    if (literal !== undefined) return literal.replaceAll("\\\\", "\\");
    return this.#resolve("class", { text: written, at }).name;
  }

  /** What the tree says where the neighbours of a name leave several readings. */
  #askRole(word: Word): NameRole | "none" {
    this.#checkTime();
    const parent = this.#root.descendantForIndex(word.at, word.at + word.text.length)?.parent?.type ?? "ERROR";
    return ROLE_OF_PARENT.get(parent) ?? "constant";
  }

  #resolve(role: NameRole, { text, at }: Pick<Word, "text" | "at">): NameUse {
    const base = { role, fallback: null, clause: -1, local: text, at };
    if (text.startsWith("\\")) return { ...base, name: text.slice(1) };
    if (/^namespace\\/i.test(text)) return { ...base, name: this.#own(text.slice(10)) };
    const slash = text.indexOf("\\");
    const first = slash < 0 ? text : text.slice(0, slash);
    const bound = this.#scope.bound.get(slash < 0 ? role : "class");
    const clause = bound?.get(slash < 0 && role === "constant" ? first : first.toLowerCase()) ?? -1;
    const target = this.#clauses[clause];
    if (target) return { ...base, name: target.name + text.slice(first.length), clause };
    const name = this.#own(text);
    return { ...base, name, fallback: slash < 0 && role !== "class" && name !== text ? text : null };
  }
}

const CLASS_BEFORE = new Set(["new", "instanceof", "extends", "implements", "insteadof", "#["]);

/** What the neighbours alone tell; null where the tree must be asked. */
function quickRole({ before, after, frame }: Word): NameRole | "none" | null {
  if (after === "::" || after === "$" || CLASS_BEFORE.has(before)) return "class";
  // `a(` after a comma may be a second attribute.
  if (after === "(") return before === "," ? null : "function";
  if (after === "=" || before === "goto" || before === "as") return "none";
  if (before === "case" && frame === "class") return "none";
  // Labels and named arguments.
  if (after === ":" && LABEL_BEFORE.has(before)) return "none";
  return null;
}

const LABEL_BEFORE = new Set([";", "{", "}", "(", ","]);

const ROLE_OF_PARENT = new Map<string, NameRole | "none">([
  ...[
    "named_type",
    "base_clause",
    "class_interface_clause",
    "attribute",
    "use_declaration",
    "use_instead_of_clause",
  ].map((type) => [type, "class"] as const),
  ["object_creation_expression", "class"],
  ["function_call_expression", "function"],
  ...[
    "ERROR",
    "variable_name",
    "method_declaration",
    "function_definition",
    "class_declaration",
    "named_label_statement",
    "goto_statement",
    "use_as_clause",
    "declare_directive",
    "namespace_definition",
    "namespace_name",
    "namespace_use_clause",
    "namespace_use_declaration",
    "property_hook",
    "member_access_expression",
    "program",
    "text",
    "text_interpolation",
    "comment",
  ].map((type) => [type, "none"] as const),
]);
