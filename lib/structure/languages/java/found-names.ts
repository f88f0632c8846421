import type { Nesting } from "./nesting.ts";
import type { FoundName } from "./scopes.ts";

/** After so many uses as a value, a name in capitals is taken for a constant. */
const VALUE_LIMIT = 3;

/** The names of a file that may be types', once per scope, and those that are variables'. */
export class FoundNames {
  readonly names: FoundName[] = [];
  readonly variables = new Set<string>();
  readonly #nesting: Nesting;
  /** By scope: names with whether they were certainly types. */
  readonly #seen: Map<string, boolean>[] = [];
  readonly #values = new Map<string, number>();

  constructor(nesting: Nesting) {
    this.#nesting = nesting;
  }

  add(chain: string, at: number, line: number, isType: boolean): void {
    const { scope } = this.#nesting;
    const seen = this.#seen[scope] ?? new Map<string, boolean>();
    this.#seen[scope] = seen;
    const key = this.#key(chain);
    if (seen.get(key) === true || (!isType && seen.has(key))) return;
    seen.set(key, isType);
    this.names.push({ chain, scope, at, line, isType });
  }

  /** A name that is a type's unless a variable has it; what follows a type is a member and no longer a name. */
  addValue(parts: readonly string[], at: number, line: number): void {
    const [first = ""] = parts;
    const firstUpper = parts.findIndex(isUpper);
    if (firstUpper < 0) {
      if (!this.variables.has(first)) this.add(first, at, line, false);
      return;
    }
    let end = firstUpper + 1;
    while (end < parts.length && isUpper(parts[end] ?? "")) end += 1;
    this.add(parts.slice(0, end).join("."), at, line, false);
  }

  /** A name that stands for a value where it could be a type. */
  noteValue(name: string): void {
    this.#values.set(name, (this.#values.get(name) ?? 0) + 1);
  }

  /** Whether nothing new is to be learnt of a name in this scope. */
  isSettled(name: string): boolean {
    return (
      this.#seen[this.#nesting.scope]?.get(this.#key(name)) === true || (this.#values.get(name) ?? 0) >= VALUE_LIMIT
    );
  }

  /** Names outside all bodies count once per top-level type. */
  #key(chain: string): string {
    return this.#nesting.scope === 0 ? `${chain} ${this.#nesting.types.length}` : chain;
  }
}

function isUpper(name: string): boolean {
  const code = name.charCodeAt(0);
  return !(code >= 97 && code <= 122) && code !== 95 && code !== 36;
}
