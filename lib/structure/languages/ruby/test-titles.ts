import type { Node } from "web-tree-sitter";
import type { SourceText } from "../port.ts";
import { isCommentLine } from "./imports.ts";

const CALL =
  /^[ \t]*(?:RSpec\.)?(it|test|specify|scenario|should|example|describe|context|feature|its)[ (]\s*(["'])((?:(?!\2)[^\n\\]|\\.){1,300})\2/gm;
const METHOD = /^[ \t]*def (test_\w+[?!]?)/gm;
const TITLE_LIMIT = 40;

/** Titles of RSpec, minitest and shoulda, and the names of `test_…` methods, in the order of the file. */
export function testTitles({ text, checkTime }: Pick<SourceText, "text" | "checkTime">, root: Node): string[] {
  const found: { readonly at: number; readonly title: string }[] = [];
  for (const pattern of [CALL, METHOD]) {
    let count = 0;
    for (const match of text.matchAll(pattern)) {
      checkTime();
      if (count >= TITLE_LIMIT) break;
      const word = match[1] ?? "";
      const at = match.index + match[0].indexOf(word);
      if (isCommentLine(text, at) || root.descendantForIndex(at, at + word.length)?.type !== "identifier") continue;
      count += 1;
      found.push({ at, title: match[3] ?? word });
    }
  }
  return found
    .sort((a, b) => a.at - b.at)
    .slice(0, TITLE_LIMIT)
    .map(({ title }) => title);
}
