import { byCodeUnit } from "#lib/std/order.ts";

/**
 * A list of edges made by a language's own tool. Lines that begin with `#` say of which repository, by which tool and
 * how; a line without indentation names a file that the tool has judged; the indented lines below it are what that
 * file needs, each `import` or `reference` and a path.
 */
export type EdgeList = {
  readonly about: readonly string[];
  /** Needs of every judged file, as `import path` or `reference path`. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Reads the format that `writeEdgeList` writes; throws at a line that fits nowhere. */
export function readEdgeList(text: string): EdgeList {
  const about: string[] = [];
  const needs = new Map<string, Set<string>>();
  let current: Set<string> | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    if (line.startsWith("#")) about.push(line.slice(1).trim());
    else if (!line.startsWith("\t")) {
      current = needs.get(line) ?? new Set();
      needs.set(line, current);
    } else if (current && /^\t(import|reference) ./.test(line)) current.add(line.slice(1));
    else throw new Error(`line ${index + 1}: expected a file, or a tab and "import PATH" or "reference PATH"`);
  }
  return { about, needs };
}

/** Sorted, so that making a list again changes nothing but what changed. */
export function writeEdgeList({ about, needs }: EdgeList): string {
  const lines = about.map((line) => `# ${line}`);
  for (const [file, targets] of [...needs].sort(([a], [b]) => byCodeUnit(a, b))) {
    lines.push(file, ...[...targets].sort(byCodeUnit).map((target) => `\t${target}`));
  }
  return `${lines.join("\n")}\n`;
}
