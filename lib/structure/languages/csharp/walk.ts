import type { Tree, TreeCursor } from "web-tree-sitter";
import type { SourceText } from "../port.ts";
import { Declarations } from "./declarations.ts";
import type { Declaration, FileNames } from "./draft.ts";
import { skipSpace } from "./names.ts";
import * as kind from "./node-kinds.ts";
import { Places } from "./places.ts";
import { type Conditions, findRegions } from "./regions.ts";
import {
  automaticProperty,
  chainAt,
  plainArguments,
  plainAttribute,
  plainParameters,
  plainTypeArguments,
  typeNames,
} from "./shortcuts.ts";
import { Uses } from "./uses.ts";

/** Everything the file declares and names, in one walk. */
export function walkFile(
  source: SourceText,
  tree: Tree,
): FileNames & { readonly declarations: readonly Declaration[] } {
  const walk = new Walk(source, tree);
  try {
    return walk.run();
  } finally {
    walk.cursor.delete();
  }
}

const AUTOMATIC = /\{\s*(?:(?:(?:private|protected|internal)\s+){0,2}(?:get|set|init)\s*;\s*){1,2}\}/y;
const DECLARATION_LIMIT = 20_000;
const PARAMETERS_LIMIT = 4000;

class Walk {
  readonly cursor: TreeCursor;
  readonly #source: SourceText;
  readonly #text: string;
  readonly #grammar: kind.Grammar;
  readonly #conditions: Conditions;
  readonly #declarations: Declarations;
  readonly #uses: Uses;
  readonly #places: Places;
  /** Kinds of the open nodes, by depth. */
  readonly #kinds: number[] = [];

  constructor(source: SourceText, tree: Tree) {
    this.#source = source;
    this.#text = source.text;
    this.cursor = tree.walk();
    this.#grammar = kind.grammarOf(tree.language);
    this.#conditions = findRegions(source.written);
    this.#declarations = new Declarations(source, this.#conditions.regions);
    this.#uses = new Uses(source, this.#conditions.regions, this.#declarations);
    this.#places = new Places(source.text, this.cursor, this.#kinds, this.#grammar, this.#declarations, this.#uses);
  }

  run(): ReturnType<typeof walkFile> {
    const { cursor } = this;
    const { kinds, exits } = this.#grammar;
    const open = this.#kinds;
    /** Types of the open nodes, by depth. */
    const types: number[] = [];
    let depth = 0;
    let steps = 0;
    for (;;) {
      let type = cursor.nodeTypeId;
      let meaning = kinds[type] ?? kind.PLAIN;
      if (meaning !== kind.SKIP && this.#enter(meaning, depth) && cursor.gotoFirstChild()) {
        open[depth] = meaning;
        types[depth] = type;
        depth += 1;
        continue;
      }
      for (;;) {
        // Each step that is known to lead nowhere is a call into WebAssembly saved.
        const isWanted = meaning !== kind.SKIP && depth > 0 && exits[types[depth - 1] ?? 0] === kind.SINGLE;
        // What could not be parsed stands before what could.
        const isLast = exits[type] === kind.LAST || (isWanted && type < exits.length);
        if (!isLast && cursor.gotoNextSibling()) break;
        if (!cursor.gotoParent()) return this.#finish();
        depth -= 1;
        type = types[depth] ?? 0;
        meaning = open[depth] ?? kind.PLAIN;
        this.#leave(depth);
      }
      steps += 1;
      if ((steps & 1023) === 0) this.#source.checkTime();
    }
  }

  #finish(): ReturnType<typeof walkFile> {
    this.#declarations.close(-1);
    const { namespaces, closed } = this.#declarations;
    const types = this.#declarations.allTypes();
    const { usings, names, calls } = this.#uses;
    return { namespaces, types, usings, uses: names, calls, conditions: this.#conditions, declarations: closed };
  }

