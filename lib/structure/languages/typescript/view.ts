import type { ImportStatement } from "../../schema.ts";
import type { FoundImport } from "./found-import.ts";
import type { Conditions } from "./package-targets.ts";
import type { Place } from "./probe.ts";
import type { PathRules } from "./tsconfig.ts";

/** Who looks: Node runs scripts, TypeScript compiles everything, and what a build would write is the last resort. */
export type Way = "node" | "typescript" | "built";

/** From where: the importing file's folder, the way, its conditions and endings, and the aliases that hold for it. */
export type View = {
  readonly folder: string;
  readonly way: Way;
  readonly conditions: Conditions;
  /** False under the older rules (`moduleResolution: node`), which know `main` and `types` alone. */
  readonly readsExports: boolean;
  readonly place: Place;
  readonly rules: readonly PathRules[];
};

/** What decides the views besides the folder. `isCompiled` is said of a script that a project tells TypeScript to read. */
export type Importer = {
  readonly isScript: boolean;
  readonly isCompiled: boolean;
  readonly isModule: boolean;
};

/** The views of an import, in the order in which they are to be asked. */
export function viewsOf(
  shared: Pick<View, "folder" | "place" | "rules">,
  rules: PathRules,
  { isScript, isCompiled, isModule }: Importer,
  syntax: FoundImport["syntax"],
): View[] {
  // Under Node's way a statement in a file that is no module stands for the `require` that it compiles to.
  const isImport = syntax === "import" || (syntax === "statement" && (isModule || !rules.isNode));
  const kind = isImport ? "import" : "require";
  const conditions = new Set([kind, "types", ...rules.customConditions, ...(rules.isNode ? ["node"] : [])]);
  const typescript: View = { ...shared, way: "typescript", conditions, readsExports: true };
  const views = [typescript];
  if (rules.isOld) views.unshift({ ...typescript, readsExports: false });
  // In a module Node adds nothing to what is written; bundlers and test runners do, so that comes second.
  if (rules.isNode && isImport) views.unshift({ ...typescript, place: { ...shared.place, isWritten: true } });
  const built: View = { ...typescript, way: "built" };
  if (!isScript) return [...views, built];
  const run = new Set([syntax === "require" ? "require" : "import", "node", "module-sync"]);
  const node: View = { ...typescript, way: "node", conditions: run };
  return isCompiled ? [...views, node, built] : [node, ...views, built];
}

export type Resolution = Pick<ImportStatement, "resolved" | "reason">;

export function found(path: string): Resolution {
  return { resolved: path, reason: "resolved" };
}

export function none(reason: ImportStatement["reason"]): Resolution {
  return { resolved: null, reason };
}
