/* Over 300 lines: one walk that keeps Go's scopes; its cases share the cursor and the frames. */
import type { Language, Tree, TreeCursor } from "web-tree-sitter";

/** A name used in a file and declared neither locally nor as a field: it is an import's, the package's or Go's own. */
export type FreeName = {
  readonly name: string;
  /** What follows its dot, when it is followed by one. */
  readonly member: string | null;
  /** For the key of a composite literal: its type, since a struct's keys are fields and a map's are values. */
  readonly keyOf: string | null;
  readonly at: number;
  readonly line: number;
};

/**
 * Every free name of a file, once per top-level declaration. One walk with a cursor and no node objects: each visited
 * node costs two calls over the border to WebAssembly, which bounds the work by about half the time of parsing.
 */
export function freeNames(text: string, tree: Tree): FreeName[] {
  const walk = new ScopeWalk(text, tree);
  try {
    return walk.run();
  } finally {
    walk.cursor.delete();
  }
}

/** What a kind of node means for names. */
const PLAIN = 0;
const SKIP = 1;
const NAME = 2;
const TYPE_NAME = 3;
const PACKAGE_NAME = 4;
const SCOPE = 5;
const FUNCTION = 6;
const SIGNATURE = 7;
const BLOCK = 8;
const PARAMETER = 9;
const TYPE_PARAMETER = 10;
const SHORT = 11;
const LEFT_RIGHT = 12;
const SPEC = 13;
const TYPE_SPEC = 14;
const LIST = 15;
const COMPOSITE = 16;
const LITERAL_BODY = 17;
const KEYED = 18;
const ELEMENT = 19;
const QUALIFIED = 20;
const RECEIVER_TYPES = 21;
const TYPE_SWITCH = 22;
const PARAMETERS = 23;

const MEANINGS: Readonly<Record<string, number>> = {
  comment: SKIP,
  interpreted_string_literal: SKIP,
  raw_string_literal: SKIP,
  rune_literal: SKIP,
  field_identifier: SKIP,
  int_literal: SKIP,
  float_literal: SKIP,
  label_name: SKIP,
  nil: SKIP,
  true: SKIP,
  false: SKIP,
  import_declaration: SKIP,
  package_clause: SKIP,
  identifier: NAME,
  type_identifier: TYPE_NAME,
  package_identifier: PACKAGE_NAME,
  if_statement: SCOPE,
  for_statement: SCOPE,
  expression_switch_statement: SCOPE,
  select_statement: SCOPE,
  expression_case: SCOPE,
  type_case: SCOPE,
  communication_case: SCOPE,
  default_case: SCOPE,
  function_declaration: FUNCTION,
  method_declaration: FUNCTION,
  func_literal: FUNCTION,
  function_type: SIGNATURE,
  method_elem: SIGNATURE,
  method_spec: SIGNATURE,
  block: BLOCK,
  parameter_list: PARAMETERS,
  parameter_declaration: PARAMETER,
  variadic_parameter_declaration: PARAMETER,
  type_parameter_declaration: TYPE_PARAMETER,
  short_var_declaration: SHORT,
  range_clause: LEFT_RIGHT,
  receive_statement: LEFT_RIGHT,
  var_spec: SPEC,
  const_spec: SPEC,
  type_spec: TYPE_SPEC,
  type_alias: TYPE_SPEC,
  expression_list: LIST,
  composite_literal: COMPOSITE,
  literal_value: LITERAL_BODY,
  keyed_element: KEYED,
  literal_element: ELEMENT,
  qualified_type: QUALIFIED,
  type_arguments: RECEIVER_TYPES,
  type_switch_statement: TYPE_SWITCH,
};

