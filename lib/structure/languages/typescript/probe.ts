import { join } from "node:path/posix";
import type { Repository } from "../port.ts";

/** Paths are relative to the repository's root; a leading `..` left after joining means outside. */
export function isOutside(path: string): boolean {
  return path === ".." || path.startsWith("../");
}

/** The file that a module path without a file system error leads to, by TypeScript's rules; null if there is none. */
export function probe(repository: Repository, path: string, fromScript: boolean): string | null {
  const base = path.replace(/\/+$/, "");
  if (base !== path || base === "" || base === ".")
    return probeFolder(repository, base === "." ? "" : base, fromScript);
  return probeFile(repository, base, fromScript) ?? probeFolder(repository, base, fromScript);
}

/**
 * A file by its name as written or completed. `.js` stands for `.ts` where a source exists; a script (`.js` importer)
 * takes the file as written first, since that is what runs.
 */
export function probeFile(repository: Repository, path: string, fromScript: boolean): string | null {
  if (path === "") return null;
  const written = repository.has(path) ? path : null;
  const extension = /\.[cm]?jsx?$/.exec(path)?.[0];
  if (extension !== undefined) {
    if (written && fromScript) return written;
    const stem = path.slice(0, -extension.length);
    for (const source of SOURCES_OF[extension] ?? []) if (repository.has(stem + source)) return stem + source;
  }
  if (written) return written;
  for (const suffix of fromScript ? SCRIPT_SUFFIXES : SUFFIXES) if (repository.has(path + suffix)) return path + suffix;
  const arbitrary = /\.[^./]+$/.exec(path)?.[0];
  if (arbitrary && !extension) {
    const declared = `${path.slice(0, -arbitrary.length)}.d${arbitrary}.ts`;
    if (repository.has(declared)) return declared;
  }
  return null;
}

/** What a folder stands for: `types`, `module` or `main` of its manifest, else its index. */
function probeFolder(repository: Repository, folder: string, fromScript: boolean): string | null {
  if (!repository.hasFolder(folder)) return null;
  const manifest = repository.read(join(folder, "package.json"));
  if (manifest !== null) {
    for (const target of mainsOf(manifest)) {
      const path = join(folder, target);
      if (isOutside(path)) continue;
      const found = probeFile(repository, path, fromScript) ?? probeIndex(repository, path, fromScript);
      if (found) return found;
    }
  }
  return probeIndex(repository, folder, fromScript);
}

export function probeIndex(repository: Repository, folder: string, fromScript: boolean): string | null {
  const index = folder === "" || folder === "." ? "index" : `${folder}/index`;
  for (const suffix of fromScript ? SCRIPT_SUFFIXES : SUFFIXES)
    if (repository.has(index + suffix)) return index + suffix;
  return null;
}

function mainsOf(manifest: string): string[] {
  try {
    const parsed: unknown = JSON.parse(manifest);
    if (typeof parsed !== "object" || parsed === null) return [];
    const fields = Object.fromEntries(Object.entries(parsed));
    return ["types", "typings", "source", "module", "main"].flatMap((name) => {
      const value: unknown = fields[name];
      return typeof value === "string" ? [value] : [];
    });
  } catch {
    return [];
  }
}

const SOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".d.ts"],
  ".jsx": [".tsx", ".ts", ".d.ts"],
  ".mjs": [".mts", ".d.mts"],
  ".cjs": [".cts", ".d.cts"],
};
const SUFFIXES = [
  ".ts",
  ".tsx",
  ".d.ts",
  ".js",
  ".jsx",
  ".mts",
  ".d.mts",
  ".cts",
  ".d.cts",
  ".mjs",
  ".cjs",
  ".json",
  ".vue",
  ".svelte",
];
const SCRIPT_SUFFIXES = [
  ".ts",
  ".tsx",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
  ".mts",
  ".cts",
  ".d.ts",
  ".json",
  ".vue",
  ".svelte",
];
