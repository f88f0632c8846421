import { byCodeUnit } from "#lib/std/order.ts";
import type { GraphFile, Structure } from "#lib/structure/index.ts";

/** Bounds of the prelude, so that a big repository leaves room for its own development. */
const MOST_TREE_LINES = 400;
const MOST_GRAPH_FILES = 300;
const MOST_NEEDS = 12;

/** The given facts that precede every trajectory and are never trained on: the file tree and the graph in order. */
export function renderPrelude(
  repository: { readonly name: string; readonly license: string | null },
  structure: Structure,
): string {
  const lines = [
    "<repository>",
    `name: ${oneLine(repository.name)}`,
    `license: ${repository.license === null ? "none found" : oneLine(repository.license)}`,
    "</repository>",
    "<tree>",
    ...tree(structure.files),
    "</tree>",
    "<graph>",
    ...graph(structure),
    "</graph>",
  ];
  return `${lines.join("\n")}\n`;
}

function tree(files: readonly GraphFile[]): string[] {
  const sorted = [...files].sort((a, b) => byCodeUnit(a.path, b.path));
  const lines: string[] = [];
  let open: string[] = [];
  let shown = 0;
  for (const file of sorted) {
    const parts = file.path.split("/");
    const folders = parts.slice(0, -1);
    const same = commonLength(open, folders);
    const added = folders.slice(same).map((name, index) => `${"  ".repeat(same + index)}${oneLine(name)}/`);
    if (lines.length + added.length + 1 > MOST_TREE_LINES) break;
    const role = file.order === null ? `  (${file.role}, not written)` : "";
    lines.push(...added, `${"  ".repeat(folders.length)}${oneLine(parts.at(-1) ?? "")}${role}`);
    open = folders;
    shown += 1;
  }
  return [...lines, ...leftOut(sorted.slice(shown))];
}

/** How many files the tree does not show, by top folder. */
function leftOut(rest: readonly GraphFile[]): string[] {
  if (rest.length === 0) return [];
  const folders = new Map<string, number>();
  for (const { path } of rest) {
    const top = path.includes("/") ? `${path.slice(0, path.indexOf("/"))}/` : ".";
    folders.set(top, (folders.get(top) ?? 0) + 1);
  }
  const named = [...folders].slice(0, 8).map(([folder, files]) => `${oneLine(folder)} ${files}`);
  const more = folders.size > 8 ? `, ${folders.size - 8} folders more` : "";
  return [`… ${rest.length} files not shown (${named.join(", ")}${more})`];
}

function graph({ files, edges, order }: Structure): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const place = new Map(order.map((path, index) => [path, index + 1]));
  const needs = new Map<string, Set<string>>();
  for (const edge of edges) {
    if (!place.has(edge.from) || edge.from === edge.to) continue;
    needs.set(edge.from, (needs.get(edge.from) ?? new Set()).add(edge.to));
  }
  const lines = order.slice(0, MOST_GRAPH_FILES).map((path, index) => {
    const file = byPath.get(path);
    const cycle = file === undefined || file.cycle === null ? "" : ` (cycle ${file.cycle + 1})`;
    const all = [...(needs.get(path) ?? [])].sort(
      (a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0) || byCodeUnit(a, b),
    );
    const said = all.slice(0, MOST_NEEDS).map(oneLine).join(", ");
    const more = all.length > MOST_NEEDS ? ` and ${all.length - MOST_NEEDS} more` : "";
    return `${index + 1}. level ${file?.level ?? 0}: ${oneLine(path)}${cycle}${said === "" ? "" : ` needs ${said}${more}`}`;
  });
  const rest = order.length - lines.length;
  return rest > 0 ? [...lines, `… ${rest} files later in the order not shown`] : lines;
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let index = 0;
  while (index < a.length && index < b.length && a[index] === b[index]) index += 1;
  return index;
}

/** File names are hostile input: no line break and no angle bracket of theirs may look like a tag. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]/gu, "?")
    .replace(/</g, "‹")
    .replace(/>/g, "›");
}
