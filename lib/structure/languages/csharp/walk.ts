/* Over 300 lines: one walk with one cursor; its cases share the cursor and the frames. */
import type { Tree, TreeCursor } from "web-tree-sitter";
import { splitTopLevel } from "../../text.ts";
import type { SourceText } from "../port.ts";
import { frameworkMethods } from "./framework-methods.ts";
import { identifierEnd, plainName, skipSpace, typeArguments, type WrittenName, writtenName } from "./names.ts";
import * as kind from "./node-kinds.ts";
import { initializerAfter, type Receiver, receiverBefore, typeBefore } from "./receivers.ts";
import { type Conditions, findRegions, regionAt } from "./regions.ts";
import { readUsing, type Using } from "./usings.ts";

/** How a name is looked up: as a type, an attribute, before a dot, as a pattern, or as a bare value. */
export type UseKind = "type" | "attribute" | "before-dot" | "pattern" | "value";

/** A name that may be a type's, once per top-level type and place of look-up. */
export type NameUse = WrittenName & {
  readonly use: UseKind;
  /** The argument of `nameof`. */
  readonly isNameOf: boolean;
  /** A type argument in a using directive. */
  readonly isDirective: boolean;
  /** Number of the type declaration around it, or -1. */
  readonly owner: number;
  /** Number of the namespace declaration around it; 0 for the file itself. */
  readonly scope: number;
  /** Number of the top-level type around it, or -1. */
  readonly symbol: number;
  readonly line: number;
  /** Number of the `#if` branch around it, or -1. */
  readonly region: number;
};

/** A method called on a value, which may be an extension. */
export type MemberCall = {
  readonly name: string;
  readonly argumentCount: number;
  readonly owner: number;
  readonly scope: number;
  readonly symbol: number;
  readonly line: number;
  readonly region: number;
  /** Number of type arguments written; 0 where none are. */
  readonly typeArgumentCount: number;
  readonly receiver: Receiver;
};

export type DeclaredNamespace = { readonly name: string; readonly outer: number };

export type DeclaredType = {
  /** With the number of type parameters, as in `List`1`. */
  readonly key: string;
  readonly outer: number;
  readonly scope: number;
  readonly region: number;
  readonly isPublic: boolean;
  readonly typeParameters: readonly string[];
  /** Indices into the uses: what the base list names. */
  readonly bases: readonly WrittenName[];
  /** Members with their written type, empty where that is not told by a name. */
  readonly members: ReadonlyMap<string, string>;
  /** Fields, properties and constants of the type itself. */
  readonly statics: ReadonlySet<string>;
  /** How methods may be called. */
  readonly methods: ReadonlyMap<string, readonly Arity[]>;
  readonly extensions: readonly Extension[];
};

export type Arity = {
  readonly least: number;
  readonly most: number;
  readonly isStatic: boolean;
  readonly typeParameterCount: number;
};

export type Extension = {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** The written types of what it extends and of what it returns. */
  readonly self: string;
  readonly returns: string;
  readonly typeParameters: readonly string[];
};

/** A declaration as the outline needs it: where it, its signature and its parameters stand. */
export type Declaration = {
  readonly nodeType: string;
  readonly name: string;
  readonly outer: number;
  readonly start: number;
  readonly end: number;
  readonly signatureStart: number;
  readonly signatureEnd: number;
  /** The parameter list with its brackets; empty where there is none. */
  readonly parameters: string;
  readonly attributes: string;
};

export type FileNames = {
  readonly namespaces: readonly DeclaredNamespace[];
  readonly types: readonly DeclaredType[];
  readonly usings: readonly Using[];
  readonly uses: readonly NameUse[];
  readonly calls: readonly MemberCall[];
  readonly conditions: Conditions;
};

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

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

