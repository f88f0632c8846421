import type { Repository } from "../port.ts";

/** Paths are relative to the repository's root; a leading `..` left after joining means outside. */
export function isOutside(path: string): boolean {
  return path === ".." || path.startsWith("../");
}

/** A path without the slash at its end; the repository's root is empty. */
export function inFolder(path: string): string {
  return path.replace(/\/$/, "").replace(/^\.$/, "");
}

/**
 * Where files are looked for, with the suffixes that stand before an ending (`moduleSuffixes`). Where all is `written`,
 * no ending is added and no folder stands for its index.
 */
export type Place = {
  readonly repository: Repository;
  readonly suffixes: readonly string[];
  readonly isWritten: boolean;
};

/** A module path by TypeScript's rules for files: a source for `.js`, an ending left out, a declaration, an asset. */
export function probeFile(place: Place, path: string): string | null {
  return probeExact(place, path) ?? firstOf(place, path, ENDINGS) ?? writtenAsset(place, path);
}

/** The same where an ending must be written: targets of `exports` and `imports`. */
export function probeTarget(place: Place, path: string): string | null {
  return probeExact(place, path) ?? writtenAsset(place, path);
}

/** The index of a folder. */
export function probeIndex(place: Place, folder: string): string | null {
  return firstOf(place, folder === "" || folder === "." ? "index" : `${folder}/index`, ENDINGS);
}

/** A file as Node finds it for `require`: as written, or with an ending of its own three. */
export function probeNodeFile({ repository }: Place, path: string): string | null {
  if (path !== "" && repository.has(path)) return path;
  const ending = NODE_ENDINGS.find((each) => repository.has(path + each));
  return ending === undefined ? null : path + ending;
}

export function probeNodeIndex(place: Place, folder: string): string | null {
  return firstOf(place, folder === "" || folder === "." ? "index" : `${folder}/index`, NODE_ENDINGS);
}

/** What bundlers add for a script that neither Node nor TypeScript would. */
export function probeBundled(place: Place, path: string): string | null {
  return (
    firstOf(place, path, BUNDLED_ENDINGS) ?? firstOf(place, path === "" ? "index" : `${path}/index`, BUNDLED_ENDINGS)
  );
}

function probeExact(place: Place, path: string): string | null {
  const dot = path.lastIndexOf(".");
  if (dot <= path.lastIndexOf("/") + 1) return null;
  const ending = path.slice(dot);
  const stem = path.slice(0, dot);
  const sources = SOURCES_OF.get(ending);
  if (sources) return firstOf(place, stem, sources);
  return firstOf(place, stem, [`.d${ending}.ts`]);
}

function writtenAsset({ repository }: Place, path: string): string | null {
  return path !== "" && repository.has(path) ? path : null;
}

function firstOf(
  { repository, suffixes }: Pick<Place, "repository" | "suffixes">,
  stem: string,
  endings: readonly string[],
): string | null {
  for (const ending of endings) {
    for (const suffix of suffixes) {
      const path = stem + suffix + ending;
      if (repository.has(path)) return path;
    }
  }
  return null;
}

/** An ending that is written stands for all that compile to the same; a declaration's own is one of them. */
const SOURCES_OF = new Map([
  [".ts", [".ts", ".tsx", ".d.ts", ".js", ".jsx"]],
  [".tsx", [".tsx", ".ts", ".d.ts", ".jsx", ".js"]],
  [".mts", [".mts", ".d.mts", ".mjs"]],
  [".cts", [".cts", ".d.cts", ".cjs"]],
  [".js", [".ts", ".tsx", ".d.ts", ".js", ".jsx"]],
  [".jsx", [".tsx", ".ts", ".d.ts", ".jsx", ".js"]],
  [".mjs", [".mts", ".d.mts", ".mjs"]],
  [".cjs", [".cts", ".d.cts", ".cjs"]],
]);
const ENDINGS = [".ts", ".tsx", ".d.ts", ".js", ".jsx"];
const NODE_ENDINGS = [".js", ".json", ".node"];
const BUNDLED_ENDINGS = [".mjs", ".cjs", ".mts", ".cts", ".json", ".vue", ".svelte"];
