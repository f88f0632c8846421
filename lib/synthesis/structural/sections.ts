import type { Language } from "#lib/structure/index.ts";
import { codeTokens, unique } from "./words.ts";

export type Heading = { readonly level: number; readonly text: string };

/** Headings are said in thoughts, so long ones are left out rather than quoted. */
const MOST_HEADING_TOKENS = 7;

/**
 * Section titles of a Markdown or reStructuredText document, outside code blocks. A "#" elsewhere begins a comment. Titles that
 * are most of the document are not told: saying them would be saying it.
 */
export function headingsOf(language: Language, content: string): Heading[] {
  const headings = titlesOf(language, content);
  const said = headings.reduce((sum, { text }) => sum + codeTokens(text).length, 0);
  return 2 * said > codeTokens(content).length ? [] : headings;
}

function titlesOf(language: Language, content: string): Heading[] {
  if (language !== "markdown" && language !== "text" && language !== "other") return [];
  let fenced = false;
  const lines = content.split("\n");
  return lines.flatMap((line, index) => {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    const match = fenced || language !== "markdown" ? null : /^(#{1,4})\s+(.+?)\s*#*$/.exec(line);
    const underlined = !fenced && /^([=~^"-])\1{2,}\s*$/.test(lines[index + 1] ?? "") && /^[\p{L}\p{N}`*]/u.test(line);
    const text = (match?.[2] ?? (underlined ? line : ""))
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/<[^>]*>|[`*_]/g, "")
      .trim();
    const long = codeTokens(text).length > MOST_HEADING_TOKENS;
    return text === "" || long || text.includes('"') ? [] : [{ level: match?.[1]?.length ?? 1, text }];
  });
}

/** Top-level keys of a JSON, YAML or TOML file, in order; nothing where none can be told apart. */
export function topKeysOf(language: Language, content: string): string[] {
  return [...groupsOf(language, content).keys()];
}

/** Top-level keys with the keys right below each, in order. */
export function groupsOf(language: Language, content: string): Map<string, string[]> {
  switch (language) {
    case "json":
      return jsonGroups(content);
    case "yaml":
      return indentedGroups(content, /^([\w.-]+)\s*:/, /^ {2,4}([\w.-]+)\s*:/);
    case "toml":
      return indentedGroups(content, /^\[+([\w."-]+)\]+/, /^([\w-]+)\s*=/);
    default:
      return new Map();
  }
}

/** Keys of the second pattern belong to the last key of the first; those before any stand for themselves. */
function indentedGroups(content: string, top: RegExp, below: RegExp): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  let open: string | null = null;
  for (const line of content.split("\n").slice(0, 2_000)) {
    const head = top.exec(line)?.[1];
    const key = below.exec(line)?.[1];
    if (head !== undefined) {
      open = head;
      groups.set(head, groups.get(head) ?? []);
    } else if (key !== undefined && open === null) {
      groups.set(key, []);
    } else if (key !== undefined && open !== null) {
      groups.set(open, unique([...(groups.get(open) ?? []), key]));
    }
  }
  return groups;
}

function jsonGroups(content: string): Map<string, string[]> {
  try {
    const value: unknown = JSON.parse(content);
    if (!isRecord(value)) return new Map();
    return new Map(Object.entries(value).map(([key, inner]) => [key, isRecord(inner) ? Object.keys(inner) : []]));
  } catch {
    // JSON with comments: keys at the first indentation are the top ones.
    return indentedGroups(content, /^(?: {2}|\t)"([^"]+)"\s*:/, /^(?: {4}|\t\t)"([^"]+)"\s*:/);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