/** Kinds of nodes whose first child is a keyword or a bracket, which is passed over without a question. */
const TOKEN_FIRST = new Set(
  `block argument_list parameter_list literal_value return_statement if_statement for_statement go_statement
  defer_statement unary_expression pointer_type slice_type map_type function_declaration method_declaration func_literal
  function_type type_declaration var_declaration const_declaration parenthesized_expression`.split(/\s+/),
);
/** Kinds of nodes of whose children only the first, or the first after the keyword, can hold a free name. */
const ONE_CHILD = new Set(
  `selector_expression qualified_type literal_element expression_statement unary_expression pointer_type`.split(/\s+/),
);

type Grammar = {
  readonly language: Language;
  /** By type number, as all that follow. */
  readonly meanings: Uint8Array;
  readonly tokenFirst: Uint8Array;
  readonly oneChild: Uint8Array;
};

let known: Grammar | null = null;

/** Keywords and punctuation have no children, and not asking for them saves a third of the calls. */
function grammarOf(language: Language): Grammar {
  if (known?.language === language) return known;
  const { types } = language;
  known = {
    language,
    meanings: Uint8Array.from(types, (type, id) => MEANINGS[type] ?? (language.nodeTypeIsNamed(id) ? PLAIN : SKIP)),
    tokenFirst: Uint8Array.from(types, (type) => (TOKEN_FIRST.has(type) ? 1 : 0)),
    oneChild: Uint8Array.from(types, (type) => (ONE_CHILD.has(type) ? 1 : 0)),
  };
  return known;
}

type Frame = {
  readonly kind: number;
  readonly depth: number;
  /** Names that become visible when this node, or for a function its body, is entered or left. */
  readonly pending: string[];
  /** Names to forget when this node is left; null where no scope opens. */
  readonly declared: string[] | null;
  /** For literals the text of their type; for lists `left` when they declare; for parameters `receiver`. */
  note: string;
};

class ScopeWalk {
  readonly cursor: TreeCursor;
  readonly #text: string;
  readonly #grammar: Grammar;
  readonly #frames: Frame[] = [];
  /** How many open scopes declare a name. */
  readonly #local = new Map<string, number>();
  readonly #found: FreeName[] = [];
  #seen = new Set<string>();
  #line = 1;
  #lineStart = 0;

  constructor(text: string, tree: Tree) {
    this.#text = text;
    this.cursor = tree.walk();
    this.#grammar = grammarOf(tree.language);
  }

  run(): FreeName[] {
    const { cursor } = this;
    const { meanings, tokenFirst, oneChild } = this.#grammar;
    /** For each open node whether its remaining children can be left out. */
    const isDone: boolean[] = [];
    let depth = 0;
    for (;;) {
      const type = cursor.nodeTypeId;
      if (this.#enter(meanings[type] ?? PLAIN, depth) && cursor.gotoFirstChild()) {
        isDone[depth] = oneChild[type] === 1;
        depth += 1;
        if (tokenFirst[type] !== 1 || cursor.gotoNextSibling()) continue;
      }
      this.#leave(depth);
      while (isDone[depth - 1] || !cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return this.#found;
        depth -= 1;
        this.#leave(depth);
      }
      // Uses are listed once per top-level declaration, which are the children of the root.
      if (depth === 1) this.#seen = new Set();
    }
  }

