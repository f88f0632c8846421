import { byCodeUnit } from "#lib/std/order.ts";
import type { LineRange } from "../../schema.ts";
import type { FoundEdge } from "../port.ts";
import type { FileOutline } from "./outline.ts";
import type { Words } from "./words.ts";

export type NamedFile = { readonly path: string; readonly outline: FileOutline; readonly words: Words };

export type FileNames = {
  /** Per symbol the names it uses from the files it includes, directly or not. */
  readonly uses: readonly (readonly string[])[];
  /** Names used, by the file that declares them. */
  readonly byFile: ReadonlyMap<string, readonly string[]>;
};

/** A name that so many files declare says nothing about any of them. */
const DECLARERS_LIMIT = 16;
/** Implementations of one header; more of them would say that the header belongs to nobody. */
const IMPLEMENTATION_LIMIT = 3;
const SHARE = 0.25;

/** Follows names to the included files that declare them, and headers to the files that define what they declare. */
export class Names {
  readonly #files: readonly NamedFile[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #includes: readonly (readonly number[])[];
  readonly #declarers = new Map<string, number[]>();
  readonly #promisers = new Map<string, number[]>();
  readonly #reached: Int32Array;
  /** Per header and function it promises, the files that define it. */
  readonly #definers = new Map<number, Map<string, number[]>>();

  constructor(files: readonly NamedFile[], includes: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#files = files;
    this.#numbers = new Map(files.map(({ path }, number) => [path, number]));
    this.#includes = files.map(({ path }) =>
      [...(includes.get(path) ?? [])].flatMap((to) => this.#numbers.get(to) ?? []),
    );
    this.#reached = new Int32Array(files.length).fill(-1);
    const isIncluded = new Set(this.#includes.flat());
    for (const number of isIncluded) {
      const file = files[number];
      for (const { name, kind } of file?.outline.symbols ?? [])
        if (kind !== "module") note(this.#declarers, name, number);
      for (const name of file?.outline.declared ?? []) note(this.#promisers, name, number);
    }
  }

  /** To be asked for every file before `implementations`. */
  of(path: string): FileNames {
    const number = this.#numbers.get(path) ?? -1;
    const file = this.#files[number];
    if (!file) return { uses: [], byFile: new Map() };
    this.#reach(number);
    const { names, bySymbol } = file.words;
    const byFile = new Map<string, string[]>();
    const isForeign = names.map((name) => {
      const declarers = this.#declarers.get(name);
      if (!declarers || declarers.length > DECLARERS_LIMIT) return false;
      let isReached = false;
      for (const declarer of declarers) {
        const from = this.#files[declarer]?.path;
        if (declarer === number || from === undefined || this.#reached[declarer] !== number) continue;
        isReached = true;
        byFile.set(from, [...(byFile.get(from) ?? []), name]);
      }
      return isReached;
    });
    const uses = file.outline.symbols.map((symbol, index) =>
      (bySymbol[index] ?? [])
        .flatMap((word) => (isForeign[word] && names[word] !== symbol.name ? (names[word] ?? []) : []))
        .sort(byCodeUnit),
    );
    this.#defines(number, file);
    return { uses, byFile };
  }

  /**
   * Reference edges from a header to what defines the functions it declares: the files that define most of them, where
   * few files do. A header whose functions are spread over many has only the file that is named like it.
   */
  implementations(path: string): FoundEdge[] {
    const header = this.#numbers.get(path) ?? -1;
    const shares = new Map<number, string[]>();
    for (const [name, definers] of this.#definers.get(header) ?? []) {
      const [only, second] = definers;
      if (only === undefined || second !== undefined) continue;
      shares.set(only, [...(shares.get(only) ?? []), name]);
    }
    const declared = new Set(this.#files[header]?.outline.declared).size;
    const found = [...shares].map(([number, names]) => ({ to: this.#files[number]?.path ?? "", names }));
    const large = found.filter(({ names }) => names.length >= declared * SHARE);
    const isKnown = large.reduce((sum, { names }) => sum + names.length, 0) * 2 >= declared;
    return found
      .filter((each) => stemOf(each.to) === stemOf(path) || (isKnown && large.includes(each)))
      .sort(
        (a, b) =>
          Number(stemOf(b.to) === stemOf(path)) - Number(stemOf(a.to) === stemOf(path)) ||
          b.names.length - a.names.length ||
          byCodeUnit(a.to, b.to),
      )
      .slice(0, IMPLEMENTATION_LIMIT)
      .map(({ to, names }) => {
        const lines = linesOf(this.#files[header]?.outline.symbols ?? [], new Set(names));
        return { to, kind: "reference", names: names.sort(byCodeUnit), lines, typeOnly: false };
      });
  }

  #defines(number: number, { outline }: NamedFile): void {
    for (const written of new Set(outline.defined)) {
      const parts = written.split("::");
      const last = parts.at(-1) ?? "";
      const name = [`${parts.at(-2)}::${last}`, last].find((each) => this.#promisers.has(each));
      const promisers = name === undefined ? [] : (this.#promisers.get(name) ?? []);
      if (name === undefined || promisers.length > DECLARERS_LIMIT) continue;
      for (const header of promisers) {
        if (header === number || this.#reached[header] !== number) continue;
        const promised = this.#definers.get(header) ?? new Map<string, number[]>();
        promised.set(name, [...(promised.get(name) ?? []), number]);
        this.#definers.set(header, promised);
      }
    }
  }

  /** Marks the files that `start` includes, directly or not. */
  #reach(start: number): void {
    const pending = [...(this.#includes[start] ?? [])];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#reached[next] === start) continue;
      this.#reached[next] = start;
      for (const to of this.#includes[next] ?? []) if (this.#reached[to] !== start) pending.push(to);
    }
  }
}

function note(index: Map<string, number[]>, name: string, number: number): void {
  const known = index.get(name);
  if (!known) index.set(name, [number]);
  else if (known.at(-1) !== number) known.push(number);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
}

/** Where a header declares these names: by themselves, or as members of what it defines. */
function linesOf(symbols: FileOutline["symbols"], names: ReadonlySet<string>): LineRange[] {
  return symbols
    .flatMap(({ name, range, members }) => [
      ...(names.has(name) ? [range] : []),
      ...members
        .filter((member) => names.has(member.name) || names.has(`${name}::${member.name}`))
        .map((each) => each.range),
    ])
    .map(({ startLine, endLine }) => ({ start: startLine, end: endLine }));
}
