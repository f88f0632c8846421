/* A little over 300 lines: one pass over declarations, whose cases share the symbols and scopes seen so far. */
import type { Node } from "web-tree-sitter";
import type { SymbolKind } from "../../schema.ts";
import { firstSentence, isBoilerplate } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { rangeOf } from "../range.ts";
import { type Prototypes, prototypesIn } from "./prototypes.ts";
import {
  CONDITIONALS,
  declaredName,
  enumerators,
  isHeader,
  membersOf,
  parametersOf,
  type SymbolDraft,
  signatureOf,
  textOf,
} from "./symbol.ts";

export type FileOutline = {
  readonly doc: string;
  readonly symbols: readonly SymbolDraft[];
  /** Functions that are declared without a body, methods as `Class::name`. */
  readonly declared: readonly string[];
  /** Functions with a body that other files can call. */
  readonly defined: readonly string[];
};

const SYMBOL_LIMIT = 3000;
/** Conditionals, namespaces and `extern "C"` may hold definitions; deeper nesting is hostile. */
const DEPTH_LIMIT = 30;

/** The top-level definitions of a file, those in conditionals, namespaces and linkage blocks included. */
export function outline(source: SourceText, root: Node, readOther: ReadOther, skips: readonly number[]): FileOutline {
  const reader = new OutlineReader(source, readOther);
  const first = reader.read(root.namedChildren, { depth: 0, isHidden: false, namespace: "" });
  const { functions, misread } = prototypesIn(source, skips);
  const symbols = misread.length === 0 ? reader.symbols : repaired(source, reader.symbols, functions, misread);
  const declared = [...reader.declared, ...functions.flatMap(({ name, exported }) => (exported ? [name] : []))];
  return { doc: first, symbols, declared, defined: reader.defined };
}

/** Prototypes in the place of what the grammar read there; those of a source file repeat what a header says. */
function repaired(
  source: SourceText,
  symbols: readonly SymbolDraft[],
  functions: Prototypes["functions"],
  misread: Prototypes["misread"],
): SymbolDraft[] {
  let at = 0;
  const kept = symbols.filter(({ kind, range }) => {
    const start = range.start - source.shift;
    while (at < misread.length && (misread[at]?.end ?? 0) <= start) at += 1;
    return kind === "type" || (misread[at]?.start ?? start + 1) > start;
  });
  if (!isHeader(source.path)) return kept;
  // The documentation of a prototype is that of the piece which begins where it does.
  const docs = new Map(symbols.map(({ range, doc }) => [range.start, doc]));
  const found = functions.map((each) => ({ ...each, doc: docs.get(each.range.start) ?? "" }));
  return [...kept, ...found].sort((a, b) => a.range.start - b.range.start).slice(0, SYMBOL_LIMIT);
}

/** Where a declaration stands. */
export type Scope = { readonly depth: number; readonly isHidden: boolean; readonly namespace: string };

/** Reads what C does not have; other nodes are passed over. */
export type ReadOther = (
  reader: OutlineReader,
  node: Node,
  type: string,
  comments: readonly Node[],
  scope: Scope,
) => void;

export class OutlineReader {
  readonly source: SourceText;
  readonly #readOther: ReadOther;
  readonly symbols: SymbolDraft[] = [];
  readonly declared: string[] = [];
  readonly defined: string[] = [];
  readonly isHeader: boolean;

  constructor(source: SourceText, readOther: ReadOther) {
    this.source = source;
    this.#readOther = readOther;
    this.isHeader = isHeader(source.path);
  }

  /** Returns the documentation of the file where the nodes begin with one. */
  read(nodes: readonly Node[], scope: Scope): string {
    const { text } = this.source;
    let doc = "";
    let comments: Node[] = [];
    let isFirst = true;
    for (const node of nodes) {
      if (this.symbols.length >= SYMBOL_LIMIT) return doc;
      this.source.checkTime();
      const { type } = node;
      if (type === "comment") {
        const before = comments.at(-1);
        if (before && node.startPosition.row - before.endPosition.row > 1) {
          doc ||= isFirst ? prose(text, comments) : "";
          comments = [];
        }
        comments.push(node);
        continue;
      }
      if (isFirst) doc ||= prose(text, comments);
      isFirst = false;
      const row = node.startPosition.row;
      const comment = comments.length > 0 && row - (comments.at(-1)?.endPosition.row ?? 0) <= 1 ? comments : [];
      comments = [];
      this.#declaration(node, type, comment, scope);
    }
    return doc;
  }

