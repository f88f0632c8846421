import { identifierEnd, isIdentifierCode, skipSpace, writtenName } from "./names.ts";

/**
 * What a method is called on, as tokens: a root and the members that lead on from it, those that are called with `()`.
 * The root is a name, `this`, a colon and the written type of a new, cast or literal value as in `:List`1 First()`, or
 * `?` for anything else that members lead on from. Empty where nothing is known.
 */
export type Receiver = string;

const LENGTH_LIMIT = 700;
const TOKEN_LIMIT = 12;

/** Words before a name that are no type. */
const NO_TYPES = new Set(
  `abstract async await base by case catch checked const default delegate do dynamic else event explicit extern fixed
  for foreach from get global group if implicit in init internal into is join let lock namespace new not on or and
  operator orderby out override params partial private protected public readonly ref required return scoped sealed
  select set stackalloc static struct switch this throw try unsafe using var virtual void volatile when where while
  yield`.split(/\s+/),
);

/** The written type before the name at `start`, such as `List`1`; `[]` for arrays and empty where there is none. */
export function typeBefore(text: string, start: number): string {
  let at = back(text, start - 1);
  if (text[at] === "?") at = back(text, at - 1);
  if (text[at] === "]") return "[]";
  const end = at;
  for (;;) {
    if (text[at] === ">") at = back(text, openingAngle(text, at) - 1);
    const begin = identifierStart(text, at);
    if (begin > at || at < 0) return "";
    at = back(text, begin - 1);
    if (text[at] !== ".") {
      const word = text.slice(begin, identifierEnd(text, begin));
      if (NO_TYPES.has(word) || text.slice(at - 1, at + 1) === "::") return "";
      return end < begin ? "" : writtenName(text, begin, true).parts.join(".");
    }
    at = back(text, at - 1);
  }
}

/** What stands before the dot in front of the name at `start`. */
export function receiverBefore(text: string, start: number): Receiver {
  const dot = back(text, start - 1);
  return text[dot] === "." ? (expressionBefore(text, dot)?.tokens ?? "") : "";
}

/** The value of the initializer that follows the name ending at `end`, where it is a plain chain. */
export function initializerAfter(text: string, end: number): Receiver {
  const equal = skipSpace(text, end);
  if (text[equal] !== "=") return "";
  const start = skipSpace(text, equal + 1);
  if (text.startsWith("await ", start)) return "";
  const stop = statementEnd(text, start);
  if (stop < 0) return "";
  const written = text.slice(start, stop).trimEnd();
  if (/^new\s+[\p{L}_]/u.test(written) && written.endsWith("}")) return typed(written, written.search(/\s/));
  const cast = /\bas\s+([\p{L}_][\p{L}\p{N}_.<>, ]*)$/u.exec(written)?.[1];
  if (cast !== undefined) return typed(cast, 0);
  const expression = expressionBefore(text, start + written.length);
  if (!expression) return "";
  if (expression.start < 0) return OPERATOR.test(outermost(written)) ? "" : expression.tokens;
  if (expression.start < start) return "";
  if (expression.start === start) return expression.tokens;
  return castType(text.slice(start, expression.start));
}

const OPERATOR = /[-+*%&|?:=/]/;

/** The text outside all brackets and strings. */
function outermost(text: string): string {
  let depth = 0;
  let result = "";
  for (const character of text.replace(/"(?:[^"\\]|\\.)*"/g, "")) {
    if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) depth -= 1;
    else if (depth === 0) result += character;
  }
  return result;
}

/** The type of `(Type)` when nothing else is written. */
function castType(written: string): Receiver {
  const inner = /^\(\s*([\p{L}_][\p{L}\p{N}_.<>, ]*)\??\s*\)\s*$/u.exec(written)?.[1];
  return inner === undefined ? "" : typed(inner, 0);
}

function typed(text: string, start: number): Receiver {
  const name = writtenName(text, skipSpace(text, start), true).parts.join(".");
  return name === "" ? "" : `:${name}`;
}

/** The chain that ends before `end`. */
function expressionBefore(text: string, end: number): { tokens: Receiver; start: number } | null {
  const limit = Math.max(0, end - LENGTH_LIMIT);
  const tokens: string[] = [];
  for (let at = back(text, end - 1); at >= limit && tokens.length < TOKEN_LIMIT; ) {
    while (text[at] === "?" || text[at] === "!") at = back(text, at - 1);
    let isCalled = false;
    if (text[at] === '"') {
      const open = quoteStart(text, at, limit);
      return open < 0 ? null : joined(":string", tokens, open);
    }
    if (text[at] === "}") return created(text, at, limit, tokens);
    if (text[at] === ")") {
      const open = openingOf(text, at, limit);
      if (open < 0) return unknown(tokens);
      const before = back(text, open - 1);
      if (text[before] !== ">" && identifierStart(text, before) > before) {
        const root = parenthesized(text.slice(open + 1, at));
        return root === "" ? unknown(tokens) : joined(root, tokens, open);
      }
      isCalled = true;
      at = before;
    }
    if (text[at] === ">") {
      at = back(text, openingAngle(text, at) - 1);
      if (at < limit) return unknown(tokens);
    }
    const begin = identifierStart(text, at);
    if (begin > at) return unknown(tokens);
    const name = text.slice(begin, at + 1);
    const before = back(text, begin - 1);
    if (/^\d/.test(name)) return joined(text[before] === "." ? "" : numberType(name), tokens, begin);
    if (text[before] === "." && text[before - 1] !== ".") {
      tokens.push(isCalled ? `${name}()` : name);
      at = back(text, before - 1);
      continue;
    }
    return rooted(text, name, isCalled, begin, before, tokens);
  }
  return unknown(tokens);
}

