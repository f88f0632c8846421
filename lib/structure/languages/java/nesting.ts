import type { DeclaredType, Scope } from "./scopes.ts";

const TYPE_LIMIT = 5000;

/** A head under way: `class A<T> extends B`. */
export type Head = {
  readonly type: number;
  readonly isEnum: boolean;
  readonly isInterface: boolean;
  /** What its body is restored to when it ends. */
  readonly outerScope: number;
  angle: number;
  list: "none" | "inherited" | "other";
};

export type Frame = {
  readonly kind: "file" | "body" | "block" | "parentheses";
  /** The scope to go back to when the frame ends. */
  readonly outerScope: number;
  readonly type: number;
  readonly isInterface: boolean;
  /** In an enum before the semicolon that ends its constants. */
  inConstants: boolean;
  /** Since the last statement or member began. */
  sawEquals: boolean;
  access: DeclaredType["access"];
  head: Head | null;
  /** Scope to return to after a method with type parameters; -1 for none. */
  methodOuter: number;
  /** For parentheses: what `new` makes with them. */
  readonly made: string;
};

type DraftType = { -readonly [Key in keyof DeclaredType]: DeclaredType[Key] } & { supers: string[] };
type DraftScope = Omit<Scope, "names"> & { readonly names: Map<string, number> };

/** The brackets that are open at a place of the text, and the types and scopes that they have made so far. */
export class Nesting {
  readonly types: DraftType[] = [];
  readonly scopes: DraftScope[] = [];
  /** Number of the scope at this place. */
  scope = 0;
  readonly #frames: Frame[] = [];

  constructor() {
    this.openScope(-1);
    this.#push("file", 0, {});
  }

  get frame(): Frame {
    const frame = this.#frames.at(-1);
    if (!frame) throw new Error("the frame of the file is never closed");
    return frame;
  }

  get depth(): number {
    return this.#frames.length;
  }

  openScope(parent: number, type = -1): void {
    this.scopes.push({ parent, type, names: new Map() });
    this.scope = this.scopes.length - 1;
  }

  /** Binds a name in the scope of this place: a type by its number, a type parameter with -1. */
  bind(name: string, type: number): void {
    this.scopes[this.scope]?.names.set(name, type);
  }

  /** A type whose head begins here; false when the file has too many. */
  declare(name: string, isEnum: boolean, isInterface: boolean): boolean {
    if (this.types.length >= TYPE_LIMIT) return false;
    const { frame } = this;
    const type = this.types.length;
    const isMember = frame.kind === "body";
    this.scope = frame.head ? frame.head.outerScope : this.scope;
    const outerScope = this.scope;
    if (!isMember && frame.kind !== "file") {
      // A local type is known in what follows it in its block.
      this.openScope(outerScope);
      this.bind(name, type);
    }
    this.types.push({
      name,
      outer: isMember ? frame.type : -1,
      isTopLevel: frame.kind === "file",
      access: frame.isInterface ? "wide" : frame.access,
      supers: [],
      scope: this.scope,
    });
    frame.head = { type, isEnum, isInterface, outerScope: this.scope, angle: 0, list: "none" };
    return true;
  }

  /** The type parameters of the head, in which its supertypes are looked up as well. */
  openHeadScope(): void {
    this.openScope(this.scope);
    const declared = this.types.at(-1);
    if (declared) declared.scope = this.scope;
  }

  /** The type parameters of a method, which end with it. */
  openMethodScope(): void {
    this.frame.methodOuter = this.scope;
    this.openScope(this.scope);
  }

  /** The body of the type whose head ends here. */
  openBody({ type, isInterface, isEnum, outerScope }: Head): void {
    const { frame } = this;
    frame.head = null;
    frame.access = "package";
    this.openScope(this.scope, type);
    this.#push("body", outerScope, { type, isInterface, inConstants: isEnum });
  }

  /** The body of a type without a name. */
  openAnonymous(supers: string[]): void {
    const outerScope = this.scope;
    const type = this.types.length;
    this.types.push({ name: "", outer: -1, isTopLevel: false, access: "private", supers, scope: outerScope });
    this.openScope(outerScope, type);
    this.#push("body", outerScope, { type });
  }

  openBlock(): void {
    const { frame } = this;
    const outerScope = frame.methodOuter >= 0 ? frame.methodOuter : this.scope;
    frame.methodOuter = -1;
    frame.access = "package";
    this.#push("block", outerScope, {});
  }

  openParentheses(made: string): void {
    this.#push("parentheses", this.scope, { made });
  }

  /** Gives what `new` makes with the parentheses that end here. */
  closeParentheses(): string {
    return this.frame.kind === "parentheses" ? (this.#frames.pop()?.made ?? "") : "";
  }

  closeBrace(): void {
    // Brackets that are still open are a mistake of the file; the brace ends them.
    while (this.depth > 1 && this.frame.kind === "parentheses") this.#frames.pop();
    if (this.depth > 1) this.scope = this.#frames.pop()?.outerScope ?? 0;
    const { frame } = this;
    if (frame.kind === "body" && !frame.inConstants) frame.sawEquals = false;
  }

  endStatement(): void {
    const { frame } = this;
    frame.sawEquals = false;
    frame.access = "package";
    if (frame.kind === "body") frame.inConstants = false;
    if (frame.head) this.scope = frame.head.outerScope;
    frame.head = null;
    if (frame.methodOuter >= 0) this.scope = frame.methodOuter;
    frame.methodOuter = -1;
  }

  #push(kind: Frame["kind"], outerScope: number, more: Partial<Frame>): void {
    this.#frames.push({
      kind,
      outerScope,
      type: -1,
      isInterface: false,
      inConstants: false,
      sawEquals: false,
      access: "package",
      head: null,
      methodOuter: -1,
      made: "",
      ...more,
    });
  }
}
