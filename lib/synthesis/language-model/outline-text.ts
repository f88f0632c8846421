import type { Outline } from "#lib/structure/index.ts";

/** Members of one type that an outline lists; the rest is counted. */
const MOST_MEMBERS = 24;

/** Signatures without bodies, a line each. */
export function outlineText(outline: Outline): string {
  const lines = outline.symbols.flatMap((symbol) => [
    `  ${symbol.exported ? "+" : "-"} ${symbol.signature}${symbol.doc === "" ? "" : `  // ${symbol.doc}`}`,
    ...symbol.members.slice(0, MOST_MEMBERS).map((member) => `      . ${member.signature}`),
    ...(symbol.members.length > MOST_MEMBERS ? [`      (${symbol.members.length - MOST_MEMBERS} members more)`] : []),
  ]);
  const cases = outline.testCases.map((title) => `  case: ${title}`);
  return [head(outline), ...lines, ...cases].join("\n");
}

/** Outlines as text with less and less detail; each says in its first line what it leaves out. */
export function outlineTexts(outlines: readonly Outline[]): readonly string[] {
  if (outlines.length === 0) return [""];
  const texts = (note: string, one: (outline: Outline) => string): string => [note, ...outlines.map(one)].join("\n");
  return [
    outlines.map(outlineText).join("\n"),
    texts("[left out to fit: members, comments and private names]", signatures),
    texts("[left out to fit: signatures, members, comments and private names]", names),
  ];
}

function signatures(outline: Outline): string {
  const lines = outline.symbols.filter(({ exported }) => exported).map(({ signature }) => `  + ${signature}`);
  return [`${head(outline)}${caseCount(outline)}`, ...lines].join("\n");
}

function names(outline: Outline): string {
  const exported = outline.symbols.filter((symbol) => symbol.exported).map(({ name }) => name);
  return `${head(outline)}${caseCount(outline)}${exported.length === 0 ? "" : `: ${[...new Set(exported)].join(", ")}`}`;
}

function head(outline: Outline): string {
  return `${outline.path} (${outline.language}, ${outline.lines} lines)`;
}

function caseCount({ testCases }: Outline): string {
  return testCases.length === 0 ? "" : ` ${testCases.length} cases`;
}
