import {
  AMPERSAND,
  ANNOTATION,
  AT,
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  GREATER,
  LESS,
  NAME,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  PIPE,
  SEMICOLON,
} from "./punctuation.ts";
import { ARROW, WORD } from "./scanner.ts";
import * as words from "./words.ts";

/** What surrounds a name in the text. */
export type Place = {
  readonly at: number;
  readonly line: number;
  /** The token before the name. */
  readonly before: number;
  /** The token after it, and where that begins. */
  readonly after: number;
  readonly end: number;
  /** Whether another name follows, as that of a variable follows its type. */
  readonly isBeforeName: boolean;
  /** A dotted name may end with a dot, or with a word that follows only types. */
  readonly ending: "type" | "dot" | "none";
};

/** Whether only a type can stand here. */
export function isCertainlyType({ before, after, ending, isBeforeName }: Place): boolean {
  if (ending === "type") return true;
  // Three dots: a parameter of variable length.
  if (ending === "dot" && after === DOT) return true;
  if (before === words.NEW || before === AT || before === words.BEFORE_TYPE || before === words.THROWS) return true;
  if (before === words.INHERITS || before === words.SUPER) return true;
  if (before === words.CASE && after === OPEN) return true;
  if (after === AT) return ending === "none";
  return after === WORD && ending === "none" && isBeforeName;
}

/** Whether a name alone is that of a variable declared here. */
export function isVariable({ before, after }: Place): boolean {
  return after === ARROW || (TYPE_ENDS.has(before) && AFTER_VARIABLE.has(after));
}

const TYPE_ENDS: ReadonlySet<number> = new Set([NAME, GREATER, CLOSE_SQUARE, words.PRIMITIVE, DOT]);
const AFTER_VARIABLE: ReadonlySet<number> = new Set([EQUALS, SEMICOLON, COMMA, CLOSE, COLON, OPEN_SQUARE]);

/** What may stand after a type that is alone: its arguments, other types, the name of what it is the type of. */
export const AFTER_TYPE: ReadonlySet<number> = new Set([LESS, GREATER, COMMA, CLOSE, OPEN_SQUARE, AMPERSAND, PIPE]);

/** What may stand before a constant of an enum. */
export const BEFORE_CONSTANT: ReadonlySet<number> = new Set([OPEN_BRACE, COMMA, ANNOTATION, CLOSE]);

/** The tokens after which `<` begins the type parameters of a method: modifiers, and what ends the member before. */
export const BEFORE_METHOD: ReadonlySet<number> = new Set([
  OPEN_BRACE,
  CLOSE_BRACE,
  SEMICOLON,
  CLOSE,
  ANNOTATION,
  words.OTHER,
  words.PRIVATE,
  words.PUBLIC,
  words.STATIC,
]);

/** Whether a name and the head of a record follow. */
export function isRecordHead(text: string, from: number): boolean {
  RECORD_HEAD.lastIndex = from;
  return RECORD_HEAD.test(text);
}

/** Whether brackets without an index follow, as in the type of an array. */
export function isEmptySquare(text: string, from: number): boolean {
  EMPTY_SQUARE.lastIndex = from;
  return EMPTY_SQUARE.test(text);
}

const RECORD_HEAD = /\s+[\p{L}_$][\p{L}\p{N}_$]*\s*[(<]/uy;
const EMPTY_SQUARE = /\[\s*\]/y;