  /** True when the children are to be visited. */
  #enter(meaning: number, depth: number): boolean {
    switch (meaning) {
      case PLAIN:
        return true;
      case SKIP:
        return false;
      case NAME:
      case TYPE_NAME:
      case PACKAGE_NAME: {
        this.#name(meaning, depth);
        return false;
      }
      default: {
        this.#open(meaning, depth);
        return true;
      }
    }
  }

  #open(kind: number, depth: number): void {
    const parent = this.#frames.at(-1);
    const opensScope =
      kind === SCOPE ||
      kind === FUNCTION ||
      kind === SIGNATURE ||
      kind === BLOCK ||
      kind === TYPE_SWITCH ||
      kind === TYPE_SPEC;
    const frame: Frame = { kind, depth, pending: [], declared: opensScope ? [] : null, note: "" };
    if (kind === LIST && parent && parent.depth === depth - 1) frame.note = this.#declares(parent) ? "left" : "";
    if (kind === COMPOSITE) frame.note = this.#literalType();
    if (kind === LITERAL_BODY && parent)
      frame.note = parent.kind === COMPOSITE ? parent.note : elementType(this.#enclosingLiteral());
    if (kind === PARAMETERS && this.cursor.currentFieldName === "receiver") frame.note = "receiver";
    this.#frames.push(frame);
    // Parameters are visible in the body, and not yet in the signature that declares them.
    if (kind === BLOCK && parent?.kind === FUNCTION) for (const name of parent.pending) this.#declare(name, frame);
  }

  #leave(depth: number): void {
    const frame = this.#frames.at(-1);
    if (!frame || frame.depth !== depth) return;
    this.#frames.pop();
    for (const name of frame.declared ?? []) {
      const count = (this.#local.get(name) ?? 1) - 1;
      if (count === 0) this.#local.delete(name);
      else this.#local.set(name, count);
    }
    const outer = this.#frames.at(-1);
    if (!outer || frame.pending.length === 0) return;
    if (frame.kind === LIST && outer.kind === TYPE_SWITCH) {
      for (const name of frame.pending) this.#declare(name, outer);
    } else if (frame.kind === LIST || frame.kind === PARAMETERS || frame.kind === PARAMETER) {
      outer.pending.push(...frame.pending);
    } else if (frame.kind === SHORT || frame.kind === LEFT_RIGHT || frame.kind === SPEC) {
      const scope = this.#scope();
      if (scope) for (const name of frame.pending) this.#declare(name, scope);
    }
  }

  #name(meaning: number, depth: number): void {
    const { cursor } = this;
    const start = cursor.startIndex;
    const end = wordEnd(this.#text, start);
    const name = this.#text.slice(start, end);
    const parent = this.#frames.at(-1);
    if (name === "_" || name === "") return;
    const isDirect = parent !== undefined && parent.depth === depth - 1;
    if (isDirect && this.#isDeclaration(meaning, parent, name)) return;
    if (parent?.kind === RECEIVER_TYPES && meaning === TYPE_NAME && this.#isReceiverParameter(name)) return;
    if (this.#local.has(name)) return;
    const isKey = isDirect && parent.kind === ELEMENT && this.#isKey();
    const keyOf = isKey ? keyType(this.#enclosingLiteral()) : null;
    if (keyOf === FIELD) return;
    this.#use(name, start, end, keyOf);
  }

  #isDeclaration(meaning: number, parent: Frame, name: string): boolean {
    switch (parent.kind) {
      case FUNCTION:
        return meaning === NAME && this.cursor.currentFieldName === "name";
      case PARAMETER:
        if (meaning !== NAME) return false;
        parent.pending.push(name);
        return true;
      case TYPE_PARAMETER: {
        if (meaning !== NAME) return false;
        const scope = this.#scope();
        if (scope) this.#declare(name, scope);
        return true;
      }
      case SPEC:
        if (meaning !== NAME || this.cursor.currentFieldName !== "name") return false;
        if (this.#scope()) parent.pending.push(name);
        return true;
      case TYPE_SPEC: {
        if (this.cursor.currentFieldName !== "name") return false;
        // The frame of the specification is the scope of its type parameters; its name belongs to the one around it.
        const scope = this.#frames.findLast((frame) => frame !== parent && frame.declared !== null);
        if (scope) this.#declare(name, scope);
        return true;
      }
      case LIST:
        if (parent.note !== "left") return false;
        parent.pending.push(name);
        return true;
      case QUALIFIED:
        return meaning === TYPE_NAME;
      default:
        return false;
    }
  }

  /** `func (g *G[T]) …` declares T. */
  #isReceiverParameter(name: string): boolean {
    if (this.#frames.at(-3)?.note !== "receiver") return false;
    const scope = this.#scope();
    if (scope) this.#declare(name, scope);
    return true;
  }

  #declare(name: string, scope: Frame): void {
    if (!scope.declared) return;
    scope.declared.push(name);
    this.#local.set(name, (this.#local.get(name) ?? 0) + 1);
  }

  #scope(): Frame | undefined {
    return this.#frames.findLast((frame) => frame.declared !== null);
  }

  /** Whether a list on the left declares its names: always for `:=` statements, for clauses when `:=` follows. */
  #declares(parent: Frame): boolean {
    const { cursor } = this;
    if (parent.kind === SHORT) return cursor.currentFieldName === "left";
    if (parent.kind === TYPE_SWITCH) return cursor.currentFieldName === "alias";
    if (parent.kind !== LEFT_RIGHT || cursor.currentFieldName !== "left") return false;
    ASSIGN.lastIndex = cursor.endIndex;
    return ASSIGN.test(this.#text);
  }

  #literalType(): string {
    const start = this.cursor.startIndex;
    return this.#text.slice(start, Math.min(this.cursor.endIndex, start + 300));
  }

  #enclosingLiteral(): string {
    return this.#frames.findLast((frame) => frame.kind === LITERAL_BODY)?.note ?? "";
  }

  #isKey(): boolean {
    const frames = this.#frames;
    const keyed = frames.at(-2);
    if (keyed?.kind !== KEYED) return false;
    COLON.lastIndex = this.cursor.endIndex;
    return COLON.test(this.#text);
  }

  #use(name: string, start: number, end: number, keyOf: string | null): void {
    const member = memberAt(this.#text, end);
    const key = `${name} ${member} ${keyOf}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#found.push({ name, member, keyOf, at: start, line: this.#lineAt(start) });
  }

  /** Places come in rising order, so that lines are counted once. */
  #lineAt(place: number): number {
    for (let at = this.#text.indexOf("\n", this.#lineStart); at >= 0 && at < place; ) {
      this.#line += 1;
      this.#lineStart = at + 1;
      at = this.#text.indexOf("\n", this.#lineStart);
    }
    return this.#line;
  }
}

/** Finding the end in the text is cheaper than asking the tree for it. */
function wordEnd(text: string, start: number): number {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if ((code | 32) >= 97 && (code | 32) <= 122) continue;
    if ((code >= 48 && code <= 57) || code === 95) continue;
    if (!(code > 127)) return at;
    WORD.lastIndex = start;
    return start + (WORD.exec(text)?.[0].length ?? 0);
  }
}

function memberAt(text: string, end: number): string | null {
  const code = text.charCodeAt(end);
  if (code === 46) {
    const stop = wordEnd(text, end + 1);
    if (stop > end + 1) return text.slice(end + 1, stop);
  } else if (code > 32) return null;
  // Spaces and lines may stand around the point.
  MEMBER.lastIndex = end;
  return MEMBER.exec(text)?.[1] ?? null;
}

const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const ASSIGN = /\s*:=/y;
const COLON = /\s*:/y;
const MEMBER = /\s*\.\s*([\p{L}_][\p{L}\p{N}_]*)/uy;

/** Marks keys that are certainly fields. */
const FIELD = "\0field";

/** The type whose kind decides what a key is; null when keys are values. */
function keyType(literalType: string): string | null {
  if (/^(?:map\s*\[|\[)/.test(literalType)) return null;
  return /^[\p{L}_][\p{L}\p{N}_]*(?=\s*[{[])/u.exec(literalType)?.[0] ?? FIELD;
}

/** The type of the elements of a map, slice or array, whose own literals leave it out. */
function elementType(literalType: string): string {
  const open = /^(?:map\s*)?\[/.exec(literalType)?.[0];
  if (open === undefined) return "";
  let depth = 1;
  for (let index = open.length; index < literalType.length; index++) {
    if (literalType[index] === "[") depth += 1;
    if (literalType[index] === "]") depth -= 1;
    if (depth === 0)
      return literalType
        .slice(index + 1)
        .trimStart()
        .replace(/^\*/, "");
  }
  return "";
}
