import { AppError } from "#lib/std/errors.ts";
import type { Outline, Structure } from "#lib/structure/index.ts";
import type { Brief, FileTask } from "../author.ts";
import { renderPrelude } from "../prelude.ts";
import type { Plan, Requirement } from "../schema.ts";
import { renderPlan, renderRequirements } from "../simulate-main.ts";

/** Source code has three to four characters a token in the tokenizers in use; the lower figure is the safe one. */
const CHARACTERS_A_TOKEN = 3;
/** Instructions of the longest prompt, with its schema and its files. */
const INSTRUCTION_TOKENS = 1_500;
const LEAST_WINDOW_TOKENS = 12_000;

/** How many characters of material each kind of prompt may show; they follow from the window alone. */
export type Room = {
  /** Of one file's agent, or of the whole repository. */
  readonly material: number;
  /** Of what stands beside the material: outlines of reads, or the plan so far. */
  readonly beside: number;
};

/** Room in a window of so many tokens, after instructions and the longest reply. */
export function roomOf(windowTokens: number, replyTokens: number): Room {
  if (windowTokens < LEAST_WINDOW_TOKENS) {
    throw new AppError(
      "invalid",
      `config.authorWindow: ${windowTokens} tokens are too few for an author; it needs ${LEAST_WINDOW_TOKENS} or more`,
    );
  }
  const characters = (windowTokens - replyTokens - INSTRUCTION_TOKENS) * CHARACTERS_A_TOKEN;
  return { material: Math.floor(characters * 0.8), beside: Math.floor(characters * 0.2) };
}

/**
 * Fits parts into a budget with one fixed policy: parts stand in order of importance, each may take what is left up to
 * its own share of the budget, and a part that is cut says so in its last line.
 */
export function fitParts(
  parts: readonly { readonly title: string; readonly text: string; readonly share?: number }[],
  budget: number,
): string {
  let left = budget;
  const blocks: string[] = [];
  for (const { title, text, share = 1 } of parts) {
    if (text.trim() === "") continue;
    const room = Math.min(left, Math.floor(budget * share));
    const shown = text.length <= room ? text : cutAtLine(text, room);
    const note =
      shown.length < text.length ? `\n[cut: ${text.length - shown.length} of ${text.length} characters not shown]` : "";
    left -= shown.length;
    blocks.push(`<${title}>\n${escapeTag(shown.trimEnd(), title)}${note}\n</${title}>`);
  }
  return blocks.join("\n\n");
}

/** What the main agent sees: tree and graph, README, manifests, outlines. */
export function briefContext(brief: Brief, room: Room, paths: readonly string[] = brief.structure.order): string {
  return fitParts(
    [
      { title: "structure", text: renderPrelude(brief, brief.structure), share: 0.33 },
      { title: "readme", text: brief.readme, share: 0.17 },
      {
        title: "manifests",
        text: [...brief.manifests].map(([path, text]) => `${path}:\n${text}`).join("\n\n"),
        share: 0.11,
      },
      { title: "outlines", text: outlinesText(brief.structure, paths) },
    ],
    room.material,
  );
}

/** What a file's agent sees. The target is last among the important parts and is never cut before the neighbours are. */
export function fileContext(task: FileTask, room: Room): string {
  const entry = task.plan.entries.filter((each) => each.path === task.file.path);
  const reachable = task.needs.map(
    (edge) =>
      `${edge.to} (${task.written.includes(edge.to) ? "written" : "not written yet"}): ${edge.names.join(", ")}`,
  );
  const later = task.neededBy.map((edge) => `${edge.from}: ${edge.names.join(", ")}`);
  const parts = [
    { title: "plan-entry", text: renderPlan({ entries: entry }), share: 0.08 },
    { title: "requirements", text: renderRequirements(task.requirements), share: 0.08 },
    { title: "outline", text: outlineText(task.outline), share: 0.17 },
    { title: "target-for-your-eyes-only", text: task.content, share: 0.42 },
    { title: "needs", text: reachable.join("\n"), share: 0.06 },
    { title: "needed-by-later", text: later.join("\n"), share: 0.06 },
    {
      title: "outlines-of-needs",
      text: outlinesText(
        task.brief.structure,
        task.needs.map((edge) => edge.to),
      ),
      share: 0.14,
    },
    { title: "written-files", text: task.written.join("\n"), share: 0.08 },
  ];
  return fitParts(parts, room.material);
}

export function planContext(requirements: readonly Requirement[], before: Plan, room: Room): string {
  const done = before.entries.map((entry) => `${entry.order}. ${entry.path}: ${entry.purpose}`).join("\n");
  return fitParts(
    [
      { title: "requirements", text: renderRequirements(requirements), share: 0.5 },
      { title: "planned-already", text: done },
    ],
    room.beside,
  );
}

/** Signatures without bodies, a line each. */
export function outlineText(outline: Outline): string {
  const lines = outline.symbols.flatMap((symbol) => [
    `  ${symbol.exported ? "+" : "-"} ${symbol.signature}${symbol.doc === "" ? "" : `  // ${symbol.doc}`}`,
    ...symbol.members.slice(0, 24).map((member) => `      . ${member.signature}`),
  ]);
  const cases = outline.testCases.map((title) => `  case: ${title}`);
  return [`${outline.path} (${outline.language}, ${outline.lines} lines)`, ...lines, ...cases].join("\n");
}

function outlinesText(structure: Structure, paths: readonly string[]): string {
  const wanted = new Set(paths);
  return structure.outlines
    .filter((outline) => wanted.has(outline.path))
    .map(outlineText)
    .join("\n");
}

function cutAtLine(text: string, most: number): string {
  const end = text.lastIndexOf("\n", most);
  return text.slice(0, end > most / 2 ? end : Math.max(0, most));
}

/** Repository text is a stranger: it must not close the part it stands in. */
function escapeTag(text: string, title: string): string {
  return text.replaceAll(`</${title}>`, `<\\/${title}>`);
}
