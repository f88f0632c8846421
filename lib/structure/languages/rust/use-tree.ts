/** One name of a `use` declaration, groups taken apart. */
export type UseLeaf = {
  /** `a::b::c`, with `::` before it when written so; a glob's path ends at the module. */
  readonly path: string;
  /** What is bound: a name, `_`, or `*` for all. */
  readonly local: string;
  /** `{self}` brings in the module alone, not what else has its name. */
  readonly isSelf: boolean;
  readonly offset: number;
};

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?:r#)?([\p{L}\p{N}_$]+)|(::)|([{},*])/gu;
/** Bounds the work on a declaration made to be long. */
const LEAF_LIMIT = 2000;
const DEPTH_LIMIT = 50;

/** The names of a `use` tree, whose text stands between `use` and `;`. */
export function readUseTree(text: string): UseLeaf[] {
  const leaves: UseLeaf[] = [];
  const prefixes: string[][] = [];
  let path: string[] = [];
  let isFresh = true;
  let alias: string | null = null;
  let expectsAlias = false;
  let isGlobal = false;
  let offset = 0;
  const finish = (): void => {
    if (!isFresh) leaves.push(leafOf(path, alias, isGlobal, offset));
    path = [...(prefixes.at(-1) ?? [])];
    isFresh = true;
    alias = null;
    expectsAlias = false;
  };
  for (const match of text.matchAll(TOKEN)) {
    if (leaves.length >= LEAF_LIMIT) break;
    const [, word, separator, mark] = match;
    if (word !== undefined) {
      if (isFresh) offset = match.index;
      if (expectsAlias) alias = word;
      else if (word === "as") expectsAlias = true;
      else path.push(word);
      isFresh = false;
    } else if (separator !== undefined) isGlobal ||= path.length === 0;
    else if (mark === "{") {
      if (prefixes.length >= DEPTH_LIMIT) break;
      prefixes.push(path);
      path = [...path];
      isFresh = true;
    } else if (mark === "}") {
      finish();
      prefixes.pop();
      path = [...(prefixes.at(-1) ?? [])];
    } else if (mark === ",") finish();
    else if (mark === "*") {
      if (isFresh) offset = match.index;
      path.push("*");
      isFresh = false;
    }
  }
  finish();
  return leaves;
}

function leafOf(written: readonly string[], alias: string | null, isGlobal: boolean, offset: number): UseLeaf {
  const last = written.at(-1) ?? "";
  const isGlob = last === "*";
  const isSelf = last === "self" && written.length > 1;
  const path = isGlob || isSelf ? written.slice(0, -1) : written;
  const local = isGlob ? "*" : (alias ?? path.at(-1) ?? "");
  return { path: (isGlobal ? "::" : "") + path.join("::"), local, isSelf, offset };
}
