import type { SourceText } from "../port.ts";
import type { Arity, Declaration, DeclaredNamespace, DeclaredType, Extension } from "./draft.ts";
import { arityOf, EXTENDED, parametersOf, typeParameterCount } from "./lists.ts";
import { identifierAt, identifierEndAt, plainName, skipSpace, type WrittenName, writtenName } from "./names.ts";
import * as kind from "./node-kinds.ts";
import { initializerAfter, type Receiver, typeBefore } from "./receivers.ts";
import { type Region, regionAt } from "./regions.ts";

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

type OpenType = Omit<Mutable<DeclaredType>, "methods"> & {
  bases: WrittenName[];
  members: Map<string, string>;
  statics: Set<string>;
  methods: Map<string, Arity[]>;
  extensions: Extension[];
  typeParameters: string[];
};

/** An open declaration; the first is the file itself. */
export type Frame = Mutable<Declaration> & {
  readonly depth: number;
  readonly type: OpenType | null;
  /** Number among the types; for members that of their type. */
  readonly owner: number;
  /** Names declared within a member: locals, parameters, type parameters; what is known of their values. */
  readonly locals: Map<string, Receiver>;
  /** Uses that a local declared further down may turn out to be. */
  readonly pending: Map<string, () => void>;
  valueType: string;
};

