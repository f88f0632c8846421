import { splitTopLevel } from "../../text.ts";

/** Type parameters may have attributes and variance, so they are counted by their commas. */
export function typeParameterCount(text: string, start: number): number {
  let depth = 0;
  let count = 1;
  for (let at = start; at < Math.min(text.length, start + 2000); at++) {
    const character = text[at];
    if (character === "<" || character === "[" || character === "(") depth += 1;
    else if (character === ">" || character === "]" || character === ")") depth -= 1;
    else if (character === "," && depth === 1) count += 1;
    if (depth === 0) return count;
  }
  return 0;
}

/** The number of arguments of the list that opens at `start`; -1 where it cannot be told by a short look. */
export function countArguments(text: string, start: number): number {
  let depth = 0;
  let count = 0;
  let hasAny = false;
  for (let at = start; at < Math.min(text.length, start + 400); at++) {
    const character = text[at] ?? "";
    if (character === '"' || character === "'") {
      const end = quoteEnd(text, at);
      if (end < 0) return -1;
      hasAny = true;
      at = end;
    } else if (character === "(" || character === "[" || character === "{") {
      if (depth > 0) hasAny = true;
      depth += 1;
    } else if (character === ")" || character === "]" || character === "}") {
      depth -= 1;
      if (depth === 0) return hasAny ? count + 1 : 0;
    } else if (character === "," && depth === 1) count += 1;
    else if (character === "<" || character === "/") return -1;
    else if (character.charCodeAt(0) > 32) hasAny = true;
  }
  return -1;
}

function quoteEnd(text: string, start: number): number {
  const quote = text[start] ?? "";
  const isVerbatim = text[start - 1] === "@" || text[start - 2] === "@" || text.startsWith('"""', start);
  if (isVerbatim || text[start - 1] === "$") return -1;
  for (let at = start + 1; at < Math.min(text.length, start + 1000); at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote) return at;
    else if (text[at] === "\n") return -1;
  }
  return -1;
}

/** The parameter that a method extends, without its modifiers. */
export const EXTENDED =
  /^(?:\[[^\]]*\]\s*)*(?:(?:ref|in|scoped|readonly)\s+)*this\s+(?:(?:ref|in|scoped|readonly)\s+)*(.*)$/s;

export function parametersOf(list: string): string[] {
  if (list.length < 3) return [];
  const inner = list.slice(1, -1);
  return /[[(<{"'/]/.test(inner) ? splitTopLevel(inner) : inner.split(",").map((part) => part.trim());
}

const OPEN_ENDED = /^(?:\[[^\]]*\]\s*)*params\s/;

export function arityOf(parameters: readonly string[]): { least: number; most: number } {
  const isOpen = parameters.some((part) => OPEN_ENDED.test(part));
  const least = parameters.filter((part) => !part.includes("=") && !OPEN_ENDED.test(part)).length;
  return { least, most: isOpen ? Number.MAX_SAFE_INTEGER : parameters.length };
}