  /** True when the children are to be visited. */
  #enter(meaning: number, depth: number): boolean {
    const { cursor } = this;
    switch (meaning) {
      case kind.PLAIN:
        return true;
      case kind.NAME:
        this.#places.read(depth, cursor.startIndex);
        return false;
      case kind.GENERIC:
        return this.#generic(depth, cursor.startIndex);
      case kind.ACCESS:
        return this.#access(cursor.startIndex);
      case kind.ARGUMENTS:
        return this.#arguments(cursor.startIndex);
      case kind.IMPLICIT_PARAMETER:
        this.#declarations.top.locals.set(this.#text.slice(cursor.startIndex, cursor.endIndex), "");
        return false;
      case kind.TYPE:
      case kind.MEMBER:
        return this.#open(meaning, depth) && this.#declarations.closed.length < DECLARATION_LIMIT;
      case kind.NAMESPACE:
      case kind.FILE_NAMESPACE:
        this.#declarations.openNamespace(meaning, depth, cursor.startIndex);
        return true;
      case kind.USING:
        this.#uses.addUsing(cursor.startIndex, cursor.endIndex);
        return false;
      case kind.BODY:
        this.#endSignature(depth);
        return true;
      case kind.ACCESSORS:
        this.#endSignature(depth);
        return !this.#isAutomatic();
      case kind.ATTRIBUTES:
        return this.#attributes(depth);
      case kind.PARAMETERS:
        return this.#parameters(depth);
      default:
        return true;
    }
  }

  #leave(depth: number): void {
    const meaning = this.#kinds[depth];
    if (meaning === kind.TYPE || meaning === kind.MEMBER) {
      if (this.#declarations.close(depth)) this.#uses.startAnew();
    } else if (meaning === kind.NAMESPACE) this.#declarations.closeNamespace();
  }

  /** True when there is more to be visited. */
  #open(meaning: number, depth: number): boolean {
    const { nodeTypeId, startIndex, endIndex } = this.cursor;
    const nodeType = this.#grammar.names[nodeTypeId] ?? "";
    if (meaning === kind.MEMBER) {
      this.#declarations.openMember(depth, nodeType, startIndex, endIndex);
      if (nodeType === "property_declaration" && this.#automatic(depth, startIndex, endIndex)) return false;
    } else if (this.#declarations.openType(depth, nodeType, startIndex, endIndex)) this.#uses.startAnew();
    return true;
  }

  /** Reads and closes a property that is no more than a type, a name and `{ get; set; }`. */
  #automatic(depth: number, start: number, end: number): boolean {
    const property = automaticProperty(this.#text, start, end);
    if (!property) return false;
    this.#addTypes(property.type, property.typeEnd);
    this.#declarations.declare(depth, property.name);
    this.#declarations.top.signatureEnd = property.signatureEnd;
    this.#declarations.close(depth);
    return true;
  }

  #endSignature(depth: number): void {
    if (!this.#declarations.isOpenAt(depth)) return;
    const frame = this.#declarations.top;
    if (frame.signatureEnd === frame.end) frame.signatureEnd = this.cursor.startIndex;
  }

  /** `{ get; set; }` names nothing. */
  #isAutomatic(): boolean {
    AUTOMATIC.lastIndex = this.cursor.startIndex;
    return AUTOMATIC.test(this.#text);
  }

  #attributes(depth: number): boolean {
    const start = this.cursor.startIndex;
    if (this.#declarations.isOpenAt(depth)) {
      const frame = this.#declarations.top;
      const end = this.cursor.endIndex;
      frame.attributes += this.#text.slice(start, Math.min(end, start + 300));
      frame.signatureStart = skipSpace(this.#text, end);
    }
    const name = plainAttribute(this.#text, start);
    if (name === null) return true;
    this.#uses.add("attribute", name);
    return false;
  }

  #parameters(depth: number): boolean {
    const { startIndex: start, endIndex: end } = this.cursor;
    const frame = this.#declarations.top;
    if (this.#declarations.isOpenAt(depth) && frame.parameters === "") {
      frame.parameters = this.#text.slice(start, Math.min(end, start + PARAMETERS_LIMIT));
    }
    const parameters = plainParameters(this.#text, start, end);
    if (!parameters) return true;
    for (const { type, typeEnd, name } of parameters) {
      this.#addTypes(type, typeEnd);
      this.#declarations.addParameter(name);
    }
    return false;
  }

  #addTypes(start: number, end: number): void {
    for (const name of typeNames(this.#text, start, end)) this.#uses.add("type", name);
  }

  #arguments(start: number): boolean {
    if (this.#text[start + 1] === ")") return false;
    const chains = plainArguments(this.#text, start);
    if (!chains) return true;
    for (const { first, last } of chains) {
      if (first === null) continue;
      if (first === last) this.#uses.addValue(first);
      else this.#uses.add("before-dot", first);
    }
    return false;
  }

  #access(start: number): boolean {
    const { first, last, end } = chainAt(this.#text, start);
    if (last === start || end !== this.cursor.endIndex) return true;
    if (first !== null) this.#uses.add("before-dot", first);
    this.#uses.addCall(last);
    return false;
  }

  #generic(depth: number, start: number): boolean {
    this.#places.read(depth, start);
    const list = plainTypeArguments(this.#text, start);
    if (!list) return true;
    this.#addTypes(list.start, list.end);
    return false;
  }
}
