import type { Node } from "web-tree-sitter";
import type { SourceText } from "./port.ts";

/** A use of an imported name at a place of the text. */
export type Use = { readonly at: number; readonly local: string; readonly member: string | null };

const MEMBER = /\s*(?:\?\.|\.)\s*([A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)/y;

/**
 * Where imported names are used. Words are found in the text; the tree is asked only about those that are imported,
 * and only until a (section, name) pair is known. `sectionOf` numbers the part of the file a place belongs to.
 */
export function findUses(
  { text, checkTime }: Pick<SourceText, "text" | "checkTime">,
  root: Node,
  locals: ReadonlyMap<string, { readonly whole: boolean }>,
  sectionOf: (index: number) => number,
  isName: (type: string) => boolean,
): Use[] {
  const uses: Use[] = [];
  if (locals.size === 0) return uses;
  const seen = new Set<string>();
  for (const match of text.matchAll(anyOf(locals.keys()))) {
    const local = match[0];
    const binding = locals.get(local);
    if (!binding || isMember(text, match.index)) continue;
    const section = sectionOf(match.index);
    if (section === IN_IMPORT) continue;
    const member = binding.whole ? memberAt(text, match.index + local.length) : null;
    const key = `${section} ${local} ${member}`;
    if (seen.has(key)) continue;
    checkTime();
    if (uses.length >= USE_LIMIT) break;
    const node = root.descendantForIndex(match.index, match.index + local.length);
    if (!node || !isName(node.type)) continue;
    seen.add(key);
    uses.push({ at: match.index, local, member });
  }
  return uses;
}

/** Bounds what is kept of a file that is nothing but uses. */
const USE_LIMIT = 20_000;

/** One search for all names is several times faster than a look at every word. */
function anyOf(names: Iterable<string>): RegExp {
  const plain = [...names]
    .filter((name) => /^[\w$\u0080-\uffff]+$/.test(name))
    .map((name) => name.replaceAll("$", "\\$"));
  return new RegExp(`(?<![\\w$\\u0080-\\uffff])(?:${plain.join("|") || "(?!)"})(?![\\w$\\u0080-\\uffff])`, "g");
}

/** The section of import statements, where names are bound and not used. */
export const IN_IMPORT = -2;
/** The section of what belongs to no symbol. */
export const TOP_LEVEL = -1;

function isMember(text: string, index: number): boolean {
  let before = index - 1;
  while (before >= 0 && (text[before] === " " || text[before] === "\n" || text[before] === "\t")) before -= 1;
  return text[before] === "." && text[before - 1] !== ".";
}

function memberAt(text: string, end: number): string | null {
  MEMBER.lastIndex = end;
  return MEMBER.exec(text)?.[1] ?? null;
}

/** Numbers places by the sorted, disjoint ranges they lie in; call it with rising places. */
export function sectionFinder(
  symbols: readonly { readonly start: number; readonly end: number }[],
  imports: readonly { readonly start: number; readonly end: number }[],
): (index: number) => number {
  const marks = [
    ...symbols.map((range, section) => ({ ...range, section })),
    ...imports.map((range) => ({ ...range, section: IN_IMPORT })),
  ].sort((a, b) => a.start - b.start || b.section - a.section);
  let next = 0;
  let open: typeof marks = [];
  return (index) => {
    for (let mark = marks[next]; mark && mark.start <= index; mark = marks[++next]) open.push(mark);
    open = open.filter((mark) => mark.end > index);
    if (open.some((mark) => mark.section === IN_IMPORT)) return IN_IMPORT;
    return open[0]?.section ?? TOP_LEVEL;
  };
}
