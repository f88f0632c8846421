import type { SourceText } from "../port.ts";
import type { Declarations } from "./declarations.ts";
import type { MemberCall, NameUse, UseKind } from "./draft.ts";
import { frameworkMethods } from "./framework-methods.ts";
import { Lines } from "./lines.ts";
import { countArguments } from "./lists.ts";
import { identifierAt, identifierEndAt, plainName, skipSpace, typeArguments, writtenName } from "./names.ts";
import { receiverBefore } from "./receivers.ts";
import { type Region, regionAt } from "./regions.ts";
import { readUsing, type Using } from "./usings.ts";

const USE_LIMIT = 30_000;

const TESTING = /\bis\s+(?:not\s+)?$/;

/** The names that a file uses, each once per top-level type and way of looking it up. */
export class Uses {
  readonly names: NameUse[] = [];
  readonly calls: MemberCall[] = [];
  readonly usings: Using[] = [];
  readonly #text: string;
  readonly #lines: Lines;
  readonly #regions: readonly Region[];
  readonly #declarations: Declarations;
  #seen = new Set<string>();

  constructor({ text }: SourceText, regions: readonly Region[], declarations: Declarations) {
    this.#text = text;
    this.#lines = new Lines(text);
    this.#regions = regions;
    this.#declarations = declarations;
  }

  /** What follows belongs to another top-level type. */
  startAnew(): void {
    this.#seen = new Set();
  }

  addUsing(start: number, end: number): void {
    const { scope } = this.#declarations;
    const region = regionAt(this.#regions, start);
    const using = readUsing(this.#text.slice(start, end), scope, this.#lines.at(start), region);
    if (!using) return;
    this.usings.push(using);
    const place = { owner: -1, scope, symbol: -1, line: using.line, region };
    for (const argument of using.typeArguments) {
      this.names.push({ ...argument, use: "type", isNameOf: false, isDirective: true, ...place });
    }
  }

  add(use: UseKind, start: number, isBase = false): void {
    const frame = this.#declarations.top;
    const isType = use === "type" || use === "attribute";
    if (!isType && frame.locals.has(identifierAt(this.#text, start))) return;
    const written = writtenName(this.#text, start, use === "type");
    if (written.parts.length === 0) return;
    if (isBase) frame.type?.bases.push(written);
    const region = regionAt(this.#regions, start);
    const { owner } = frame;
    const key = `${use.charAt(0)}${owner} ${region} ${written.parts.join(".")}`;
    if (this.#seen.has(key) || frame.pending.has(key) || this.names.length >= USE_LIMIT) return;
    const first = plainName(written.parts[0] ?? "");
    const isNameOf = use === "value" && /\bnameof\s*\(\s*$/.test(this.#text.slice(Math.max(0, start - 20), start));
    const { scope, symbol } = this.#declarations;
    const line = this.#lines.at(start);
    const push = (): void => {
      if (frame.locals.has(first)) return;
      this.#seen.add(key);
      this.names.push({ ...written, use, isNameOf, isDirective: false, owner, scope, symbol, line, region });
    };
    if (isType) push();
    else frame.pending.set(key, push);
  }

  /** A name on its own: a type only in `nameof`, otherwise perhaps a member that `using static` brings. */
  addValue(start: number): void {
    const code = this.#text.charCodeAt(start);
    if (code < 65 || (code > 90 && code < 128)) return;
    // The grammar reads `x is Type && y` as a pattern with an operator in it.
    const last = this.#text.charCodeAt(start - 2);
    const isTested = (last === 115 || last === 116) && TESTING.test(this.#text.slice(Math.max(0, start - 12), start));
    this.add(isTested ? "pattern" : "value", start);
  }

  /** A name behind a dot, where it is called. */
  addCall(start: number): void {
    const text = this.#text;
    let at = skipSpace(text, identifierEndAt(text, start));
    const generics = text[at] === "<" ? typeArguments(text, at, false) : null;
    if (generics) at = skipSpace(text, generics.end);
    if (text[at] !== "(" || this.calls.length >= USE_LIMIT) return;
    const name = identifierAt(text, start);
    const receiver = this.#declarations.resolved(receiverBefore(text, start));
    // By such a name an extension is found only where it is known what it is called on.
    if (receiver === "" && frameworkMethods.has(name)) return;
    const argumentCount = countArguments(text, at);
    const typeArgumentCount = generics?.count ?? 0;
    const { owner } = this.#declarations.top;
    const region = regionAt(this.#regions, start);
    const key = `(${owner} ${region} ${name} ${argumentCount} ${typeArgumentCount} ${receiver}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const { scope, symbol } = this.#declarations;
    const line = this.#lines.at(start);
    this.calls.push({ name, argumentCount, typeArgumentCount, receiver, owner, scope, symbol, line, region });
  }
}
