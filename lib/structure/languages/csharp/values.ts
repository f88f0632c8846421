import type { FileDraft } from "../port.ts";
import type { FileNames } from "./draft.ts";
import { memberAround, memberOf } from "./members.ts";
import { plainName } from "./names.ts";
import type { Part } from "./parts.ts";
import type { Receiver } from "./receivers.ts";
import type { Types } from "./types.ts";

/** What is known of a value's type: a type of the repository, the name of a foreign one, or nothing. */
export type Value = { readonly parts: readonly Part[] } | { readonly foreign: string } | null;

/** Where a name is looked up. */
export type Place = {
  readonly path: string;
  readonly file: FileNames;
  readonly scope: number;
  readonly owner: Part | null;
};

/** A type with all it derives from: its declarations in the repository, and the names of foreign bases. */
export type Kin = { readonly parts: ReadonlySet<Part>; readonly foreign: ReadonlySet<string> };

/** The types of values, as far as declarations write them down. */
export class Values {
  readonly #types: Types;
  /** Keys of all types of the repository: what is not found among them is foreign. */
  readonly #keys = new Set<string>();
  readonly #kin = new Map<Part, Kin>();
  /** The value that an extension of that name returns, called on the given one. */
  readonly #returned: (name: string, value: Value) => Value;

  constructor(files: readonly FileDraft<FileNames>[], types: Types, returned: (name: string, value: Value) => Value) {
    this.#types = types;
    this.#returned = returned;
    for (const { draft } of files) for (const { key } of draft.types) this.#keys.add(key);
  }

  ofType(type: string, { path, file, scope, owner }: Place): Value {
    if (type === "") return null;
    for (let at = owner; at; at = at.outer) if (at.declared.typeParameters.includes(type)) return null;
    const parts = type.split(".");
    const found = this.#types.find(path, file, scope, owner, { parts, isRooted: false, isCalled: false });
    const last = found.at(-1);
    if (last && found.length === parts.length) return { parts: last.parts };
    const name = parts.at(-1) ?? "";
    return this.#keys.has(name) ? null : { foreign: CANONICAL.get(name) ?? name };
  }

  /** `static` where the receiver names a type, so that no extension is called. */
  ofReceiver(receiver: Receiver, place: Place): Value | "static" {
    const tokens = receiver.split(" ");
    const root = tokens[0] ?? "";
    if (root === "") return null;
    const { owner } = place;
    if (root.startsWith(":")) return this.#along(this.ofType(root.slice(1), place), tokens.slice(1));
    if (root === "?") return this.#along(null, tokens.slice(1));
    if (root === "this") return this.#along(owner ? { parts: this.#types.wholeOf(owner) } : null, tokens.slice(1));
    const member = owner ? memberAround(this.#types, owner, nameOf(root)) : null;
    if (member) return this.#along(this.ofType(member.type, placeOf(member.part)), tokens.slice(1));
    if (root.endsWith("()")) return this.#along(null, tokens.slice(1));
    const isCall = tokens.findIndex((token) => token.endsWith("()"));
    const parts = isCall < 0 ? tokens : tokens.slice(0, isCall);
    const found = this.#types.find(place.path, place.file, place.scope, owner, {
      parts,
      isRooted: false,
      isCalled: false,
    });
    const type = found.at(-1);
    if (type) {
      return found.length === tokens.length ? "static" : this.#along({ parts: type.parts }, tokens.slice(found.length));
    }
    return tokens.length === 1 && this.#isForeign(root, owner) ? "static" : this.#along(null, tokens.slice(1));
  }

  /** A name that no type around can have inherited from a foreign one is a foreign type. */
  #isForeign(name: string, owner: Part | null): boolean {
    if (!/^\p{Lu}/u.test(name)) return false;
    for (let at = owner; at; at = at.outer) {
      const { foreign } = this.kinOf(this.#types.wholeOf(at));
      if ([...foreign].some((base) => !/^I\p{Lu}/u.test(base))) return false;
    }
    return true;
  }

  #along(start: Value, steps: readonly string[]): Value {
    let value = start;
    for (const step of steps) value = this.#step(value, step);
    return value;
  }

  #step(value: Value, step: string): Value {
    const name = nameOf(step);
    if (value !== null && "parts" in value) {
      const member = memberOf(this.#types, value.parts, name);
      if (member) return this.ofType(member.type, placeOf(member.part));
    }
    if (!step.endsWith("()")) return null;
    const returned = this.#returned(name, value);
    if (returned) return returned;
    const foreign = RETURNS.get(name);
    return foreign === undefined ? null : { foreign };
  }

  kinOf(parts: readonly Part[]): Kin {
    const [first] = parts;
    if (!first) return { parts: new Set(), foreign: new Set() };
    const known = this.#kin.get(first);
    if (known) return known;
    const all = new Set<Part>(parts);
    const foreign = new Set<string>();
    for (const part of all) {
      for (const written of part.declared.bases) {
        const base = this.ofType(written.parts.join("."), { ...placeOf(part), owner: part.outer });
        if (base !== null && "parts" in base) for (const each of base.parts) all.add(each);
        else foreign.add(base === null ? "" : base.foreign);
      }
    }
    const kin = { parts: all, foreign };
    this.#kin.set(first, kin);
    return kin;
  }

  /** Whether a value may be given where `wanted` is asked for. */
  fits(value: Value, wanted: Value): boolean {
    if (value === null || wanted === null) return true;
    if ("parts" in value) {
      const kin = this.kinOf(value.parts);
      if ("parts" in wanted) return kin.foreign.has("") || wanted.parts.some((part) => kin.parts.has(part));
      if (wanted.foreign === "object" || kin.foreign.has(wanted.foreign)) return true;
      if (/^(?:Enum|Delegate|MulticastDelegate|ValueType)$/.test(wanted.foreign)) return true;
      return kin.foreign.size > 0 && !SEALED.has(wanted.foreign);
    }
    if ("parts" in wanted) return false;
    if (value.foreign === wanted.foreign || wanted.foreign === "object") return true;
    if (SEALED.has(wanted.foreign)) return false;
    const bases = SEALED.get(value.foreign);
    return bases === undefined || bases.some((base) => plainName(wanted.foreign) === base);
  }
}

