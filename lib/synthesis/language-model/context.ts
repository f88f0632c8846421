import type { Outline, Structure } from "#lib/structure/index.ts";
import type { Brief, FileTask } from "../author.ts";
import { renderPrelude } from "../prelude.ts";
import type { Plan, Requirement } from "../schema.ts";
import { renderPlan, renderRequirements } from "../simulate-main.ts";

/** Characters of everything a prompt shows besides its own instructions. About 24k tokens, so that a 32k window holds it. */
const CONTEXT_CHARACTERS = 72_000;

/**
 * Fits parts into a budget with one fixed policy: parts stand in order of importance, each may take what is left up to
 * its own limit, and a part that is cut says so in its last line.
 */
export function fitParts(
  parts: readonly { readonly title: string; readonly text: string; readonly most?: number }[],
  budget: number = CONTEXT_CHARACTERS,
): string {
  let left = budget;
  const blocks: string[] = [];
  for (const { title, text, most = budget } of parts) {
    if (text.trim() === "") continue;
    const room = Math.min(left, most);
    const shown = text.length <= room ? text : cutAtLine(text, room);
    const note =
      shown.length < text.length ? `\n[cut: ${text.length - shown.length} of ${text.length} characters not shown]` : "";
    left -= shown.length;
    blocks.push(`<${title}>\n${escapeTag(shown.trimEnd(), title)}${note}\n</${title}>`);
  }
  return blocks.join("\n\n");
}

/** What the main agent sees: tree and graph, README, manifests, outlines. */
export function briefContext(brief: Brief, paths: readonly string[] = brief.structure.order): string {
  return fitParts([
    { title: "structure", text: renderPrelude(brief, brief.structure), most: 24_000 },
    { title: "readme", text: brief.readme, most: 12_000 },
    {
      title: "manifests",
      text: [...brief.manifests].map(([path, text]) => `${path}:\n${text}`).join("\n\n"),
      most: 8_000,
    },
    { title: "outlines", text: outlinesText(brief.structure, paths) },
  ]);
}

/** What a file's agent sees. The target is last among the important parts and is never cut before the neighbours are. */
export function fileContext(task: FileTask): string {
  const entry = task.plan.entries.filter((each) => each.path === task.file.path);
  const reachable = task.needs.map(
    (edge) =>
      `${edge.to} (${task.written.includes(edge.to) ? "written" : "not written yet"}): ${edge.names.join(", ")}`,
  );
  const later = task.neededBy.map((edge) => `${edge.from}: ${edge.names.join(", ")}`);
  return fitParts([
    { title: "plan-entry", text: renderPlan({ entries: entry }), most: 6_000 },
    { title: "requirements", text: renderRequirements(task.requirements), most: 6_000 },
    { title: "outline", text: outlineText(task.outline), most: 12_000 },
    { title: "target-for-your-eyes-only", text: task.content, most: 30_000 },
    { title: "needs", text: reachable.join("\n"), most: 4_000 },
    { title: "needed-by-later", text: later.join("\n"), most: 4_000 },
    {
      title: "outlines-of-needs",
      text: outlinesText(
        task.brief.structure,
        task.needs.map((edge) => edge.to),
      ),
      most: 10_000,
    },
    { title: "written-files", text: task.written.join("\n"), most: 6_000 },
  ]);
}

export function planContext(requirements: readonly Requirement[], before: Plan): string {
  const done = before.entries.map((entry) => `${entry.order}. ${entry.path}: ${entry.purpose}`).join("\n");
  return fitParts([
    { title: "requirements", text: renderRequirements(requirements), most: 8_000 },
    { title: "planned-already", text: done, most: 8_000 },
  ]);
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
