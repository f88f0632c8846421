import { COMMA, NAME, STAR } from "./punctuation.ts";
import { WORD } from "./scanner.ts";
import type { FoundImport } from "./scopes.ts";
import type { Tokens } from "./tokens.ts";
import * as words from "./words.ts";

const IMPORT_LIMIT = 3000;

/** What the top of a file says: its package, its imports, the module that it describes. */
export class Imports {
  readonly found: FoundImport[] = [];
  packageName = "";
  moduleName = "";
  readonly #tokens: Tokens;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  /** From `package`. */
  readPackage(): void {
    this.#tokens.pass(words.PACKAGE);
    const name = this.#tokens.dotted();
    if (this.packageName === "") this.packageName = name;
  }

  /** From `import`. */
  readImport(): void {
    const tokens = this.#tokens;
    const { line } = tokens;
    tokens.pass(words.IMPORT);
    const isStatic = tokens.kind === WORD && tokens.word() === "static";
    if (isStatic) tokens.pass(words.IMPORT);
    let path = tokens.dotted();
    const isModule = path === "module" && tokens.kind === WORD;
    if (isModule) path = tokens.dotted();
    this.#add({ path, isStatic, isWildcard: tokens.kind === STAR, isModule, line });
  }

  /** A word in the description of a module: what it requires, and with `named` the types that it names. */
  readModuleWord(word: string, named: (chain: string, at: number, line: number) => void): void {
    const tokens = this.#tokens;
    const { line } = tokens;
    tokens.pass(NAME);
    if (word === "module") this.moduleName = tokens.dotted();
    else if (word === "requires") {
      let path = tokens.dotted();
      for (let left = 2; left > 0 && Number(tokens.kind) === WORD; left--) path = tokens.dotted() || path;
      // `static` is a word of the language and no part of a dotted name.
      if (path === "static" || path === "transitive") return;
      this.#add({ path, isStatic: false, isWildcard: false, isModule: true, line });
    } else if (word === "uses" || word === "provides" || word === "with") {
      do {
        const at = tokens.start;
        const chain = tokens.dotted();
        if (chain !== "") named(chain, at, tokens.line);
        if (tokens.kind !== COMMA) break;
        tokens.pass(COMMA);
      } while (Number(tokens.kind) === WORD);
    }
  }

  #add(found: FoundImport): void {
    if (found.path !== "" && this.found.length < IMPORT_LIMIT) this.found.push(found);
  }
}