  #declaration(node: Node, type: string, comments: readonly Node[], scope: Scope): void {
    if (CONDITIONALS.has(type) || type === "linkage_specification" || CONTAINERS.has(type)) {
      if (scope.depth >= DEPTH_LIMIT) return;
      const body = type === "linkage_specification" ? node.childForFieldName("body") : null;
      const inner = { ...scope, depth: scope.depth + 1 };
      if (body && body.type !== "declaration_list") this.read([body], inner);
      else this.read((body ?? node).namedChildren, inner);
      return;
    }
    switch (type) {
      case "function_definition":
        this.function(node, node, comments, scope);
        return;
      case "declaration":
        this.#variable(node, comments, scope);
        return;
      case "type_definition":
        this.#typedef(node, comments, scope);
        return;
      case "struct_specifier":
      case "union_specifier":
      case "class_specifier":
      case "enum_specifier":
        this.record(node, node, comments, scope);
        return;
      case "preproc_def":
      case "preproc_function_def":
        this.#macro(node, type, comments);
        return;
      default:
        this.#readOther(this, node, type, comments, scope);
    }
  }

  /** A function with its body; `whole` holds what stands before it, such as `template <…>`. */
  function(node: Node, whole: Node, comments: readonly Node[], scope: Scope): void {
    const { text } = this.source;
    const body = node.childForFieldName("body");
    const list = parameterList(node);
    const bodyStart = body ? body.startIndex : node.endIndex;
    const initializers = list && text.slice(list.endIndex, bodyStart).includes(":") ? initializersOf(node) : null;
    const end = initializers?.startIndex ?? bodyStart;
    const signature = signatureOf(text, whole.startIndex, end);
    const named = declaredName(text, node.childForFieldName("declarator"));
    // Macros around a function confuse the grammar; the word before its parentheses is still its name.
    const name = named?.isFunction ? named.name : (/([A-Za-z_~][\w:~]*)\s*\(/.exec(signature)?.[1] ?? "");
    if (name === "" || RESERVED.has(name)) return;
    const isStatic =
      scope.isHidden || /\bstatic\b/.test(text.slice(node.startIndex, Math.min(end, node.startIndex + 200)));
    if (!isStatic) this.defined.push(name);
    this.add(whole, name, name.includes("::") ? "method" : "function", signature, comments, {
      exported: this.isHeader ? !scope.isHidden : !isStatic,
      parameters: parametersIn(text, list) ?? parametersOf(signature, name),
    });
  }

  /** A struct, union, class or enum with a body. */
  record(node: Node, whole: Node, comments: readonly Node[], scope: Scope, alias = ""): void {
    const { text } = this.source;
    const body = node.childForFieldName("body");
    if (!body) return;
    const named = node.childForFieldName("name");
    const name = alias !== "" ? alias : named ? textOf(text, named).replace(/<[\s\S]*$/, "") : "";
    const isEnum = node.type === "enum_specifier";
    const declared: string[] = [];
    const members = isEnum ? enumerators(this.source, body) : membersOf(this.source, body, declared);
    for (const each of declared) this.declared.push(`${name}::${each}`);
    if (name === "" && !isEnum) return;
    this.add(
      whole,
      name === "" ? (members[0]?.name ?? "enum") : name,
      isEnum ? "enum" : "class",
      signatureOf(text, whole.startIndex, body.startIndex),
      comments,
      {
        exported: this.isHeader && !scope.isHidden,
        members,
      },
    );
  }

  add(
    node: Node,
    name: string,
    kind: SymbolKind,
    signature: string,
    comments: readonly Node[],
    rest: Pick<SymbolDraft, "exported"> & Partial<Pick<SymbolDraft, "parameters" | "members">>,
  ): void {
    const { text } = this.source;
    const doc = comments
      .map((each) => text.slice(each.startIndex, Math.min(each.endIndex, each.startIndex + 2000)))
      .join("\n");
    this.symbols.push({
      name,
      kind,
      signature,
      range: rangeOf(this.source, node),
      doc: isBoilerplate(doc) ? "" : firstSentence(doc),
      parameters: [],
      members: [],
      ...rest,
    });
  }

  #variable(node: Node, comments: readonly Node[], scope: Scope): void {
    const { text } = this.source;
    const type = node.childForFieldName("type");
    const isBodied = type !== null && RECORDS.has(type.type) && type.childForFieldName("body") !== null;
    if (type && isBodied) this.record(type, node, comments, scope);
    const named = declaredName(text, node.childForFieldName("declarator"));
    if (!named || named.name === "") return;
    const head = text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 300));
    const isStatic = /\bstatic\b/.test(head.split(/[({=]/, 1)[0] ?? "");
    if (named.isFunction) {
      if (!isStatic) this.declared.push(named.name);
      // Prototypes in a source file repeat what a header or the definition says.
      if (!this.isHeader) return;
      const signature = signatureOf(text, node.startIndex, node.endIndex);
      this.add(node, named.name, "function", signature, comments, {
        exported: !isStatic && !scope.isHidden,
        parameters: parametersIn(text, parameterList(node)) ?? parametersOf(signature, named.name),
      });
      return;
    }
    if (isBodied || (!this.isHeader && /^\s*extern\b/.test(head))) return;
    const equals = text.indexOf("=", node.startIndex);
    const end = equals > 0 && equals < node.endIndex && node.endIndex - node.startIndex > 80 ? equals : node.endIndex;
    this.add(
      node,
      named.name,
      /\b(?:const|constexpr)\b/.test(head) ? "constant" : "variable",
      signatureOf(text, node.startIndex, end),
      comments,
      {
        exported: !isStatic && !scope.isHidden,
      },
    );
  }

  #typedef(node: Node, comments: readonly Node[], scope: Scope): void {
    const { text } = this.source;
    const type = node.childForFieldName("type");
    const named = declaredName(text, node.childForFieldName("declarator"));
    if (type && RECORDS.has(type.type) && type.childForFieldName("body")) {
      this.record(type, node, comments, scope, named?.name ?? "");
      return;
    }
    if (!named) return;
    this.add(node, named.name, "type", signatureOf(text, node.startIndex, node.endIndex), comments, {
      exported: this.isHeader && !scope.isHidden,
    });
  }

  #macro(node: Node, type: string, comments: readonly Node[]): void {
    const text = textOf(this.source.text, node).slice(0, 400);
    const match = /^\s*(?:#|%:)\s*define\s+(\w+)(\([^)]*\))?[ \t]*(.?)/.exec(text);
    if (!match) return;
    const [, name = "", parameters = "", value = ""] = match;
    // Guards define nothing.
    if (type === "preproc_def" && (value === "" || value === "\n" || value === "\r")) return;
    this.add(
      node,
      name,
      type === "preproc_def" ? "constant" : "function",
      signatureOf(text.split("\n", 1)[0] ?? "", 0, 300).replace(/\s*\\$/, ""),
      comments,
      {
        exported: this.isHeader,
        parameters: parameters
          .slice(1, -1)
          .split(",")
          .map((each) => each.trim())
          .filter((each) => each !== ""),
      },
    );
  }
}