type Frame = Mutable<Declaration> & {
  readonly depth: number;
  readonly type:
    | (Omit<Mutable<DeclaredType>, "methods"> & {
        bases: WrittenName[];
        members: Map<string, string>;
        statics: Set<string>;
        methods: Map<string, Arity[]>;
        extensions: Extension[];
        typeParameters: string[];
      })
    | null;
  /** Number among the types; for members that of their type. */
  readonly owner: number;
  /** Names declared within a member: locals, parameters, type parameters; what is known of their values. */
  readonly locals: Map<string, Receiver>;
  /** Uses that a local declared further down may turn out to be. */
  readonly pending: Map<string, () => void>;
  valueType: string;
};

/** Around these the field of a generic name tells what it is. */
const NEEDS_FIELD: ReadonlySet<number> = new Set([
  kind.TYPED,
  kind.PARAMETERS,
  kind.TYPE,
  kind.MEMBER,
  kind.QUALIFIED,
  kind.ALIASED,
  kind.TESTED,
  kind.UNNAMED,
  kind.JOIN,
  kind.FOREACH,
]);

const AUTOMATIC = /\{\s*(?:(?:(?:private|protected|internal)\s+){0,2}(?:get|set|init)\s*;\s*){1,2}\}/y;

const TESTING = /\bis\s+(?:not\s+)?$/;

const USE_LIMIT = 30_000;
const DECLARATION_LIMIT = 20_000;

class Walk {
  readonly cursor: TreeCursor;
  readonly #source: SourceText;
  readonly #text: string;
  readonly #grammar: kind.Grammar;
  /** Kinds and fields of the open nodes, by depth. */
  readonly #kinds: number[] = [];
  readonly #fields: number[] = [];
  readonly #types: Mutable<DeclaredType>[] = [];
  readonly #namespaces: DeclaredNamespace[] = [{ name: "", outer: -1 }];
  readonly #usings: Using[] = [];
  readonly #uses: NameUse[] = [];
  readonly #calls: MemberCall[] = [];
  readonly #declarations: Declaration[] = [];
  readonly #frames: Frame[] = [];
  readonly #openNamespaces: { readonly depth: number; readonly outer: number }[] = [];
  readonly #lineStarts: number[];
  readonly #conditions: Conditions;
  #scope = 0;
  #seen = new Set<string>();
  #symbol = -1;
  #symbols = 0;

  constructor(source: SourceText, tree: Tree) {
    this.#source = source;
    this.#text = source.text;
    this.cursor = tree.walk();
    this.#grammar = kind.grammarOf(tree.language);
    this.#lineStarts = lineStarts(source.text);
    this.#conditions = findRegions(source.written);
    this.#frames.push(this.#frame(-1, "", -1, null));
  }

  run(): ReturnType<typeof walkFile> {
    const { cursor } = this;
    const { kinds } = this.#grammar;
    let depth = 0;
    let steps = 0;
    for (;;) {
      const meaning = kinds[cursor.nodeTypeId] ?? kind.PLAIN;
      if (meaning !== kind.SKIP && this.#enter(meaning, depth) && cursor.gotoFirstChild()) {
        this.#kinds[depth] = meaning;
        depth += 1;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return this.#finish();
        depth -= 1;
        this.#leave(depth);
      }
      steps += 1;
      if ((steps & 1023) === 0) this.#source.checkTime();
    }
  }

  #finish(): ReturnType<typeof walkFile> {
    while (this.#frames.length > 0) this.#close();
    return {
      namespaces: this.#namespaces,
      types: this.#types,
      usings: this.#usings,
      uses: this.#uses,
      calls: this.#calls,
      conditions: this.#conditions,
      declarations: this.#declarations,
    };
  }

