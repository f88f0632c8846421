/** Codes of the characters that Java's structure hangs on; a token of one character has its code as its kind. */
export const DOT = 46;
export const COMMA = 44;
export const OPEN = 40;
export const CLOSE = 41;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
export const OPEN_SQUARE = 91;
export const CLOSE_SQUARE = 93;
export const SEMICOLON = 59;
export const LESS = 60;
export const GREATER = 62;
export const EQUALS = 61;
export const AT = 64;
export const COLON = 58;
export const PIPE = 124;
export const AMPERSAND = 38;
export const STAR = 42;

/** What else can stand before a token: a name, the name of an annotation, nothing. Words have the codes of words.ts. */
export const NAME = 100;
export const ANNOTATION = 101;
export const NOTHING = 0;
