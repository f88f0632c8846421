import type { Language } from "#lib/structure/index.ts";
import { codeTokens, unique } from "./words.ts";

export type Heading = { readonly level: number; readonly text: string };

/** Headings are said in thoughts, so long ones are left out rather than quoted. */
const MOST_HEADING_TOKENS = 7;

/** Section titles of a Markdown document, outside code blocks. */
export function headingsOf(language: Language, content: string): Heading[] {
  if (language !== "markdown" && language !== "text") return [];
  let fenced = false;
  return content.split("\n").flatMap((line) => {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    const match = fenced ? null : /^(#{1,4})\s+(.+?)\s*#*$/.exec(line);
    const text = (match?.[2] ?? "")
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/<[^>]*>|[`*_]/g, "")
      .trim();
    return text === "" || codeTokens(text).length > MOST_HEADING_TOKENS
      ? []
      : [{ level: match?.[1]?.length ?? 1, text }];
  });
}

/** Top-level keys of a JSON, YAML or TOML file, in order; nothing where none can be told apart. */
export function topKeysOf(language: Language, content: string): string[] {
  switch (language) {
    case "json":
      return jsonKeys(content);
    case "yaml":
      return unique([...content.matchAll(/^([\w.-]+)\s*:/gm)].map((match) => match[1] ?? ""));
    case "toml":
      return unique(
        [...content.matchAll(/^\[+([\w."-]+)\]+|^([\w-]+)\s*=/gm)].map((match) => match[1] ?? match[2] ?? ""),
      );
    default:
      return [];
  }
}

function jsonKeys(content: string): string[] {
  try {
    const value: unknown = JSON.parse(content);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? Object.keys(value) : [];
  } catch {
    // JSON with comments: keys at the first indentation are the top ones.
    return unique([...content.matchAll(/^(?: {2}|\t)"([^"]+)"\s*:/gm)].map((match) => match[1] ?? ""));
  }
}
