import type { FileTask, RewriteTask } from "./author.ts";

/** What whoever rewrites a thought may look at besides the task: outlines of the files read before it, and of tests to come. */
export function atHand(task: FileTask, readPaths: readonly string[]): Pick<RewriteTask, "read" | "tests"> {
  const outlines = (paths: readonly string[]) =>
    task.brief.structure.outlines.filter((outline) => paths.includes(outline.path));
  return {
    read: outlines(readPaths),
    tests: outlines(task.neededBy.map((edge) => edge.from)).filter((outline) => outline.testCases.length > 0),
  };
}
