import type { TreeCursor } from "web-tree-sitter";
import type { Declarations } from "./declarations.ts";
import { identifierEndAt, skipSpace } from "./names.ts";
import * as kind from "./node-kinds.ts";
import type { Uses } from "./uses.ts";

/** Tells of each identifier that the walk comes to whether it declares something or uses it, and how. */
export class Places {
  readonly #text: string;
  readonly #cursor: TreeCursor;
  readonly #kinds: readonly number[];
  readonly #grammar: kind.Grammar;
  readonly #declarations: Declarations;
  readonly #uses: Uses;

  /** `kinds` are those of the open nodes by depth, as the walk keeps them. */
  constructor(
    text: string,
    cursor: TreeCursor,
    kinds: readonly number[],
    grammar: kind.Grammar,
    declarations: Declarations,
    uses: Uses,
  ) {
    this.#text = text;
    this.#cursor = cursor;
    this.#kinds = kinds;
    this.#grammar = grammar;
    this.#declarations = declarations;
    this.#uses = uses;
  }

  /** What an identifier is follows from the node around it and, only where that does not tell, the field it has there. */
  read(depth: number, start: number): void {
    const level = depth - 1;
    const uses = this.#uses;
    const { name, type, returns, left, right, qualifier, alias } = this.#grammar;
    switch (this.#kinds[level]) {
      case kind.GENERIC:
        // Read with the node around.
        return;
      case kind.ACCESS:
        if (this.#isAfterDot(start)) uses.addCall(start);
        else uses.add("before-dot", start);
        return;
      case kind.BINDING:
        uses.addCall(start);
        return;
      case kind.ARGUMENT:
        if (this.#text[skipSpace(this.#text, identifierEndAt(this.#text, start))] !== ":") uses.addValue(start);
        return;
      case kind.LISTED:
        uses.add("type", start);
        return;
      case kind.DECLARATOR:
        if (this.#isAfterEqual(start)) uses.addValue(start);
        else if (this.#kinds[level - 2] === kind.MEMBER) this.#declarations.declare(level - 2, start);
        else this.#declarations.addLocal(start);
        return;
      case kind.TYPED:
      case kind.PARAMETERS: {
        const own = this.#cursor.currentFieldId;
        if (own === type || own === returns) uses.add("type", start, this.#isBase(level));
        else if (own === name) this.#declarations.addParameter(start);
        else uses.addValue(start);
        return;
      }
      case kind.TYPE:
      case kind.MEMBER: {
        const own = this.#cursor.currentFieldId;
        if (own === name) this.#declarations.declare(level, start);
        else if (own === type || own === returns) uses.add("type", start);
        else uses.addValue(start);
        return;
      }
      case kind.QUALIFIED:
        if (this.#cursor.currentFieldId === qualifier && !this.#isNamespace(level)) {
          uses.add(this.#isAttribute(level) ? "attribute" : "type", start, this.#isBase(level));
        }
        return;
      case kind.ALIASED:
        if (this.#cursor.currentFieldId === alias) {
          uses.add(this.#kinds[level - 1] === kind.ACCESS ? "before-dot" : "type", start, this.#isBase(level));
        }
        return;
      case kind.BASES:
        uses.add("type", start, true);
        return;
      case kind.ATTRIBUTE:
        uses.add("attribute", start);
        return;
      case kind.PATTERN:
        uses.add("pattern", start);
        return;
      case kind.TESTED:
        if (this.#cursor.currentFieldId === right) uses.add("type", start);
        else uses.addValue(start);
        return;
      case kind.TYPE_PARAMETER:
        if (this.#cursor.currentFieldId === name) this.#declarations.addTypeParameter(start);
        return;
      case kind.UNNAMED:
        if (this.#cursor.currentFieldId === type) uses.add("type", start);
        return;
      case kind.JOIN:
        if (this.#cursor.currentFieldId === type) uses.add("type", start);
        else this.#declarations.addLocal(start);
        return;
      case kind.FOREACH: {
        const own = this.#cursor.currentFieldId;
        if (own === type) uses.add("type", start);
        else if (own === left) this.#declarations.addLocal(start);
        else uses.addValue(start);
        return;
      }
      case kind.NAMESPACE:
      case kind.FILE_NAMESPACE:
        return;
      default:
        uses.addValue(start);
    }
  }

  #isAfterDot(start: number): boolean {
    const at = spaceStart(this.#text, start) - 1;
    if (this.#text[at] !== "." || this.#text[at - 1] === ".") return false;
    // A full stop may end the comment on the line before.
    const end = this.#text.indexOf("\n", at);
    return end < 0 || end > start || !this.#text.slice(this.#text.lastIndexOf("\n", at) + 1, at).includes("//");
  }

  #isAfterEqual(start: number): boolean {
    return this.#text[spaceStart(this.#text, start) - 1] === "=";
  }

  #isAttribute(level: number): boolean {
    return this.#kinds[this.#aroundQualified(level)] === kind.ATTRIBUTE;
  }

  #isNamespace(level: number): boolean {
    const around = this.#kinds[this.#aroundQualified(level)];
    return around === kind.NAMESPACE || around === kind.FILE_NAMESPACE;
  }

  #aroundQualified(level: number): number {
    let at = level;
    while (this.#kinds[at] === kind.QUALIFIED) at -= 1;
    return at;
  }

  /** Whether the name is an entry of the base list, not an argument within one. */
  #isBase(level: number): boolean {
    let at = level;
    while (at >= 0 && this.#kinds[at] !== kind.BASES) {
      if (this.#kinds[at] !== kind.QUALIFIED && this.#kinds[at] !== kind.ALIASED && at !== level) return false;
      at -= 1;
    }
    return at >= 0;
  }
}

/** Where the white space before `start` begins. */
function spaceStart(text: string, start: number): number {
  let at = start;
  while (at > 0 && text.charCodeAt(at - 1) <= 32) at -= 1;
  return at;
}