  /** True when the children are to be visited. */
  #enter(meaning: number, depth: number): boolean {
    switch (meaning) {
      case kind.PLAIN:
        return true;
      case kind.NAME:
        this.#name(depth);
        return false;
      case kind.IMPLICIT_PARAMETER:
        this.#top().locals.set(this.#slice(), "");
        return false;
      case kind.TYPE:
      case kind.MEMBER:
        this.#open(meaning, depth);
        return this.#declarations.length < DECLARATION_LIMIT;
      case kind.NAMESPACE:
      case kind.FILE_NAMESPACE:
        this.#namespace(meaning, depth);
        return true;
      case kind.USING:
        this.#using();
        return false;
      case kind.BODY:
        this.#endSignature(depth);
        return true;
      case kind.ACCESSORS:
        this.#endSignature(depth);
        return !this.#isAutomatic();
      case kind.ARGUMENTS:
        return this.#text[this.cursor.startIndex + 1] !== ")";
      case kind.ATTRIBUTES:
        this.#attributes(depth);
        return true;
      case kind.PARAMETERS:
        this.#parameters(depth);
        return true;
      case kind.GENERIC:
        this.#fields[depth] = NEEDS_FIELD.has(this.#kinds[depth - 1] ?? 0) ? this.cursor.currentFieldId : 0;
        return true;
      case kind.LISTED:
        // The interface of an explicit implementation, `event_declaration` aside, may be a chain.
        return true;
      default:
        return true;
    }
  }

  #leave(depth: number): void {
    const meaning = this.#kinds[depth];
    if (meaning === kind.TYPE || meaning === kind.MEMBER) {
      if (this.#top().depth === depth) this.#close();
    } else if (meaning === kind.NAMESPACE) {
      const open = this.#openNamespaces.pop();
      if (open) this.#scope = open.outer;
    }
  }

  #top(): Frame {
    const frame = this.#frames.at(-1);
    if (!frame) throw new Error("the walk has left its file");
    return frame;
  }

  #slice(): string {
    return this.#text.slice(this.cursor.startIndex, this.cursor.endIndex);
  }

  #frame(depth: number, nodeType: string, owner: number, type: Frame["type"]): Frame {
    const start = depth < 0 ? 0 : this.cursor.startIndex;
    const end = depth < 0 ? 0 : this.cursor.endIndex;
    return {
      depth,
      nodeType,
      owner,
      type,
      name: "",
      outer: this.#frames.at(-1)?.owner ?? -1,
      start,
      end,
      signatureStart: start,
      signatureEnd: end,
      parameters: "",
      attributes: "",
      locals: new Map(),
      pending: new Map(),
      valueType: "",
    };
  }

  #open(meaning: number, depth: number): void {
    const nodeType = this.#grammar.names[this.cursor.nodeTypeId] ?? "";
    const outer = this.#top();
    if (meaning === kind.MEMBER) {
      this.#frames.push(this.#frame(depth, nodeType, outer.owner, null));
      return;
    }
    const type = {
      key: "",
      outer: outer.owner,
      scope: this.#scope,
      region: regionAt(this.#conditions.regions, this.cursor.startIndex),
      isPublic: false,
      typeParameters: [],
      bases: [],
      members: new Map<string, string>(),
      statics: new Set<string>(),
      methods: new Map<string, Arity[]>(),
      extensions: [],
    };
    const frame = this.#frame(depth, nodeType, this.#types.length, type);
    this.#types.push(type);
    if (outer.owner < 0) {
      this.#symbol = this.#symbols++;
      this.#seen = new Set();
    }
    this.#frames.push(frame);
  }

  #close(): void {
    const frame = this.#frames.pop();
    if (!frame) return;
    for (const flush of frame.pending.values()) flush();
    if (frame.depth < 0) return;
    const { type } = frame;
    if (type) {
      const declared = this.#text.slice(frame.signatureStart, frame.signatureEnd);
      type.isPublic = /(?:^|\s)(?:public|protected)\s/.test(declared.slice(0, 200));
      if (frame.outer < 0) {
        this.#symbol = -1;
        this.#seen = new Set();
      }
    } else if (frame.nodeType === "method_declaration") {
      const around = this.#top().type;
      if (around) this.#method(frame, around);
    }
    const { depth: _d, type: _t, owner: _o, locals: _l, pending: _p, valueType: _v, ...declaration } = frame;
    this.#declarations.push(declaration);
  }

  #method(frame: Frame, around: NonNullable<Frame["type"]>): void {
    const { name } = frame;
    const isOwn = frame.locals.has(plainName(frame.valueType));
    if (isOwn) around.members.set(name, "");
    const signature = this.#text.slice(frame.signatureStart, Math.min(frame.signatureEnd, frame.signatureStart + 1000));
    const head = signature.slice(0, Math.max(0, signature.indexOf(frame.parameters.slice(0, 200))));
    const isStatic = /\bstatic\s/.test(head);
    const parameters = parametersOf(frame.parameters);
    const extended = isStatic ? EXTENDED.exec(parameters[0] ?? "")?.[1] : undefined;
    const generics = /<([^<>]*)>\s*$/.exec(head.includes("[") ? head.replace(/\[[^\]]*\]/g, "") : head)?.[1] ?? "";
    const typeParameters = generics === "" ? [] : generics.split(",").map((each) => each.trim());
    if (extended !== undefined) {
      around.extensions.push({
        name,
        ...arityOf(parameters.slice(1)),
        self: typeBefore(extended, extended.search(/[\p{L}\p{N}_@]+\s*$/u)),
        returns: frame.valueType,
        typeParameters,
      });
      return;
    }
    const arity = { ...arityOf(parameters), isStatic, typeParameterCount: typeParameters.length };
    const known = around.methods.get(name);
    if (known) known.push(arity);
    else around.methods.set(name, [arity]);
  }

  #namespace(meaning: number, depth: number): void {
    const { cursor } = this;
    const start = cursor.startIndex;
    const head = this.#text.slice(start, Math.min(cursor.endIndex, start + 1000));
    const name = /^namespace\s+([^{;]*)/.exec(head)?.[1] ?? "";
    const { parts } = writtenName(name, 0, true);
    const outer = this.#scope;
    const prefix = this.#namespaces[outer]?.name ?? "";
    this.#namespaces.push({ name: [...(prefix === "" ? [] : [prefix]), ...parts].join("."), outer });
    this.#scope = this.#namespaces.length - 1;
    if (meaning === kind.NAMESPACE) this.#openNamespaces.push({ depth, outer });
  }

  #using(): void {
    const start = this.cursor.startIndex;
    const region = regionAt(this.#conditions.regions, start);
    const using = readUsing(this.#slice(), this.#scope, this.#lineAt(start), region);
    if (!using) return;
    this.#usings.push(using);
    for (const argument of using.typeArguments) {
      this.#uses.push({
        ...argument,
        use: "type",
        isNameOf: false,
        isDirective: true,
        owner: -1,
        scope: this.#scope,
        symbol: -1,
        line: using.line,
        region,
      });
    }
  }

  #endSignature(depth: number): void {
    const frame = this.#top();
    if (frame.depth !== depth - 1 || frame.signatureEnd !== frame.end) return;
    frame.signatureEnd = this.cursor.startIndex;
  }

  /** `{ get; set; }` names nothing. */
  #isAutomatic(): boolean {
    AUTOMATIC.lastIndex = this.cursor.startIndex;
    return AUTOMATIC.test(this.#text);
  }

  #attributes(depth: number): void {
    const frame = this.#top();
    if (frame.depth !== depth - 1) return;
    const end = this.cursor.endIndex;
    frame.attributes += this.#text.slice(this.cursor.startIndex, Math.min(end, this.cursor.startIndex + 300));
    frame.signatureStart = skipSpace(this.#text, end);
  }

  #parameters(depth: number): void {
    const frame = this.#top();
    if (frame.depth !== depth - 1 || frame.parameters !== "") return;
    frame.parameters = this.#slice().slice(0, 4000);
  }

  /** What an identifier is follows from the node around it and, only where that does not tell, the field it has there. */
  #name(depth: number): void {
    const start = this.cursor.startIndex;
    let level = depth - 1;
    let generic = -1;
    if (this.#kinds[level] === kind.GENERIC) {
      generic = this.#fields[level] ?? 0;
      level -= 1;
    }
    const { name, type, returns, left, right, qualifier, alias } = this.#grammar;
    const field = (): number => (generic < 0 ? this.cursor.currentFieldId : generic);
    switch (this.#kinds[level]) {
      case kind.ACCESS:
        if (this.#isAfterDot(start)) this.#call(start);
        else this.#use("before-dot", start);
        return;
      case kind.BINDING:
        this.#call(start);
        return;
      case kind.ARGUMENT:
        if (this.#text[skipSpace(this.#text, this.#endOf(start))] !== ":") this.#value(start);
        return;
      case kind.LISTED:
        this.#use("type", start);
        return;
      case kind.DECLARATOR:
        if (this.#isAfterEqual(start)) this.#value(start);
        else if (this.#kinds[level - 2] === kind.MEMBER) this.#declare(level - 2, start);
        else this.#addLocal(start);
        return;
      case kind.TYPED:
      case kind.PARAMETERS: {
        const own = field();
        if (own === type || own === returns) this.#use("type", start, this.#isBase(level));
        else if (own === name) this.#local(start);
        else this.#value(start);
        return;
      }
      case kind.TYPE:
      case kind.MEMBER: {
        const own = field();
        if (own === name) this.#declare(level, start);
        else if (own === type || own === returns) this.#use("type", start);
        else this.#value(start);
        return;
      }
      case kind.QUALIFIED:
        if (field() === qualifier && !this.#isNamespace(level)) {
          this.#use(this.#isAttribute(level) ? "attribute" : "type", start, this.#isBase(level));
        }
        return;
      case kind.ALIASED:
        if (field() === alias) {
          this.#use(this.#kinds[level - 1] === kind.ACCESS ? "before-dot" : "type", start, this.#isBase(level));
        }
        return;
      case kind.BASES:
        this.#use("type", start, true);
        return;
      case kind.ATTRIBUTE:
        this.#use("attribute", start);
        return;
      case kind.PATTERN:
        this.#use("pattern", start);
        return;
      case kind.TESTED:
        if (field() === right) this.#use("type", start);
        else this.#value(start);
        return;
      case kind.TYPE_PARAMETER:
        if (field() === name) this.#typeParameter(start);
        return;
      case kind.UNNAMED:
        if (field() === type) this.#use("type", start);
        return;
      case kind.JOIN:
        if (field() === type) this.#use("type", start);
        else this.#addLocal(start);
        return;
      case kind.FOREACH: {
        const own = field();
        if (own === type) this.#use("type", start);
        else if (own === left) this.#addLocal(start);
        else this.#value(start);
        return;
      }
      case kind.NAMESPACE:
      case kind.FILE_NAMESPACE:
        return;
      default:
        this.#value(start);
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

  #endOf(start: number): number {
    return identifierEnd(this.#text, this.#text[start] === "@" ? start + 1 : start);
  }

  #identifier(start: number): string {
    const begin = this.#text[start] === "@" ? start + 1 : start;
    return this.#text.slice(begin, identifierEnd(this.#text, begin));
  }

  /** A local, or the parameter of a primary constructor, which all members of the type see. */
  #local(start: number): void {
    const frame = this.#top();
    const declared = this.#identifier(start);
    if (frame.type) frame.type.members.set(declared, typeBefore(this.#text, start));
    else this.#addLocal(start);
  }

  #addLocal(start: number): void {
    const { locals } = this.#top();
    const name = this.#identifier(start);
    const type = typeBefore(this.#text, start);
    const written = type === "" ? this.#resolved(initializerAfter(this.#text, this.#endOf(start))) : `:${type}`;
    // Locals of one name in several blocks are not told apart.
    const known = locals.get(name);
    locals.set(name, (known ?? written) === written && !locals.has(plainName(type)) ? written : "");
  }

  /** With what is known of the local it begins with. */
  #resolved(receiver: Receiver): Receiver {
    if (receiver === "" || receiver.startsWith(":")) return receiver;
    const space = receiver.indexOf(" ");
    const local = this.#top().locals.get(space < 0 ? receiver : receiver.slice(0, space));
    if (local === undefined) return receiver;
    return local === "" || space < 0 ? local : `${local}${receiver.slice(space)}`;
  }

  #isAttribute(level: number): boolean {
    let at = level;
    while (this.#kinds[at] === kind.QUALIFIED) at -= 1;
    return this.#kinds[at] === kind.ATTRIBUTE;
  }

  #isNamespace(level: number): boolean {
    let at = level;
    while (this.#kinds[at] === kind.QUALIFIED) at -= 1;
    return this.#kinds[at] === kind.NAMESPACE || this.#kinds[at] === kind.FILE_NAMESPACE;
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

  /** The name of the open declaration at `level`. */
  #declare(level: number, start: number): void {
    const frame = this.#top();
    if (frame.depth !== level) return;
    const end = this.#endOf(start);
    const declared = this.#identifier(start);
    frame.name = frame.name === "" ? declared : frame.name;
    if (frame.type) {
      const opening = skipSpace(this.#text, end);
      const list = this.#text[opening] === "<" ? typeParameterCount(this.#text, opening) : 0;
      frame.type.key = list > 0 ? `${declared}\`${list}` : declared;
      return;
    }
    const around = this.#frames.at(-2)?.type;
    if (!around || /^(?:con|de)structor/.test(frame.nodeType)) return;
    const type = typeBefore(this.#text, start);
    frame.valueType = type;
    if (frame.nodeType !== "method_declaration" && this.#isStatic(frame, start)) around.statics.add(declared);
    around.members.set(declared, (around.members.get(declared) ?? type) === type ? type : "");
  }

  #isStatic({ nodeType, signatureStart }: Frame, start: number): boolean {
    return (
      nodeType === "enum_member_declaration" || /\b(?:static|const)\s/.test(this.#text.slice(signatureStart, start))
    );
  }

  #typeParameter(start: number): void {
    const frame = this.#top();
    if (frame.type) frame.type.typeParameters.push(this.#identifier(start));
    else frame.locals.set(this.#identifier(start), "");
  }

  #use(use: UseKind, start: number, isBase = false): void {
    const frame = this.#top();
    const isType = use === "type" || use === "attribute";
    if (!isType && frame.locals.has(this.#identifier(start))) return;
    const written = writtenName(this.#text, start, use === "type");
    if (written.parts.length === 0) return;
    if (isBase) frame.type?.bases.push(written);
    const region = regionAt(this.#conditions.regions, start);
    const key = `${use.charAt(0)}${frame.owner} ${region} ${written.parts.join(".")}`;
    if (this.#seen.has(key) || frame.pending.has(key) || this.#uses.length >= USE_LIMIT) return;
    const first = plainName(written.parts[0] ?? "");
    const { owner } = frame;
    const isNameOf = use === "value" && /\bnameof\s*\(\s*$/.test(this.#text.slice(Math.max(0, start - 20), start));
    const [scope, symbol, line] = [this.#scope, this.#symbol, this.#lineAt(start)];
    const add = (): void => {
      if (frame.locals.has(first)) return;
      this.#seen.add(key);
      this.#uses.push({ ...written, use, isNameOf, isDirective: false, owner, scope, symbol, line, region });
    };
    if (isType) add();
    else frame.pending.set(key, add);
  }

  /** A name on its own: a type only in `nameof`, otherwise perhaps a member that `using static` brings. */
  #value(start: number): void {
    const code = this.#text.charCodeAt(start);
    if (code < 65 || (code > 90 && code < 128)) return;
    // The grammar reads `x is Type && y` as a pattern with an operator in it.
    const last = this.#text.charCodeAt(start - 2);
    const isTested = (last === 115 || last === 116) && TESTING.test(this.#text.slice(Math.max(0, start - 12), start));
    this.#use(isTested ? "pattern" : "value", start);
  }

  #call(start: number): void {
    const end = this.#endOf(start);
    let at = skipSpace(this.#text, end);
    const generics = this.#text[at] === "<" ? typeArguments(this.#text, at, false) : null;
    if (generics) at = skipSpace(this.#text, generics.end);
    if (this.#text[at] !== "(" || this.#calls.length >= USE_LIMIT) return;
    const name = this.#identifier(start);
    const receiver = this.#resolved(receiverBefore(this.#text, start));
    // By such a name an extension is found only where it is known what it is called on.
    if (receiver === "" && frameworkMethods.has(name)) return;
    const argumentCount = countArguments(this.#text, at);
    const typeArgumentCount = generics?.count ?? 0;
    const { owner } = this.#top();
    const region = regionAt(this.#conditions.regions, start);
    const key = `(${owner} ${region} ${name} ${argumentCount} ${typeArgumentCount} ${receiver}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#calls.push({
      name,
      argumentCount,
      typeArgumentCount,
      receiver,
      owner,
      scope: this.#scope,
      symbol: this.#symbol,
      line: this.#lineAt(start),
      region,
    });
  }

  #lineAt(index: number): number {
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Where the white space before `start` begins. */
function spaceStart(text: string, start: number): number {
  let at = start;
  while (at > 0 && text.charCodeAt(at - 1) <= 32) at -= 1;
  return at;
}

/** Offsets at which lines begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Type parameters may have attributes and variance, so they are counted by their commas. */
function typeParameterCount(text: string, start: number): number {
  let depth = 0;
  let count = 1;
  for (let at = start; at < Math.min(text.length, start + 2000); at++) {
    const character = text[at];
    if (character === "<" || character === "[" || character === "(") depth += 1;
    else if (character === ">" || character === "]" || character === ")") depth -= 1;
    else if (character === "," && depth === 1) count += 1;
    if (depth === 0) return count;
  }
  return 0;
}

/** The number of arguments of the list that opens at `start`; -1 where it cannot be told by a short look. */
function countArguments(text: string, start: number): number {
  let depth = 0;
  let count = 0;
  let hasAny = false;
  for (let at = start; at < Math.min(text.length, start + 400); at++) {
    const character = text[at] ?? "";
    if (character === '"' || character === "'") {
      const end = quoteEnd(text, at);
      if (end < 0) return -1;
      hasAny = true;
      at = end;
    } else if (character === "(" || character === "[" || character === "{") {
      if (depth > 0) hasAny = true;
      depth += 1;
    } else if (character === ")" || character === "]" || character === "}") {
      depth -= 1;
      if (depth === 0) return hasAny ? count + 1 : 0;
    } else if (character === "," && depth === 1) count += 1;
    else if (character === "<" || character === "/") return -1;
    else if (character.charCodeAt(0) > 32) hasAny = true;
  }
  return -1;
}

function quoteEnd(text: string, start: number): number {
  const quote = text[start] ?? "";
  const isVerbatim = text[start - 1] === "@" || text[start - 2] === "@" || text.startsWith('"""', start);
  if (isVerbatim || text[start - 1] === "$") return -1;
  for (let at = start + 1; at < Math.min(text.length, start + 1000); at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote) return at;
    else if (text[at] === "\n") return -1;
  }
  return -1;
}

/** The parameter that a method extends, without its modifiers. */
const EXTENDED = /^(?:\[[^\]]*\]\s*)*(?:(?:ref|in|scoped|readonly)\s+)*this\s+(?:(?:ref|in|scoped|readonly)\s+)*(.*)$/s;

function parametersOf(list: string): string[] {
  if (list.length < 3) return [];
  const inner = list.slice(1, -1);
  return /[[(<{"'/]/.test(inner) ? splitTopLevel(inner) : inner.split(",").map((part) => part.trim());
}

const OPEN_ENDED = /^(?:\[[^\]]*\]\s*)*params\s/;

function arityOf(parameters: readonly string[]): { least: number; most: number } {
  const isOpen = parameters.some((part) => OPEN_ENDED.test(part));
  const least = parameters.filter((part) => !part.includes("=") && !OPEN_ENDED.test(part)).length;
  return { least, most: isOpen ? Number.MAX_SAFE_INTEGER : parameters.length };
}
