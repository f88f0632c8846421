import { dirname } from "node:path/posix";
import { byCodeUnit } from "#lib/std/order.ts";
import type { LanguageAdapter, Repository, SourceText } from "../port.ts";
import { TOP_LEVEL } from "../uses.ts";
import type { Scan } from "./draft.ts";
import { linkFile } from "./link.ts";
import { type Package, readPackages } from "./manifest.ts";
import { ModuleTrees, type Scope, shareMacros } from "./modules.ts";
import { type FileOutline, outline } from "./outline.ts";
import { Resolver } from "./resolve.ts";
import { scan } from "./scan.ts";

/** Rust's unit is the crate: `mod` makes a tree of files, and every path leads through it to the file that defines. */
export const rust: LanguageAdapter<Draft> = {
  version: 1,
  grammar: () => "tree-sitter-rust.wasm",
  read: (source, tree) => {
    const { doc, symbols } = outline(source, tree);
    const own = symbols.map(({ range }) => ({ start: range.start - source.shift, end: range.end - source.shift }));
    const found = scan(source, sectionOf(own));
    return { doc, symbols, testCases: testNames(source), scan: { ...found, words: usefulWords(found) } };
  },
  link: async (files, repository) => {
    const scans = new Map(files.map(({ path, draft }) => [path, draft.scan]));
    const packages = readPackages(repository);
    const { trees, libraries } = growTrees(scans, packages, repository);
    const resolver = new Resolver(libraries);
    return files.map(({ path, draft }) => linkFile({ path, ...draft }, trees, resolver, repository));
  },
};

type Draft = FileOutline & { readonly testCases: readonly string[]; readonly scan: Scan };

/** Symbols are in order and do not overlap; places rise. */
function sectionOf(ranges: readonly { readonly start: number; readonly end: number }[]): (index: number) => number {
  let next = 0;
  return (index) => {
    for (let range = ranges[next]; range && range.end <= index; range = ranges[next]) next += 1;
    const range = ranges[next];
    return range && range.start <= index ? next : TOP_LEVEL;
  };
}

/** Bare names matter when a `use` binds them, or when a glob or a macro of elsewhere may. */
function usefulWords({ uses, words, items }: Scan): Scan["words"] {
  const locals = new Set(uses.map(({ local }) => local));
  const own = new Set(items.map(({ name }) => name));
  const hasGlob = locals.has("*");
  return words.filter(({ word, spaces }) => {
    if (locals.has(word)) return true;
    if (own.has(word)) return false;
    // Small letters alone are mostly variables.
    return spaces === 4 || (hasGlob && (/^\p{Lu}/u.test(word) || spaces === 2));
  });
}

const CASE =
  /#\[(?:\w+::)*(?:test|rstest|test_case|test_log|bench|quickcheck|wasm_bindgen_test)\b[^\]\n]*\]\s*(?:#\[[^\]\n]*\]\s*)*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)/g;

function testNames({ text }: Pick<SourceText, "text">): string[] {
  const names: string[] = [];
  for (const [, name = ""] of text.matchAll(CASE)) if (names.push(name) >= 40) break;
  return names;
}

/** The crates of all packages; files that none of them reaches are crates of their own, such as what a test compiles. */
function growTrees(
  scans: ReadonlyMap<string, Scan>,
  packages: ReadonlyMap<string, Package>,
  repository: Repository,
): { readonly trees: ModuleTrees; readonly libraries: ReadonlyMap<string, Scope> } {
  const trees = new ModuleTrees(repository, scans);
  const libraries = new Map<string, Scope>();
  for (const owner of packages.values()) {
    for (const target of owner.targets) {
      const root = trees.addCrate(target.root, owner, target);
      if (root && target.kind === "library") libraries.set(owner.folder, root);
    }
  }
  const isRoot = (path: string): boolean => /(^|\/)(lib|main|mod)\.rs$/.test(path);
  const left = [...scans.keys()].filter((path) => !trees.instances.has(path)).sort(byCodeUnit);
  for (const path of [...left.filter(isRoot), ...left.filter((each) => !isRoot(each))]) {
    if (trees.instances.has(path)) continue;
    const owner = ownerOf(path, packages);
    trees.addCrate(path, owner, { root: path, kind: "program" });
  }
  shareMacros(trees.all);
  return { trees, libraries };
}

function ownerOf(path: string, packages: ReadonlyMap<string, Package>): Package | null {
  let folder = path;
  do {
    folder = dirname(folder);
    if (folder === ".") folder = "";
    const owner = packages.get(folder);
    if (owner) return owner;
  } while (folder !== "");
  return null;
}
