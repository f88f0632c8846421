import { join } from "node:path/posix";
import { byCodeUnit } from "#lib/std/order.ts";
import type { Repository } from "../port.ts";
import { folderOf } from "./paths.ts";

const MANIFEST = /(?:^|\/)(?:pyproject\.toml|setup\.py|setup\.cfg)$/;
/** Files in which pytest is told what to put on the path. */
const TEST_MANIFEST = /(?:^|\/)(?:pytest\.ini|\.pytest\.ini|tox\.ini|pyproject\.toml|setup\.cfg)$/;

/** Projects by folder, the repository itself among them, with the folders that hold their sources. */
export function findProjects(repository: Repository): Map<string, readonly string[]> {
  const projects = new Map<string, string[]>([["", []]]);
  for (const path of repository.paths) {
    const isManifest = MANIFEST.test(path);
    if (!isManifest && !TEST_MANIFEST.test(path)) continue;
    const folder = folderOf(path);
    const sources = projects.get(folder) ?? [];
    const names = declared(path, (repository.read(path) ?? "").slice(0, 200_000));
    if (!isManifest && names.length === 0) continue;
    projects.set(folder, sources);
    for (const name of [...names, ...usual(repository, folder)]) {
      const root = join(folder, name).replace(/\/$/, "");
      if (root !== "." && root !== folder && !sources.includes(root) && repository.hasFolder(root)) sources.push(root);
    }
  }
  return projects;
}

/** A `lib` that is itself a package is imported by its name. */
function usual(repository: Repository, folder: string): string[] {
  const isRoot = (name: string): boolean => name === "src" || !repository.has(join(folder, name, "__init__.py"));
  return ["src", "lib", "python"].filter(isRoot);
}

/** Folders nearer to the repository's root first. */
export function byDepth(folders: Iterable<string>): string[] {
  return [...folders].sort((a, b) => a.split("/").length - b.split("/").length || byCodeUnit(a, b));
}

/** The folders that a manifest names, in the words of setuptools, Poetry, Hatch, PDM and pytest. */
function declared(path: string, text: string): string[] {
  if (path.endsWith(".py")) return [...text.matchAll(SETUP_CALL)].map((match) => match[1] ?? match[2] ?? "");
  if (path.endsWith(".toml")) return [...toml(text)];
  return [...ini(text)];
}

/** `package_dir={"": "lib"}` and `find_packages("lib")`, the literal forms alone. */
const SETUP_CALL =
  /package_dir\s*=\s*(?:\{\s*|dict\(\s*)["']["']\s*:\s*["']([\w./-]+)["']|find_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?["']([\w./-]+)["']/g;

function* toml(text: string): Generator<string> {
  let table = "";
  // A list goes on over lines; joining it first keeps the rest a matter of single lines.
  for (const line of text.replace(/\[[^[\]]*\]/g, (list) => list.replace(/\s*\n\s*/g, " ")).split("\n")) {
    const head = /^\s*\[{1,2}([^\]]+)\]{1,2}\s*(?:#.*)?$/.exec(line)?.[1];
    if (head !== undefined) {
      table = head.replaceAll(/["\s]/g, "");
      continue;
    }
    const [, key = "", value = ""] = /^\s*([\w."-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    const name = `${table}.${key.replaceAll('"', "")}`;
    if (
      /^tool\.(?:setuptools\.packages\.find\.where|pytest\.ini_options\.pythonpath|pdm\.(?:build\.)?package-dir)$/.test(
        name,
      )
    )
      yield* strings(value);
    else if (name === "tool.setuptools.package-dir" || name === "tool.setuptools.package-dir.")
      yield* [...value.matchAll(/(?:^|["'{\s])["']{2}\s*=\s*["']([^"']+)["']|^["']([^"']+)["']/g)].map(
        (m) => m[1] ?? m[2] ?? "",
      );
    else if (name === "tool.poetry.packages")
      yield* [...value.matchAll(/\bfrom\s*=\s*["']([^"']+)["']/g)].map((match) => match[1] ?? "");
    else if (/^tool\.hatch\.build\.(?:targets\.wheel\.)?(?:sources|packages)$/.test(name)) {
      for (const each of strings(value)) yield name.endsWith("sources") ? each : folderOf(each);
    }
  }
}

/** `package_dir = =lib`, `where = lib` and `pythonpath = .`, each over one line or more. */
function* ini(text: string): Generator<string> {
  let section = "";
  let key = "";
  for (const line of text.split("\n")) {
    const head = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (head !== undefined) {
      section = head.trim();
      key = "";
      continue;
    }
    const [, name, first = ""] = /^([\w.-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) key = name;
    else if (!/^\s+\S/.test(line)) continue;
    const value = (name === undefined ? line : first).replace(/\s*#.*$/, "").trim();
    if (section === "options" && key === "package_dir") yield* value.startsWith("=") ? [value.slice(1).trim()] : [];
    else if (section === "options.packages.find" && key === "where") yield* words(value);
    else if ((section === "pytest" || section === "tool:pytest") && key === "pythonpath") yield* words(value);
  }
}

function words(value: string): string[] {
  return value.split(/[\s,]+/).filter((word) => word !== "");
}

function strings(value: string): string[] {
  return [...value.matchAll(/["']([^"']*)["']/g)].map((match) => match[1] ?? "");
}
