/** A name used in a file and declared neither locally nor as a field: it is an import's, the package's or Go's own. */
export type FreeName = {
  readonly name: string;
  /** What follows its dot, when it is followed by one. */
  readonly member: string | null;
  /** For the key of a composite literal: its type, since a struct's keys are fields and a map's are values. */
  readonly keyOf: string | null;
  readonly at: number;
  readonly line: number;
};

export type Name = { readonly name: string; readonly at: number; readonly line: number };

/** The scopes that are open at a place of the text, and the names used so far that none of them declares. */
export class Declared {
  readonly #found: FreeName[] = [];
  readonly #scopes: string[][] = [];
  /** How many open scopes declare a name. */
  readonly #local = new Map<string, number>();
  #seen = new Set<string>();

  /** In the order of the text: a list of parameters is understood only at its end. */
  found(): FreeName[] {
    return this.#found.sort((a, b) => a.at - b.at);
  }

  /** Uses are listed once per top-level declaration. */
  beginDeclaration(): void {
    this.#seen = new Set();
  }

  open(): void {
    this.#scopes.push([]);
  }

  close(): void {
    for (const name of this.#scopes.pop() ?? []) {
      const count = (this.#local.get(name) ?? 1) - 1;
      if (count === 0) this.#local.delete(name);
      else this.#local.set(name, count);
    }
  }

  /** Outside all scopes a name is the package's. */
  declare(names: readonly string[]): void {
    const scope = this.#scopes.at(-1);
    if (!scope) return;
    for (const name of names) {
      scope.push(name);
      this.#local.set(name, (this.#local.get(name) ?? 0) + 1);
    }
  }

  use({ name, at, line }: Name, member: string | null, keyOf: string | null): void {
    if (this.#local.has(name) || VALUES.has(name)) return;
    const use = { name, member, keyOf, at, line };
    const key = keyOfUse(use);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#found.push(use);
  }

  /** How many uses are known, for `takeBack`. */
  count(): number {
    return this.#found.length;
  }

  /** Type parameters are known in the constraints before them: they are no uses there. */
  takeBack(names: readonly string[], since: number): void {
    for (const use of this.#found.splice(since)) {
      if (names.includes(use.name)) this.#seen.delete(keyOfUse(use));
      else this.#found.push(use);
    }
  }
}

const VALUES = new Set(["_", "nil", "true", "false", "iota"]);

function keyOfUse({ name, member, keyOf }: FreeName): string {
  return `${name} ${member} ${keyOf}`;
}