/** Where braces and conditionals cross, as in `extern "C" {` of headers, an error node holds the declarations. */
const CONTAINERS = new Set(["declaration_list", "ERROR"]);
const RECORDS = new Set(["struct_specifier", "union_specifier", "class_specifier", "enum_specifier"]);
const RESERVED = new Set(["if", "for", "while", "switch", "return", "sizeof", "defined", "else", "do"]);

/** The parentheses after the name; a function that returns one to a function has others around them. */
function parameterList(node: Node): Node | null {
  let list: Node | null = null;
  let declarator = node.childForFieldName("declarator");
  for (let depth = 0; declarator && depth < 12; depth++) {
    if (declarator.type === "function_declarator") list = declarator.childForFieldName("parameters");
    if (!declarator.type.endsWith("_declarator")) break;
    declarator = declarator.childForFieldName("declarator") ?? declarator.namedChild(0);
  }
  return list;
}

function parametersIn(text: string, list: Node | null): string[] | null {
  // No name stands before the list, and a signature, which is one line, has none like this.
  return list && parametersOf(signatureOf(text, list.startIndex, list.endIndex), "\n");
}

/** What a constructor sets before its body. */
function initializersOf(node: Node): Node | null {
  return node.namedChildren.find(({ type }) => type === "field_initializer_list") ?? null;
}

/** What a leading comment says of the file; licences say nothing. */
function prose(text: string, comments: readonly Node[]): string {
  const [first] = comments;
  const last = comments.at(-1);
  if (!first || !last) return "";
  const whole = text.slice(first.startIndex, Math.min(last.endIndex, first.startIndex + 4000));
  return isBoilerplate(whole) ? "" : firstSentence(whole);
}
