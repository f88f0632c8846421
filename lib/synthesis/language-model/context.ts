import type { Brief, FileTask, RewriteTask } from "../author.ts";
import { renderPrelude } from "../prelude.ts";
import type { Plan, PlanEntry, Requirement } from "../schema.ts";
import { renderRequirements } from "../simulate-main.ts";
import { fenceLine } from "./fence.ts";
import { fitParts, type Part } from "./fit-parts.ts";
import { outlineText, outlineTexts } from "./outline-text.ts";
import type { Room } from "./room.ts";
import { weightOf } from "./weight.ts";

/**
 * What the main agent sees: tree and graph, README, manifests, then what it has made so far, then outlines. What is the same
 * in all its prompts comes first, because providers keep what they have read and ask less for a prefix they know.
 */
export function leadContext(
  brief: Brief,
  room: Room,
  sofar: { readonly requirements: readonly Requirement[]; readonly plan: Plan; readonly paths: readonly string[] } = {
    requirements: [],
    plan: { entries: [] },
    paths: brief.structure.order,
  },
): string {
  const wanted = new Set(sofar.paths);
  const planned = sofar.plan.entries.map((entry) => `${entry.order}. ${entry.path}: ${entry.purpose}`);
  const parts: Part[] = [
    { title: "structure", text: renderPrelude(brief, brief.structure), share: 0.3, isSteady: true },
    { title: "readme", text: brief.readme + cutNote(brief, ""), share: 0.14, isSteady: true },
    { title: "manifests", text: manifestsText(brief), share: 0.08, isSteady: true },
    { title: "requirements", text: renderRequirements(sofar.requirements), share: 0.1, isSteady: true },
    { title: "planned-already", text: planned.join("\n"), share: 0.08 },
    {
      title: "outlines",
      text: outlineTexts(brief.structure.outlines.filter((outline) => wanted.has(outline.path))),
      share: 0.3,
      rank: 1,
    },
  ];
  return fitParts(parts, room.material);
}

/**
 * What a file's agent sees, before its reads and again for every rewrite of its thoughts: first what is the same for all
 * files of a run, then what grows with it, then what is the file's own. The target takes first what the others leave.
 */
export function fileContext(task: FileTask, room: Room): string {
  const { structure } = task.brief;
  const written = new Set(task.written);
  const needed = new Set(task.needs.map((edge) => edge.to));
  const state = (path: string): string => (written.has(path) ? "written" : "not written yet");
  const needs = task.needs.map((edge) => `${edge.to} (${state(edge.to)}): ${edge.names.join(", ")}`);
  const later = task.neededBy.map((edge) => `${edge.from}: ${edge.names.join(", ")}`);
  const entry = task.plan.entries.find((each) => each.path === task.file.path);
  const parts: Part[] = [
    { title: "requirements", text: requirementsText(task.requirements), share: 0.1, isSteady: true },
    { title: "written-files", text: task.written.join("\n"), share: 0.06, isSteady: true },
    { title: "plan-entry", text: entry === undefined ? "" : entryText(entry), share: 0.06, rank: 4 },
    { title: "needs", text: needs.join("\n"), share: 0.05, rank: 5 },
    {
      title: "outlines-of-needs",
      text: outlineTexts(structure.outlines.filter((outline) => needed.has(outline.path))),
      share: 0.14,
      rank: 3,
    },
    { title: "needed-by-later", text: later.join("\n"), share: 0.05, rank: 6 },
    { title: "outline", text: outlineText(task.outline), share: 0.14, rank: 2 },
    { title: "target-for-your-eyes-only", text: task.content, share: 0.4, rank: 1 },
  ];
  return fitParts(parts, room.material);
}

/** What a rewriter is shown besides: files read by then, outlines of those that no need has shown, cases of later tests. */
export function rewriteContext({ task, thought, read, tests }: RewriteTask, room: Room): string {
  const needed = new Set(task.needs.map((edge) => edge.to));
  const others = read.filter((outline) => !needed.has(outline.path));
  const parts: Part[] = [
    { title: "files-read", text: read.map((outline) => outline.path).join("\n"), share: 0.2 },
    { title: "outlines-of-reads", text: outlineTexts(others), share: 0.4 },
    { title: "later-tests", text: outlineTexts(tests), share: 0.4 },
  ];
  return fitParts(parts, Math.max(0, room.beside - weightOf(thought)));
}

/** Lines of a list in a prompt's task, as many as its share of the room allows; the rest is counted. */
export function listWithin(lines: readonly string[], most: number): string {
  const shown: string[] = [];
  let left = most;
  for (const line of lines) {
    const fenced = fenceLine(line);
    left -= weightOf(fenced) + 1;
    if (left < 0) break;
    shown.push(fenced);
  }
  const rest = lines.length - shown.length;
  return rest === 0 ? shown.join("\n") : [...shown, `(${rest} more, not shown)`].join("\n");
}

/** The files that are planned next in one request: as many as the room has place for, asked and answered; at least one. */
export function chunkOf(order: readonly string[], start: number, room: Room): readonly string[] {
  let left = room.beside;
  let end = start;
  for (; end < Math.min(order.length, start + room.planChunk); end += 1) {
    left -= weightOf(planLine({ path: order[end] ?? "", order: end, needs: [""] }, 0));
    if (left < 0) break;
  }
  return order.slice(start, Math.max(end, start + 1));
}

/** The files of a chunk of the plan, all of them; of their needs as many as the room allows. */
export function planFiles(
  files: readonly { readonly path: string; readonly order: number; readonly needs: readonly string[] }[],
  most: number,
): string {
  const texts = MOST_NEEDS.map((shown) => files.map((file) => planLine(file, shown)).join("\n"));
  return texts.find((text) => weightOf(text) <= most) ?? texts.at(-1) ?? "";
}

const MOST_NEEDS = [24, 12, 6, 3, 0] as const;

function planLine(
  { path, order, needs }: { readonly path: string; readonly order: number; readonly needs: readonly string[] },
  shown: number,
): string {
  const first = needs.slice(0, shown).map(fenceLine).join(", ");
  const rest = needs.length - Math.min(shown, needs.length);
  const more = first === "" ? `(${rest} not shown)` : `${first} (${rest} more not shown)`;
  return `${order}. ${fenceLine(path)}${needs.length === 0 ? "" : ` needs ${rest === 0 ? first : more}`}`;
}

function manifestsText(brief: Brief): string {
  return [...brief.manifests].map(([path, text]) => `${path}:\n${text}${cutNote(brief, path)}`).join("\n\n");
}

/** README and manifests come cut to their limits already. */
function cutNote({ leftOut }: Brief, path: string): string {
  const characters = leftOut?.get(path);
  return characters === undefined ? "" : ` …\n[cut: ${characters} characters not shown]`;
}

/** Without their evidence, which says little to the author of one file and costs in each prompt. */
function requirementsText(requirements: readonly Requirement[]): string {
  return requirements.map(({ id, text }) => `${id} ${text.replace(/\s+/g, " ").trim()}`).join("\n");
}

function entryText({ purpose, exports, dependsOn, requirements, notes }: PlanEntry): string {
  return [
    `purpose: ${purpose}`,
    ...(exports.length > 0 ? [`offers: ${exports.map(({ name }) => name).join(", ")}`] : []),
    ...(dependsOn.length > 0 ? [`depends on: ${dependsOn.join(", ")}`] : []),
    ...(requirements.length > 0 ? [`serves: ${requirements.join(", ")}`] : []),
    ...(notes.trim() === "" ? [] : [`notes: ${notes}`]),
  ].join("\n");
}
