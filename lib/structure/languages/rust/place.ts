import type { Attributes } from "./attributes.ts";

/** What may stand between a pair of brackets. Where items may: in modules and blocks. */
export const MODULE = 0;
export const BLOCK = 1;
/** Names, and no items of a scope: bodies of impls and traits, fields, parentheses, arguments. */
export const OTHER = 2;
export const VARIANTS = 3;

/** Kinds of the token before, besides its character code. */
export const WORD = 1;
export const NOTHING = 0;

/** A pair of brackets that is open. */
export type Frame = {
  readonly kind: number;
  scope: number;
  condition: number;
  /** The condition of the statement under way, which includes that of the frame. */
  current: number;
  /** What the next brace of this frame opens, when an item announced it. */
  pending: Pending | null;
  /** The item whose variants stand here. */
  readonly variants: string[] | null;
  /** Conditions of the branches of a `cfg_if!` so far. */
  readonly branches: string[] | null;
  /** Inside a macro that stands where items do: it may define any word it is given. */
  readonly isGenerating: boolean;
};

export type Pending = Pick<Frame, "kind"> & Partial<Pick<Frame, "scope" | "variants" | "branches" | "isGenerating">>;

/** Brackets deeper than this are passed over. */
const FRAME_LIMIT = 2000;

/** Where in the nesting of a file the scan stands, and what has been said of the item to come. */
export class Place {
  frame: Frame = frameOf({ kind: MODULE }, 0, 0, false);
  attributes: Attributes | null = null;
  visibility = "";
  /** Whether an item may begin here. */
  isStart = true;
  before: number = NOTHING;
  readonly #outer: Frame[] = [];

  /** Whether brackets are so deep that the next one is to be passed over. */
  get isFull(): boolean {
    return this.#outer.length >= FRAME_LIMIT;
  }

  /** Whether the block under way still has the scope of what is around it. */
  get isSharingScope(): boolean {
    return this.#outer.at(-1)?.scope === this.frame.scope;
  }

  /** Whether items may stand here. */
  get hasItems(): boolean {
    return this.frame.kind === MODULE || this.frame.kind === BLOCK;
  }

  open(isBrace: boolean): void {
    const outer = this.frame;
    const pending = isBrace || outer.pending?.isGenerating ? outer.pending : null;
    if (pending) outer.pending = null;
    const kind = isBrace ? (outer.kind === VARIANTS ? OTHER : BLOCK) : OTHER;
    const inBranch = isBrace && pending === null && outer.branches !== null;
    const next = pending ?? (inBranch ? { kind: outer.kind === OTHER ? MODULE : outer.kind } : { kind });
    this.flushAttributes();
    this.#outer.push(outer);
    this.frame = frameOf(next, outer.scope, outer.current, outer.isGenerating);
    this.isStart = this.frame.kind !== OTHER && !(isBrace && kind === OTHER);
  }

  close(isBrace: boolean): void {
    this.attributes = null;
    this.frame = this.#outer.pop() ?? this.frame;
    this.isStart = isBrace && this.frame.kind !== VARIANTS;
    if (!isBrace) return;
    this.frame.current = this.frame.condition;
    this.visibility = "";
  }

  endStatement(): void {
    this.frame.current = this.frame.condition;
    this.flushAttributes();
    this.isStart = true;
  }

  /** Attributes of an expression or a parameter end with it. */
  flushAttributes(): void {
    this.attributes = null;
    this.visibility = "";
  }
}

function frameOf(given: Pending, scope: number, condition: number, isGenerating: boolean): Frame {
  return {
    kind: given.kind,
    scope: given.scope ?? scope,
    condition,
    current: condition,
    pending: null,
    variants: given.variants ?? null,
    branches: given.branches ?? null,
    isGenerating: given.isGenerating ?? isGenerating,
  };
}
