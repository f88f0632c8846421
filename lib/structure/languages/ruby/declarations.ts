import type { Tree, TreeCursor } from "web-tree-sitter";
import type { SourceText } from "../port.ts";
import { ASSIGNMENT, CLASS, METHOD, MODULE, meaningsOf, NAME, PASS, SINGLETON, SKIP } from "./node-meanings.ts";

/** A class or module as opened in a file. Places are offsets of the parsed text. */
export type Scope = {
  readonly kind: "class" | "module";
  /** The scope it stands in; -1 for the file. */
  readonly parent: number;
  /** As written, without leading `::`, which `isTop` keeps; empty where the name is computed. */
  readonly name: string;
  readonly isTop: boolean;
  readonly start: number;
  readonly end: number;
  /** Where its name ends and where its body begins: the superclass between belongs to the scope around. */
  readonly nameEnd: number;
  readonly body: number;
  /** The superclass where it is a plain constant; `computed` for any other expression. */
  readonly superclass: { readonly constant: string } | "computed" | null;
  /** Constants given to `include` and `prepend`. */
  readonly included: readonly string[];
  /** Whether the body holds more than the definitions of other classes, modules and constants. */
  readonly isOwn: boolean;
};

export type Definition = {
  readonly kind: "method" | "constant" | "field";
  /** The scope it belongs to; -1 for the file. */
  readonly scope: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Inside the block of a call outside any class, as the helpers of a test are. */
  readonly isInBlock: boolean;
  /** For constants that hold a class: its methods and fields. */
  readonly members: readonly Definition[];
};

export type Declarations = {
  readonly scopes: readonly Scope[];
  readonly definitions: readonly Definition[];
  /** Names given to `private_constant`, by scope. */
  readonly hidden: ReadonlySet<string>;
};

const SCOPE_LIMIT = 2000;
const DEFINITION_LIMIT = 20_000;

/** Classes, modules, methods and constants of a file. The walk enters no method and no block without a definition. */
export function declarations(source: Pick<SourceText, "text" | "checkTime">, tree: Tree): Declarations {
  const walk = new DeclarationWalk(source, tree);
  try {
    return walk.run();
  } finally {
    walk.cursor.delete();
  }
}

type Draft = { -readonly [Key in keyof Scope]: Scope[Key] } & { included: string[] };
type Holder = Omit<Definition, "members"> & { members: Definition[] };
/** What the walk is in: a scope, the class that a constant holds, or a block. It ends when the walk leaves `depth`. */
type Frame = {
  readonly depth: number;
  readonly scope: number;
  readonly holder: Holder | null;
  readonly isBlock: boolean;
};

/** Non-ASCII letters count as letters wherever they stand, which is what Ruby's own scanner does. */
const KEYWORD =
  /(?<![\w.:@$])(?:class|module|def|attr\w*|include|prepend|[A-Z][\w:\x80-\uffff]*[ \t]*(?:\|\||&&)?=(?![=~>]))(?!\w)/g;

class DeclarationWalk {
  readonly cursor: TreeCursor;
  readonly #text: string;
  readonly #checkTime: () => void;
  readonly #meanings: Uint8Array;
  /** Where definitions may begin, by the text alone. */
  readonly #hits: readonly number[];
  readonly #scopes: Draft[] = [];
  readonly #definitions: Holder[] = [];
  readonly #hidden = new Set<string>();
  #frames: Frame[] = [{ depth: -1, scope: -1, holder: null, isBlock: false }];

  constructor({ text, checkTime }: Pick<SourceText, "text" | "checkTime">, tree: Tree) {
    this.#text = text;
    this.#checkTime = checkTime;
    this.cursor = tree.walk();
    this.#meanings = meaningsOf(tree.language);
    this.#hits = Array.from(text.matchAll(KEYWORD), ({ index }) => index);
  }

