/** The string literal that follows, past white space and comments; templates count when they hold no substitution. */
export function quotedAfter(text: string, from: number): { value: string; end: number } | null {
  QUOTED.lastIndex = from;
  const match = QUOTED.exec(text);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  if (!match || value === undefined || value.includes("${")) return null;
  return { value: value.replace(/\\(.)/g, "$1"), end: match.index + match[0].length };
}

const QUOTED =
  /(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/y;
