import { allOf } from "./cfg.ts";
import { MACRO, type ModDraft, type Scan, type ScopeDraft, type UseDraft } from "./draft.ts";
import { BLOCK, MODULE, type Place } from "./place.ts";

/** Bounds each list of a draft. */
const LIMIT = 20_000;
const GENERATED_LIMIT = 3000;
const CONDITION_LIMIT = 2000;
const CONDITION_LENGTH_LIMIT = 4000;

type Name = Pick<UseDraft, "path" | "local" | "isSelf" | "isCrate" | "isMacroUse">;
type Module = Pick<ModDraft, "name" | "inner" | "paths" | "isMacroUse">;

/** Writes down what the scan finds, with the scope, the condition and the visibility of the place where it stands. */
export class Findings {
  readonly scan: Scan = {
    scopes: [{ kind: "module", parent: 0, condition: 0 }],
    conditions: [""],
    items: [],
    mods: [],
    uses: [],
    paths: [],
    words: [],
    includes: [],
    generated: new Map(),
    guards: new Map(),
  };
  readonly #text: string;
  readonly #place: Place;
  readonly #sectionOf: (index: number) => number;
  readonly #conditions = new Map([["", 0]]);
  readonly #paths = new Set<string>();
  #words = new Set<string>();
  #section = Number.NaN;
  #line = 1;
  #counted = 0;

  constructor(text: string, place: Place, sectionOf: (index: number) => number) {
    this.#text = text;
    this.#place = place;
    this.#sectionOf = sectionOf;
  }

  addUse(name: Name, at: number): void {
    if (this.scan.uses.length >= LIMIT) return;
    this.scan.uses.push({ scope: this.ownScope(), ...name, ...this.#marks(), line: this.#lineAt(at) });
  }

  addMod(module: Module, at: number): void {
    if (this.scan.mods.length >= LIMIT) return;
    this.scan.mods.push({ scope: this.ownScope(), ...module, ...this.#marks(), line: this.#lineAt(at) });
  }

  /** The item's draft, which may get more namespaces; null when there is nothing to call it by. */
  addItem(
    name: string,
    spaces: number,
    variants: string[] | null,
    macro: "exported" | "textual" | null,
    visibility: string = this.#place.visibility,
  ): { spaces: number } | null {
    if (this.scan.items.length >= LIMIT || name === "_") return null;
    const { condition } = this.#marks();
    const item = { scope: this.ownScope(), name, spaces, visibility, condition, variants, macro };
    this.scan.items.push(item);
    return item;
  }

  addPath(path: string, at: number, spaces: number): void {
    if (this.scan.paths.length >= LIMIT) return;
    const written = /\s|\/|#/.test(path) ? path.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|\s|r#/g, "") : path;
    if (written.startsWith("Self::")) return;
    const { scope, current } = this.#place.frame;
    const section = this.#sectionOf(at);
    const key = `${scope} ${current} ${section} ${spaces} ${written}`;
    if (this.#paths.has(key)) return;
    this.#paths.add(key);
    this.scan.paths.push({ scope, path: written, spaces, condition: current, section, line: this.#lineAt(at) });
  }

  addWord(word: string, at: number, spaces: number): void {
    if (this.#place.frame.isGenerating) this.addGenerated(word);
    const section = this.#sectionOf(at);
    if (section !== this.#section) {
      this.#section = section;
      this.#words = new Set();
    }
    if (this.#words.has(word)) return;
    this.#words.add(word);
    if (this.scan.words.length >= 2 * LIMIT) return;
    const { scope, current } = this.#place.frame;
    this.scan.words.push({ scope, word, spaces, condition: current, section, line: this.#lineAt(at) });
  }

  /** Names in attributes: attribute macros and derived traits. */
  addAttribute(name: string, at: number): void {
    if (name.includes("::")) this.addPath(name, at, MACRO);
    else this.addWord(name, at, MACRO);
  }

  addInclude(macro: string, argument: string, isDoc: boolean, at: number): void {
    const { scope, current } = this.#place.frame;
    if (this.scan.includes.length >= LIMIT) return;
    const base = { scope, macro, argument: argument.trim(), isDoc };
    this.scan.includes.push({ ...base, condition: current, line: this.#lineAt(at) });
  }

  /** A macro among the items of the module: what it is given may become names of it. */
  addGenerator(): void {
    const { scope } = this.#place.frame;
    if (!this.scan.generated.has(scope)) this.scan.generated.set(scope, new Set());
  }

  addGenerated(word: string): void {
    let { scope } = this.#place.frame;
    while (this.scan.scopes[scope]?.kind === "block") scope = this.scan.scopes[scope]?.parent ?? 0;
    const words = this.scan.generated.get(scope);
    if (words && words.size < GENERATED_LIMIT) words.add(word);
  }

  /** The scope of the block or module under way; a block gets one when it first declares something. */
  ownScope(): number {
    const { frame, isSharingScope } = this.#place;
    if (frame.kind === BLOCK && isSharingScope && frame.branches === null) {
      frame.scope = this.#addScope("block", frame.scope, frame.condition);
    }
    return frame.scope;
  }

  /** The scope of an inline module, which has the condition of its declaration. */
  addModuleScope(): number {
    return this.#addScope("module", this.ownScope(), this.#place.frame.current);
  }

  /** `#![cfg(…)]`: the condition of all that is around it. */
  restrictFrame(condition: string): void {
    const { frame } = this.#place;
    frame.condition = frame.current = this.under(frame.condition, condition);
    const scope = this.scan.scopes[frame.scope];
    if (scope && frame.kind === MODULE) this.scan.scopes[frame.scope] = { ...scope, condition: frame.condition };
  }

  /** The number of a condition that holds when the one of number `outer` does too. */
  under(outer: number, condition: string): number {
    if (condition === "") return outer;
    const { conditions } = this.scan;
    const text = allOf([conditions[outer] ?? "", condition]);
    const known = this.#conditions.get(text);
    if (known !== undefined) return known;
    if (text.length > CONDITION_LENGTH_LIMIT || conditions.length >= CONDITION_LIMIT) return outer;
    this.#conditions.set(text, conditions.length);
    return conditions.push(text) - 1;
  }

  #addScope(kind: ScopeDraft["kind"], parent: number, condition: number): number {
    return this.scan.scopes.push({ kind, parent, condition }) - 1;
  }

  #marks(): { readonly visibility: string; readonly condition: number } {
    return { visibility: this.#place.visibility, condition: this.#place.frame.current };
  }

  /** Places rise, but for the words of an attribute and of an item, which are few. */
  #lineAt(at: number): number {
    for (let next = this.#text.indexOf("\n", this.#counted); next >= 0 && next < at; ) {
      this.#line += 1;
      this.#counted = next + 1;
      next = this.#text.indexOf("\n", this.#counted);
    }
    return this.#line;
  }
}
