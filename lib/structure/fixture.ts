import { classify } from "./classify.ts";
import type { SourceFile } from "./draft-file.ts";
import { extractStructure } from "./extract.ts";
import type { LineRange, Structure } from "./schema.ts";

/** For tests: files from an object of path to text. */
export function toFiles(tree: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries(tree).map(([path, text]) => {
    const content = new TextEncoder().encode(text);
    return { path, content, ...classify(path, content) };
  });
}

/** For tests: the structure of a tree written as an object. */
export function structureOf(tree: Readonly<Record<string, string>>): Promise<Structure> {
  return extractStructure(toFiles(tree));
}

/** For tests: import edges as `from -> to`, in the order of the structure; reference edges as `from ~> to`. */
export function arrows(structure: Structure): string[] {
  return structure.edges.map(({ from, to, kind }) => `${from} ${kind === "import" ? "->" : "~>"} ${to}`);
}

/** A line as an edge tells it. */
export function line(number: number): LineRange {
  return { start: number, end: number };
}
