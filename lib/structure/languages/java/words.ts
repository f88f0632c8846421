/** Words that are never names of types, by what they mean for the names around them. */
export const OTHER = 1;
/** `class`, `interface` and `enum` before a name. */
export const DECLARES = 2;
/** Words after which only a type can stand. */
export const BEFORE_TYPE = 3;
export const NEW = 4;
/** `class`, `this` and `super` after a dot follow a type; alone the latter two are values. */
export const THIS = 5;
export const IMPORT = 6;
export const PACKAGE = 7;
export const PRIVATE = 8;
export const PUBLIC = 9;
export const CASE = 10;
/** `extends` and `implements`: what they list in a head is inherited. */
export const INHERITS = 11;
export const THROWS = 12;
export const PRIMITIVE = 13;
export const SUPER = 14;
export const STATIC = 15;
/** Words that mean something only at some places, and are names elsewhere. */
export const RECORD = 16;
export const PERMITS = 17;

export const WORDS: ReadonlyMap<string, number> = new Map([
  ...group(
    OTHER,
    "abstract assert break catch const continue default do else final finally for goto if native return strictfp switch synchronized throw transient try volatile while true false null",
  ),
  ...group(DECLARES, "class interface enum"),
  ...group(BEFORE_TYPE, "instanceof"),
  ...group(NEW, "new"),
  ...group(THIS, "this"),
  ...group(SUPER, "super"),
  ...group(IMPORT, "import"),
  ...group(PACKAGE, "package"),
  ...group(PRIVATE, "private"),
  ...group(PUBLIC, "public protected"),
  ...group(STATIC, "static"),
  ...group(CASE, "case"),
  ...group(INHERITS, "extends implements"),
  ...group(THROWS, "throws"),
  ...group(PRIMITIVE, "boolean byte char double float int long short void"),
  ...group(RECORD, "record"),
  ...group(PERMITS, "permits"),
]);

/** Whether a word is a name wherever a name can stand. */
export function isName(word: string): boolean {
  const meaning = WORDS.get(word);
  return meaning === undefined || meaning >= RECORD;
}

function group(meaning: number, words: string): [string, number][] {
  return words.split(" ").map((word) => [word, meaning]);
}
