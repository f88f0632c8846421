import type { Outline } from "#lib/structure/index.ts";

/** The comments of a file's definitions without their marks, and the file without those comments. */
export type DocComments = { readonly texts: readonly string[]; readonly without: string };

/** The comments right before definitions and, in Python, right after their heads. */
export function docComments(content: string, outline: Outline): DocComments {
  const lines = content.split("\n");
  const starts = [...outline.symbols, ...outline.symbols.flatMap(({ members }) => members)].map(({ range }) => range);
  const blocks = starts.flatMap(({ startLine }) => {
    const block = outline.language === "python" ? docstring(lines, startLine - 1) : commentAbove(lines, startLine - 1);
    return block ? [block] : [];
  });
  const distinct = [...new Map(blocks.map((block) => [block.from, block])).values()];
  const all = [...distinct, ...markedBlocks(lines, outline.language === "python")];
  const isDoc = new Set(all.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index)));
  return {
    texts: distinct.map(({ from, to }) => plain(lines.slice(from, to))),
    without: lines.filter((_, index) => !isDoc.has(index)).join("\n"),
  };
}

type Block = { readonly from: number; readonly to: number };

/** The block that ends above this line, attributes and annotations between left in place; some ranges begin with it. */
function commentAbove(lines: readonly string[], line: number): Block | null {
  let start = line;
  while (isComment(lines[start])) start++;
  let to = start;
  while (to > 0 && /^\s*(?:@|#\[|\[)/.test(lines[to - 1] ?? "")) to--;
  let from = to;
  while (from > 0 && isComment(lines[from - 1])) from--;
  return from < to ? { from, to } : null;
}

/** Every comment that is marked as documentation, wherever it stands: those of overloads are not in the outline. */
function markedBlocks(lines: readonly string[], isPython: boolean): Block[] {
  const blocks: Block[] = [];
  for (const [index, line] of lines.entries()) {
    if (/^\s*\/\/\/|^\s*\/\/!/.test(line)) blocks.push({ from: index, to: index + 1 });
    const end = /^\s*\/\*\*/.test(line) ? lines.findIndex((each, at) => at >= index && each.includes("*/")) : -1;
    if (end >= 0) blocks.push({ from: index, to: end + 1 });
    const block = isPython && /^\s*[rRuU]?("""|''')/.test(line) ? docstring(lines, index) : null;
    if (block?.from === index) blocks.push(block);
  }
  return blocks;
}

function isComment(line: string | undefined): boolean {
  return /^\s*(?:\/\/|\/\*|\*|#(?!\[|\s*(?:include|define|if|ifdef|ifndef|elif|endif|pragma|else|undef)\b)|--)/.test(
    line ?? "",
  );
}

function docstring(lines: readonly string[], line: number): Block | null {
  for (let from = line; from < Math.min(lines.length, line + 12); from++) {
    const mark = /^\s*[rRuU]?("""|''')/.exec(lines[from] ?? "")?.[1];
    if (!mark) continue;
    const closesAtOnce = (lines[from] ?? "").split(mark).length > 2;
    for (let to = from + (closesAtOnce ? 0 : 1); to < Math.min(lines.length, from + 80); to++) {
      if ((lines[to] ?? "").trimEnd().endsWith(mark)) return { from, to: to + 1 };
    }
  }
  return null;
}

function plain(lines: readonly string[]): string {
  return lines
    .map((line) =>
      line
        .replace(/^\s*(?:\/\*+|\*+\/|\*+|\/\/+!?|#+|--+|[rRuU]?"""|''')?/, "")
        .replace(/(?:\*\/|"""|''')\s*$/, "")
        .trim(),
    )
    .join("\n")
    .trim();
}
