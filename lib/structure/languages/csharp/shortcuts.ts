import { identifierEnd, isIdentifierCode, skipSpace, typeArguments } from "./names.ts";

/*
 * What the text alone tells of the commonest nodes. A node costs a call into WebAssembly, and most argument lists,
 * parameter lists, chains and types hold nothing but names: those are read here, and the walk passes over them. Where
 * anything else stands, these functions give null, and the walk goes on into the node.
 */

/** Words before a dot that name no type of a repository. */
const KEYWORDS = new Set(
  `this base true false null string object int bool byte sbyte char decimal double float uint nint nuint long ulong short ushort void
  dynamic`.split(/\s+/),
);

export type Chain = { readonly first: number | null; readonly last: number; readonly end: number };

/** `a.b.c` from `start` on; `first` is null where the chain begins with a keyword or a number. */
export function chainAt(text: string, start: number): Chain {
  let last = start;
  let end = identifierEnd(text, start);
  const first = isDigit(text.charCodeAt(start)) || KEYWORDS.has(text.slice(start, end)) ? null : start;
  for (;;) {
    const dot = skipSpace(text, end);
    if (text.charCodeAt(dot) !== DOT || text.charCodeAt(dot + 1) === DOT) break;
    const next = skipSpace(text, dot + 1);
    const nextEnd = identifierEnd(text, next);
    if (nextEnd === next) break;
    last = next;
    end = nextEnd;
  }
  return { first, last, end };
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** The chains of an argument list that holds only such and literals. */
export function plainArguments(text: string, open: number): Chain[] | null {
  const chains: Chain[] = [];
  for (let at = skipSpace(text, open + 1); ; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at);
    else if (isIdentifierCode(code)) {
      const chain = chainAt(text, at);
      if (chain.first !== null) chains.push(chain);
      at = chain.end;
    } else return null;
    at = skipSpace(text, at);
    const next = text.charCodeAt(at);
    if (next === CLOSE) return chains;
    if (next !== COMMA) return null;
    at = skipSpace(text, at + 1);
  }
}

/** Where the literal that opens at `start` ends; `start` itself for one that goes over lines. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at += 1;
    else if (code === 10 || Number.isNaN(code)) return start;
  }
}

export type Parameter = { readonly type: number; readonly typeEnd: number; readonly name: number };

const NO_PLAIN_PARAMETERS = /[(="'/#@{:]|\[[^\],]/;
const MODIFIERS = new Set(["this", "ref", "out", "in", "params", "scoped", "readonly"]);
const PARAMETERS_LIMIT = 2000;

/** The parameters of a list without attributes and defaults; of one without a type, `type` is `typeEnd`. */
export function plainParameters(text: string, start: number, end: number): Parameter[] | null {
  if (end - start > PARAMETERS_LIMIT || NO_PLAIN_PARAMETERS.test(text.slice(start + 1, end - 1))) return null;
  const parameters: Parameter[] = [];
  let depth = 0;
  let type = -1;
  let name = -1;
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32) continue;
    if (isIdentifierCode(code)) {
      const wordEnd = identifierEnd(text, at);
      if (depth === 0 && !(type < 0 && MODIFIERS.has(text.slice(at, wordEnd)))) {
        if (type < 0) type = at;
        name = at;
      }
      at = wordEnd - 1;
    } else if (code === LESS || code === OPEN_SQUARE) depth += 1;
    else if (code === GREATER || code === CLOSE_SQUARE) depth -= 1;
    else if (depth === 0 && (code === COMMA || at === end - 1)) {
      if (name >= 0) parameters.push({ type, typeEnd: name, name });
      type = -1;
      name = -1;
    }
  }
  return parameters;
}

/** Where the names of the types in a written type begin, parts behind a dot left out. */
export function typeNames(text: string, start: number, end: number): number[] {
  const names: number[] = [];
  let isAfterDot = false;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isIdentifierCode(code)) {
      const wordEnd = identifierEnd(text, at);
      if (!isAfterDot && !KEYWORDS.has(text.slice(at, wordEnd))) names.push(at);
      isAfterDot = false;
      at = wordEnd - 1;
    } else if (code > 32) isAfterDot = code === DOT;
  }
  return names;
}

/** The end of the type arguments that follow the name at `start`, where they are no more than types. */
export function plainTypeArguments(
  text: string,
  start: number,
): { readonly start: number; readonly end: number } | null {
  const open = skipSpace(text, identifierEnd(text, start));
  const end = typeArguments(text, open, true)?.end;
  if (text.charCodeAt(open) !== LESS || end === undefined) return null;
  return UNPLAIN_TYPE.test(text.slice(open, end)) ? null : { start: open, end };
}

const UNPLAIN_TYPE = /[(:@]/;

const PLAIN_ATTRIBUTE = /\[\s*([\p{L}_][\p{L}\p{N}_.]*)\s*\]/uy;

/** Where the name in `[Name]` begins. */
export function plainAttribute(text: string, start: number): number | null {
  PLAIN_ATTRIBUTE.lastIndex = start;
  return PLAIN_ATTRIBUTE.test(text) ? skipSpace(text, start + 1) : null;
}

const MODIFIER = "(?:public|private|protected|internal|static|virtual|override|abstract|sealed|readonly|required)";
const PROPERTY = new RegExp(
  `((?:${MODIFIER}\\s+)*)([\\p{L}_][\\p{L}\\p{N}_.]*(?:<[\\p{L}\\p{N}_.<>,? [\\]]{0,100}>)?[?[\\],]{0,6})(\\s+)(@?[\\p{L}_][\\p{L}\\p{N}_]*\\s*)` +
    "\\{\\s*(?:(?:(?:private|protected|internal)\\s+){0,2}(?:get|set|init)\\s*;\\s*){1,2}\\}",
  "uy",
);

/** The parts of `public Type Name { get; set; }`; null for anything more. */
export function automaticProperty(
  text: string,
  start: number,
  end: number,
): { readonly type: number; readonly typeEnd: number; readonly name: number; readonly signatureEnd: number } | null {
  PROPERTY.lastIndex = start;
  const match = PROPERTY.exec(text);
  if (!match || PROPERTY.lastIndex !== end) return null;
  const [, modifiers = "", written = "", space = "", declared = ""] = match;
  const type = start + modifiers.length;
  const typeEnd = type + written.length;
  const name = typeEnd + space.length;
  return { type, typeEnd, name, signatureEnd: name + declared.length };
}

const DOT = 46;
const COMMA = 44;
const CLOSE = 41;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_SQUARE = 91;
const CLOSE_SQUARE = 93;
const LESS = 60;
const GREATER = 62;
const ZERO = 48;
const NINE = 57;
