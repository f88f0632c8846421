/** A dotted name as written: its parts carry the number of type arguments, as in `List`1`. */
export type WrittenName = {
  readonly parts: readonly string[];
  /** Written after `global::`. */
  readonly isRooted: boolean;
  /** Whether an argument list follows. */
  readonly isCalled: boolean;
};

const PART_LIMIT = 12;
const ARGUMENTS_LIMIT = 600;

/** Reads `A.B<int>.C` at a place where an identifier stands. In expressions `<` may mean less than. */
export function writtenName(text: string, start: number, isType: boolean): WrittenName {
  const parts: string[] = [];
  let isRooted = false;
  let at = start;
  for (;;) {
    if (text[at] === "@") at += 1;
    const end = identifierEnd(text, at);
    if (end === at) break;
    let part = text.slice(at, end);
    at = end;
    const generics = text[skipSpace(text, at)] === "<" ? typeArguments(text, skipSpace(text, at), isType) : null;
    if (generics) {
      part = `${part}\`${generics.count}`;
      at = generics.end;
    }
    parts.push(part);
    const next = skipSpace(text, at);
    if (text.startsWith("::", next)) {
      if (parts.length === 1 && part === "global") {
        parts.length = 0;
        isRooted = true;
      }
      at = skipSpace(text, next + 2);
    } else if (text[next] === "." && text[next + 1] !== "." && parts.length < PART_LIMIT) {
      at = skipSpace(text, next + 1);
    } else break;
  }
  return { parts, isRooted, isCalled: text[skipSpace(text, at)] === "(" };
}

/** The name of one part without its number of type arguments. */
export function plainName(part: string): string {
  const mark = part.indexOf("`");
  return mark < 0 ? part : part.slice(0, mark);
}

/** Where the identifier at `start` ends; `start` itself when there is none. */
export function identifierEnd(text: string, start: number): number {
  let at = start;
  while (isIdentifierCode(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where the identifier that begins at `start`, perhaps with `@`, ends. */
export function identifierEndAt(text: string, start: number): number {
  return identifierEnd(text, text[start] === "@" ? start + 1 : start);
}

/** That identifier, without `@`. */
export function identifierAt(text: string, start: number): string {
  const begin = text[start] === "@" ? start + 1 : start;
  return text.slice(begin, identifierEnd(text, begin));
}

export function isIdentifierCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57) || code > 127
  );
}

export function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}

/** After type arguments in an expression, by the rule of the language's own grammar. */
const AFTER_ARGUMENTS = new Set(["(", ")", "]", "}", ":", ";", ",", ".", "?", "=", "!", "|", "^", "&", "", ">"]);

/** The type arguments that open at `start`; null when this is no list of types. */
export function typeArguments(text: string, start: number, isType: boolean): { count: number; end: number } | null {
  let depth = 0;
  let inner = 0;
  let count = 1;
  const limit = Math.min(text.length, start + ARGUMENTS_LIMIT);
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (isIdentifierCode(code) || code <= 32) continue;
    const character = text[at] ?? "";
    if (character === "<") depth += 1;
    else if (character === ">") depth -= 1;
    else if (character === "(" || character === "[") inner += 1;
    else if (character === ")" || character === "]") inner -= 1;
    else if (character === ",") count += depth === 1 && inner === 0 ? 1 : 0;
    else if (!".?*:@".includes(character)) return null;
    if (inner < 0) return null;
    if (depth > 0) continue;
    if (!isType && !AFTER_ARGUMENTS.has(text[skipSpace(text, at + 1)] ?? "")) return null;
    return { count, end: at + 1 };
  }
  return null;
}