  run(): Declarations {
    const { cursor } = this;
    for (let depth = 0, steps = 0; ; steps++) {
      if (steps % 256 === 0) this.#checkTime();
      if (this.#enter(this.#meanings[cursor.nodeTypeId] ?? PASS, depth) && cursor.gotoFirstChild()) {
        depth += 1;
        continue;
      }
      this.#leave(depth);
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return this.#result();
        depth -= 1;
        this.#leave(depth);
      }
    }
  }

  #result(): Declarations {
    return { scopes: this.#scopes, definitions: this.#definitions, hidden: this.#hidden };
  }

  #frame(): Frame {
    return this.#frames.at(-1) ?? { depth: -1, scope: -1, holder: null, isBlock: false };
  }

  #leave(depth: number): void {
    while (this.#frames.length > 1 && this.#frame().depth >= depth) this.#frames.pop();
  }

  /** Whether to look inside. */
  #enter(meaning: number, depth: number): boolean {
    if (meaning === SKIP) return false;
    if (meaning === PASS) return true;
    if (meaning === CLASS || meaning === MODULE) return this.#open(meaning === CLASS ? "class" : "module", depth);
    const frame = this.#frame();
    if (meaning === SINGLETON || meaning === NAME) {
      this.#own(frame);
      return meaning === SINGLETON;
    }
    const { startIndex: start, endIndex: end } = this.cursor;
    if (meaning === METHOD) {
      this.#own(frame);
      this.#method(frame, start, end);
    } else if (meaning === ASSIGNMENT) return this.#assignment(frame, start, end, depth);
    else return this.#call(frame, start, end, depth);
    return false;
  }

  #own({ scope, holder }: Frame): void {
    const draft = this.#scopes[scope];
    if (draft && !holder) draft.isOwn = true;
  }

  #open(kind: "class" | "module", depth: number): boolean {
    const { startIndex: start, endIndex: end } = this.cursor;
    if (this.#scopes.length >= SCOPE_LIMIT) return false;
    HEADER.lastIndex = start;
    const [header = "", path = "", superclass] = HEADER.exec(this.#text) ?? [];
    const name = path.replace(/\s/g, "");
    const constant = /^(?:::)?\p{Lu}[\p{L}\p{N}_]*(?:::\p{Lu}[\p{L}\p{N}_]*)*$/u.exec(superclass?.trim() ?? "")?.[0];
    const body = start + header.length;
    const inner = this.#text.slice(body, Math.min(end, body + 2000));
    this.#frames.push({ depth, scope: this.#scopes.length, holder: null, isBlock: false });
    this.#scopes.push({
      kind,
      parent: this.#frames.at(-2)?.scope ?? -1,
      name: name.replace(/^::/, ""),
      isTop: name.startsWith("::"),
      start,
      end,
      nameEnd: start + (NAMED.exec(header)?.[0].length ?? header.length),
      body,
      superclass: superclass === undefined ? null : constant === undefined ? "computed" : { constant },
      included: [],
      isOwn: superclass !== undefined || /^(?:\s|;|#[^\n]*\n)*end\b/.test(inner),
    });
    return true;
  }

  #method({ scope, holder, isBlock }: Frame, start: number, end: number): void {
    const name = METHOD_NAME.exec(this.#text.slice(start, Math.min(end, start + 300)))?.[1];
    if (name !== undefined)
      this.#define({ kind: "method", scope, name, start, end, isInBlock: isBlock && scope < 0 }, holder);
  }

  #define(definition: Omit<Definition, "members">, holder: Holder | null): Holder {
    const whole = { ...definition, members: [] };
    if (holder) holder.members.push(whole);
    else if (this.#definitions.length < DEFINITION_LIMIT) this.#definitions.push(whole);
    return whole;
  }

  #assignment({ scope, holder, isBlock }: Frame, start: number, end: number, depth: number): boolean {
    LEFT.lastIndex = start;
    const left = LEFT.exec(this.#text)?.[1];
    if (left === undefined) return false;
    let last: Holder | null = null;
    for (const name of left.split(",").map((each) => each.replace(/\s/g, ""))) {
      if (!/^(?:::)?\p{Lu}/u.test(name)) continue;
      last = this.#define({ kind: "constant", scope, name, start, end, isInBlock: isBlock && scope < 0 }, holder);
    }
    RIGHT.lastIndex = LEFT.lastIndex;
    const fields = last && RIGHT.exec(this.#text);
    if (!last || !fields) return false;
    for (const [, name = ""] of (fields[1] ?? "").matchAll(/:(\w+)/g)) {
      last.members.push({
        kind: "field",
        scope,
        name,
        start: fields.index,
        end: RIGHT.lastIndex,
        isInBlock: false,
        members: [],
      });
    }
    if (!this.#hasHit(RIGHT.lastIndex, end)) return false;
    this.#frames.push({ depth, scope, holder: last, isBlock: false });
    return true;
  }

  #call(frame: Frame, start: number, end: number, depth: number): boolean {
    CALLED.lastIndex = start;
    const [, name = "", list = ""] = CALLED.exec(this.#text) ?? [];
    const { scope, holder } = frame;
    if (!/^(?:require|require_relative|require_dependency|private_constant|using)$/.test(name)) this.#own(frame);
    if (/^(?:attr|attr_reader|attr_writer|attr_accessor|cattr_accessor|mattr_accessor|class_attribute)$/.test(name)) {
      for (const [, field = ""] of list.matchAll(/:(\w+)/g)) {
        if (scope >= 0 || holder)
          this.#define({ kind: "field", scope, name: field, start, end, isInBlock: false }, holder);
      }
    } else if (name === "private_constant") {
      for (const [, constant] of list.matchAll(/:(\w+)/g)) this.#hidden.add(`${scope} ${constant}`);
    } else if (name === "include" || name === "prepend") {
      for (const [constant] of list.matchAll(/(?<![\w.:])(?:::)?\p{Lu}[\p{L}\p{N}_:]*/gu)) {
        if (!holder) this.#scopes[scope]?.included.push(constant.replace(/:+$/, ""));
      }
    }
    if (!this.#hasHit(start + name.length, end)) return false;
    this.#frames.push({ depth, scope, holder, isBlock: true });
    return true;
  }

  #hasHit(start: number, end: number): boolean {
    let low = 0;
    let high = this.#hits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#hits[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (this.#hits[low] ?? Number.POSITIVE_INFINITY) < end;
  }
}

const HEADER =
  /(?:class|module)\s+((?:::\s*)?\p{Lu}[\p{L}\p{N}_]*(?:\s*::\s*\p{Lu}[\p{L}\p{N}_]*)*)(?:\s*<(?!<)\s*([^\n;#]+))?/uy;
const NAMED = /^\w+\s+[^<;]*[^<;\s]/;
const METHOD_NAME = /^def\s+(?:[\p{L}_][\p{L}\p{N}_:]*\s*\.\s*)?([^\s(;]+)/u;
const LEFT =
  /((?:::)?[\p{L}_@$][\p{L}\p{N}_:]*(?:\s*,\s*(?:::)?[\p{L}_@$][\p{L}\p{N}_:]*)*)\s*(?:\|\||&&)?=(?![=~>])/uy;
/** What makes a class by assignment, and the names of its fields. */
const RIGHT =
  /\s*(?:::)?(?:Struct\.new|Data\.define|Class\.new|Module\.new|ImmutableStruct\.new)\b((?:[ \t]*\(?\s*(?:::?\w+|"\w+")\s*,?(?=[\s,)]))*)/y;
const CALLED = /(\w+)((?:[ \t(]|,\s*\n?\s*|::?\w+|[\w"']+)*)/y;