/** What a chain tells that begins with anything: its methods may have one return type, whatever they are called on. */
function unknown(tokens: readonly string[]): { tokens: Receiver; start: number } | null {
  return tokens.some((token) => token.endsWith("()")) ? joined("?", tokens, -1) : null;
}

function numberType(literal: string): Receiver {
  return /^\d+$/.test(literal) ? ":int" : /^\d+[lL]$/.test(literal) ? ":long" : "";
}

/** The value of `new` with an initializer that ends at `at`. */
function created(
  text: string,
  at: number,
  limit: number,
  tokens: readonly string[],
): { tokens: Receiver; start: number } | null {
  const open = openingOf(text, at, limit);
  if (open < 0) return unknown(tokens);
  const before = back(text, open - 1);
  const head = text.slice(Math.max(limit, before - 100), before + 1);
  const array = /\bnew\b[^;{}()=]*\]$/.exec(head);
  if (array) return joined(":[]", tokens, before + 1 - array[0].length);
  const type = /\bnew\s+([\p{L}_][\p{L}\p{N}_.<>, ]*)(?:\([^()]*\)\s*)?$/u.exec(head);
  return type ? joined(typed(type[1] ?? "", 0), tokens, before + 1 - type[0].length) : unknown(tokens);
}

function rooted(
  text: string,
  name: string,
  isCalled: boolean,
  begin: number,
  before: number,
  tokens: string[],
): { tokens: Receiver; start: number } | null {
  const word = text.slice(identifierStart(text, before), before + 1);
  if (word === "new") {
    // The type is everything up to the first argument list.
    while (!isCalled && tokens.at(-1)?.endsWith("()") === false) tokens.pop();
    if (!isCalled) tokens.pop();
    return joined(typed(text, begin), tokens, before - 2);
  }
  if (name === "base" || name === "default" || text.slice(before - 1, before + 1) === "::") return null;
  if (isCalled && name === "typeof") return joined(":Type", tokens, begin);
  if (isCalled && name === "nameof") return joined(":string", tokens, begin);
  if (name === "string" || name === "object" || name === "int") return null;
  return joined(isCalled ? `${name}()` : name, tokens, begin);
}

function joined(root: string, tokens: readonly string[], start: number): { tokens: Receiver; start: number } | null {
  return root === "" ? null : { tokens: [root, ...tokens.toReversed()].join(" "), start };
}

/** A cast or `as` in parentheses. */
function parenthesized(inner: string): Receiver {
  const cast = /^\s*(\([^()]*\))\s*[\p{L}_][\p{L}\p{N}_.]*\s*$/u.exec(inner)?.[1];
  if (cast !== undefined) return castType(cast);
  const as = /\bas\s+([\p{L}_][\p{L}\p{N}_.<>, ]*)\s*$/u.exec(inner)?.[1];
  return as === undefined ? "" : typed(as, 0);
}

/** The last place at or before `at` that is no white space. */
function back(text: string, at: number): number {
  let last = at;
  while (last >= 0 && text.charCodeAt(last) <= 32) last -= 1;
  return last;
}

/** Where the identifier that ends at `at` begins; beyond `at` when there is none. */
function identifierStart(text: string, at: number): number {
  let begin = at + 1;
  while (begin > 0 && at - begin < 200 && isIdentifierCode(text.charCodeAt(begin - 1))) begin -= 1;
  return begin;
}

function openingAngle(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index >= Math.max(0, at - 400); index--) {
    const character = text[index] ?? "";
    if (character === ">") depth += 1;
    else if (character === "<") {
      depth -= 1;
      if (depth === 0) return index;
    } else if (";{}=+\"'".includes(character)) return -1;
  }
  return -1;
}

/** Where the bracket opens that closes at `at`; negative where that is out of reach. */
function openingOf(text: string, at: number, limit: number): number {
  const close = text[at];
  const open = close === ")" ? "(" : "{";
  let depth = 0;
  for (let index = at; index >= limit; index--) {
    const character = text[index];
    if (character === '"' || character === "'") {
      index = quoteStart(text, index, limit);
      if (index < 0) return -1;
    } else if (character === close) depth += 1;
    else if (character === open) {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return -1;
}

/** Where the literal that ends at `at` begins; literals over lines are left alone. */
function quoteStart(text: string, at: number, limit: number): number {
  const quote = text[at];
  for (let index = at - 1; index >= limit && text[index] !== "\n"; index--) {
    if (text[index] === quote && text[index - 1] !== "\\") return index;
  }
  return -1;
}

/** Where the statement that begins at `start` ends. */
function statementEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + LENGTH_LIMIT);
  let depth = 0;
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code > 96 && code < 123) continue;
    if (code === SEMICOLON) {
      if (depth === 0) return at;
    } else if (code === QUOTE || code === APOSTROPHE) {
      const end = text.indexOf(code === QUOTE ? '"' : "'", at + 1);
      if (end < 0 || text[end - 1] === "\\" || text[at - 1] === "@" || text[at - 1] === "$") return -1;
      at = end;
    } else if (code === 40 || code === 91 || code === 123) depth += 1;
    else if (code === 41 || code === 93 || code === 125) {
      depth -= 1;
      if (depth < 0) return -1;
    }
  }
  return -1;
}

const QUOTE = 34;
const APOSTROPHE = 39;
const SEMICOLON = 59;
