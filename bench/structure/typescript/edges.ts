/*
 * Import edges of a TypeScript or JavaScript repository by TypeScript's parser and resolver, and by Node's resolver.
 *
 *   node --experimental-import-meta-resolve --no-warnings bench/structure/typescript/edges.ts \
 *     [--only REGEXP] [--skip REGEXP] [--finders] "NAME VERSION, where from" FOLDER > LIST
 *
 * FOLDER is a copy without installed packages; links of its own workspaces are made in it. `--only` and `--skip` choose
 * the files to judge, by path. `--finders` prints to the error output who found how many edges.
 */
import { globSync, lstatSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import ts from "typescript";
import { writeEdgeList } from "../edge-list.ts";
import { linkWorkspaces } from "./link-workspaces.ts";
import { optionsOf } from "./projects.ts";
import { type Finder, TruthResolver } from "./resolver.ts";
import { specifiersOf } from "./specifiers.ts";

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: "string" }, skip: { type: "string" }, finders: { type: "boolean", default: false } },
  });
  const [about = "", given = ""] = positionals;
  const root = realpathSync(given);
  linkWorkspaces(root);
  const resolver = new TruthResolver(root);
  const only = new RegExp(values.only ?? "");
  const skip = new RegExp(values.skip ?? "(?!)");
  const finders = new Map<Finder, number>();
  const needs = new Map<string, Set<string>>();
  for (const path of programsOf(root)) {
    if (!only.test(path) || skip.test(path)) continue;
    const targets = new Map<string, Finder>();
    for (const specifier of specifiersIn(root, path)) {
      const { path: target, finder } = resolver.resolve(join(root, path), specifier);
      // A file that names itself needs nobody.
      if (finder === "none" || target === path || targets.has(target)) continue;
      if (isReadable(join(root, target))) targets.set(target, finder);
    }
    for (const finder of targets.values()) finders.set(finder, (finders.get(finder) ?? 0) + 1);
    needs.set(path, new Set([...targets.keys()].map((target) => `import ${target}`)));
  }
  const command = `bench/structure/typescript/edges.ts${values.only ? ` --only '${values.only}'` : ""}${values.skip ? ` --skip '${values.skip}'` : ""}`;
  const tools = `typescript ${ts.version}, node ${process.versions.node}`;
  process.stdout.write(writeEdgeList({ about: [`repository ${about}`, `tool ${tools}`, `made by ${command}`], needs }));
  if (values.finders) console.error(`${needs.size} files`, Object.fromEntries(finders));
}

/** Programs as such: neither installed ones nor minified ones. */
function programsOf(root: string): string[] {
  const exclude = (name: string): boolean => name === "node_modules" || name === ".git";
  return globSync("**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}", { cwd: root, exclude })
    .filter((path) => !/[.-]min\.[cm]?js$/.test(path) && isReadable(join(root, path)))
    .sort();
}

/** Links are left out, and what is larger than Retrace reads. */
function isReadable(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isFile() && stat.size <= 2 * 1024 * 1024;
}

function specifiersIn(root: string, path: string) {
  const file = join(root, path);
  const options = optionsOf(root, file);
  const impliedNodeFormat = ts.getImpliedNodeFormatForFile(file, undefined, ts.sys, options);
  const text = readFileSync(file, "utf8");
  return specifiersOf(
    ts.createSourceFile(file, text, { languageVersion: ts.ScriptTarget.Latest, impliedNodeFormat }, true),
    options,
  );
}

main();
