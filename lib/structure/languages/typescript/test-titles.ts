import type { Node } from "web-tree-sitter";
import type { SourceText } from "../port.ts";

const CALL = /(?<![.\w$])(?:describe|it|test|suite|specify|context)(?=[\s.(`])/g;
const TITLE_LIMIT = 40;

/** Titles of `describe`, `it` and `test`, as written; `it.each(rows)("title")` and `test.skip("title")` included. */
export function testTitles({ text, checkTime }: Pick<SourceText, "text" | "checkTime">, root: Node): string[] {
  const titles: string[] = [];
  for (const match of text.matchAll(CALL)) {
    checkTime();
    if (titles.length >= TITLE_LIMIT) break;
    const title = titleAt(text, root.descendantForIndex(match.index, match.index + match[0].length));
    if (title !== null) titles.push(title);
  }
  return titles;
}

/** The first string given to the outermost call in a chain of members and calls. */
function titleAt(text: string, name: Node | null): string | null {
  if (name?.type !== "identifier") return null;
  let callee = name;
  let title: string | null = null;
  for (let outer = name.parent; outer && CHAIN.has(outer.type); outer = outer.parent) {
    if (outer.startIndex !== name.startIndex) break;
    callee = outer;
    const first = outer.type === "call_expression" ? outer.childForFieldName("arguments")?.namedChild(0) : null;
    if (first?.type === "string" || first?.type === "template_string") {
      title = text.slice(first.startIndex + 1, Math.min(first.endIndex - 1, first.startIndex + 301));
    }
  }
  return callee === name ? null : title;
}

const CHAIN = new Set(["member_expression", "call_expression"]);