const OTHER_HEAD =
  /\s*\{?\s*#(?:else|elif)\b[^\n]*\n\s*(?:[a-z]+\s+){0,6}(?:class|struct|interface|record)\s+([\p{L}_][\p{L}\p{N}_]*)/uy;

/** The declarations of a file while it is walked: those that are open, and all that have been. */
export class Declarations {
  readonly types: DeclaredType[] = [];
  readonly namespaces: DeclaredNamespace[] = [{ name: "", outer: -1 }];
  readonly closed: Declaration[] = [];
  /** Number of the open namespace declaration, and of the open top-level type. */
  scope = 0;
  symbol = -1;
  readonly #text: string;
  readonly #written: string;
  /** Types under the names that they have in builds other than the one parsed. */
  readonly #renamed: DeclaredType[] = [];
  readonly #regions: readonly Region[];
  readonly #frames: Frame[] = [];
  readonly #outerScopes: { readonly depth: number; readonly outer: number }[] = [];
  #symbols = 0;

  constructor({ text, written }: SourceText, regions: readonly Region[]) {
    this.#text = text;
    this.#written = written;
    this.#regions = regions;
    this.#frames.push(this.#frame({ depth: -1, nodeType: "", owner: -1, type: null, start: 0, end: 0 }));
  }

  get top(): Frame {
    const frame = this.#frames.at(-1);
    if (!frame) throw new Error("the walk has left its file");
    return frame;
  }

  #frame(opened: Pick<Frame, "depth" | "nodeType" | "owner" | "type" | "start" | "end">): Frame {
    return {
      ...opened,
      name: "",
      outer: this.#frames.at(-1)?.owner ?? -1,
      signatureStart: opened.start,
      signatureEnd: opened.end,
      parameters: "",
      attributes: "",
      locals: new Map(),
      pending: new Map(),
      valueType: "",
    };
  }

  openMember(depth: number, nodeType: string, start: number, end: number): void {
    this.#frames.push(this.#frame({ depth, nodeType, owner: this.top.owner, type: null, start, end }));
  }

  /** True for a type that no other type holds. */
  openType(depth: number, nodeType: string, start: number, end: number): boolean {
    const outer = this.top.owner;
    const type: OpenType = {
      key: "",
      outer,
      scope: this.scope,
      region: regionAt(this.#regions, start),
      isPublic: false,
      typeParameters: [],
      bases: [],
      members: new Map(),
      statics: new Set(),
      methods: new Map(),
      extensions: [],
    };
    const frame = this.#frame({ depth, nodeType, owner: this.types.length, type, start, end });
    this.types.push(type);
    if (outer < 0) this.symbol = this.#symbols++;
    this.#frames.push(frame);
    return outer < 0;
  }

  /** Closes the declaration opened at `depth`, if any is. True for a type that no other type holds. */
  close(depth: number): boolean {
    const frame = this.top;
    if (frame.depth !== depth) return false;
    for (const flush of frame.pending.values()) flush();
    this.#frames.pop();
    if (depth < 0) return false;
    const { type } = frame;
    if (type) {
      // As it is written, with all branches: what is public in some build may be seen.
      const head = this.#written.slice(frame.signatureStart, Math.min(frame.signatureEnd, frame.signatureStart + 200));
      type.isPublic = /(?:^|\s)(?:public|protected)\s/.test(head);
      if (frame.outer < 0) this.symbol = -1;
      if (this.#written !== this.#text) this.#branch(frame, type);
    } else if (frame.nodeType === "method_declaration") {
      const around = this.top.type;
      if (around) this.#method(frame, around);
    }
    const { depth: _d, type: _t, owner: _o, locals: _l, pending: _p, valueType: _v, ...declaration } = frame;
    this.closed.push(declaration);
    return type !== null && frame.outer < 0;
  }

  /** A type whose head has branches is there in each of them, perhaps by another name. */
  #branch(frame: Frame, type: OpenType): void {
    OTHER_HEAD.lastIndex = frame.signatureEnd;
    const name = OTHER_HEAD.exec(this.#written)?.[1];
    if (name === undefined || name === frame.name) type.region = regionAt(this.#regions, frame.end - 1);
    else {
      const region = regionAt(this.#regions, OTHER_HEAD.lastIndex);
      this.#renamed.push({ ...type, key: type.key.replace(frame.name, name), region });
    }
  }

  /** All types, those with another name last: numbers of types count the others. */
  allTypes(): readonly DeclaredType[] {
    return [...this.types, ...this.#renamed];
  }

  #method(frame: Frame, around: OpenType): void {
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

  openNamespace(meaning: number, depth: number, start: number): void {
    const head = this.#text.slice(start, start + 1000);
    const name = /^namespace\s+([^{;]*)/.exec(head)?.[1] ?? "";
    const { parts } = writtenName(name, 0, true);
    const outer = this.scope;
    const prefix = this.namespaces[outer]?.name ?? "";
    this.namespaces.push({ name: [...(prefix === "" ? [] : [prefix]), ...parts].join("."), outer });
    this.scope = this.namespaces.length - 1;
    if (meaning === kind.NAMESPACE) this.#outerScopes.push({ depth, outer });
  }

  closeNamespace(): void {
    const open = this.#outerScopes.pop();
    if (open) this.scope = open.outer;
  }

  /** Whether the open declaration is that of the node around `depth`. */
  isOpenAt(depth: number): boolean {
    return this.top.depth === depth - 1;
  }

  /** The name of the open declaration at `level`. */
  declare(level: number, start: number): void {
    const frame = this.top;
    if (frame.depth !== level) return;
    const end = identifierEndAt(this.#text, start);
    const declared = identifierAt(this.#text, start);
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

  addTypeParameter(start: number): void {
    const frame = this.top;
    if (frame.type) frame.type.typeParameters.push(identifierAt(this.#text, start));
    else frame.locals.set(identifierAt(this.#text, start), "");
  }

  /** A local, or the parameter of a primary constructor, which all members of the type see. */
  addParameter(start: number): void {
    const frame = this.top;
    if (frame.type) frame.type.members.set(identifierAt(this.#text, start), typeBefore(this.#text, start));
    else this.addLocal(start);
  }

  addLocal(start: number): void {
    const { locals } = this.top;
    const name = identifierAt(this.#text, start);
    const type = typeBefore(this.#text, start);
    const written =
      type === "" ? this.resolved(initializerAfter(this.#text, identifierEndAt(this.#text, start))) : `:${type}`;
    // Locals of one name in several blocks are not told apart.
    const known = locals.get(name);
    locals.set(name, (known ?? written) === written && !locals.has(plainName(type)) ? written : "");
  }

  /** A receiver with what is known of the local it begins with. */
  resolved(receiver: Receiver): Receiver {
    if (receiver === "" || receiver.startsWith(":")) return receiver;
    const space = receiver.indexOf(" ");
    const local = this.top.locals.get(space < 0 ? receiver : receiver.slice(0, space));
    if (local === undefined) return receiver;
    return local === "" || space < 0 ? local : `${local}${receiver.slice(space)}`;
  }
}
