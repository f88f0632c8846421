import type { z } from "zod";
import type { FieldProblem } from "./errors.ts";

type Issue = z.core.$ZodIssue;

/** Every wrong field of a refused input, each once, in words. `whole` names the input where no single field is wrong. */
export function fieldProblems(error: z.ZodError, whole = "body"): FieldProblem[] {
  const problems = error.issues.flatMap((issue) => explain(issue, []));
  const seen = new Set<string>();
  return problems
    .map(({ path, message }) => ({ field: path.join(".") || whole, message }))
    .filter(({ field, message }) => !seen.has(`${field} ${message}`) && seen.add(`${field} ${message}`));
}

type Described = { readonly path: readonly string[]; readonly message: string };

function explain(issue: Issue, prefix: readonly string[]): Described[] {
  const path = [...prefix, ...issue.path.map(String)];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: "is not known here; leave it out" }));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branch = closest(issue.errors);
    if (branch.some((each) => each.path.length > 0)) return branch.flatMap((each) => explain(each, path));
  }
  return [{ path, message: issue.message }];
}

/** The branch of a union that was meant: the one whose tag fits, and among those the one with the fewest faults. */
function closest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const cost = (issues: readonly Issue[]) => issues.reduce((sum, issue) => sum + (isWrongTag(issue) ? 100 : 1), 0);
  return branches.reduce((best, each) => (cost(each) < cost(best) ? each : best));
}

function isWrongTag(issue: Issue): boolean {
  const aboutTag = issue.code === "invalid_value" || (issue.code === "invalid_union" && issue.errors.length === 0);
  return aboutTag && issue.path.length === 1;
}