export function placeOf(part: Part): Place {
  return { path: part.path, file: part.file, scope: part.declared.scope, owner: part };
}

function nameOf(token: string): string {
  return token.endsWith("()") ? token.slice(0, -2) : token;
}

/** Keywords for the names of the framework's types. */
const CANONICAL = new Map([
  ["String", "string"],
  ["Object", "object"],
  ["Int32", "int"],
  ["Int64", "long"],
  ["Boolean", "bool"],
  ["Double", "double"],
  ["Byte", "byte"],
]);

const VALUE = ["ValueType", "IComparable", "IConvertible", "IEquatable", "IFormattable", "IComparable", "IParsable"];

/** Types of the framework that nothing derives from, with what they themselves may be taken for. */
const SEALED: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["string", ["IEnumerable", "IComparable", "IConvertible", "IEquatable", "ICloneable"]],
  ["Type", ["MemberInfo", "IReflect", "ICustomAttributeProvider"]],
  ...["int", "long", "short", "byte", "sbyte", "uint", "ulong", "ushort", "float", "double", "decimal", "bool", "char"]
    .concat(["Guid", "DateTime", "DateTimeOffset", "TimeSpan"])
    .map((name): [string, string[]] => [name, VALUE]),
]);

/** What well-known methods of the framework return. */
const RETURNS = new Map<string, string>([
  ["GetType", "Type"],
  ...`ToString Trim TrimStart TrimEnd ToLower ToUpper ToLowerInvariant ToUpperInvariant Substring`
    .split(" ")
    .map((name): [string, string] => [name, "string"]),
  ...`Where Select SelectMany OrderBy OrderByDescending ThenBy Distinct Concat Skip Take SkipWhile TakeWhile Union Except
  Intersect OfType Cast GroupBy`
    .split(/\s+/)
    .map((name): [string, string] => [name, "IEnumerable`1"]),
  ["AsQueryable", "IQueryable`1"],
  ["AsEnumerable", "IEnumerable`1"],
  ["ToDictionary", "Dictionary`2"],
  ["ToHashSet", "HashSet`1"],
  ["ToList", "List`1"],
  ["ToArray", "[]"],
]);
