import { readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire, findPackageJSON } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { conditionsIn, isCompiledScript, optionsOf } from "./projects.ts";
import { builtFrom, emittedFrom } from "./sources.ts";
import type { Specifier } from "./specifiers.ts";

/** Who found the file, the strictest first; `none` where nobody did. */
export type Finder = "node" | "typescript" | "asset" | "bundler" | "emitted" | "built" | "source" | "none";
export type Found = { readonly path: string; readonly finder: Finder };

/** What a file system would have to hold besides what it holds, and the file that each such file stands for. */
type Pretence = (path: string) => string | null;

type Stage = {
  readonly finder: Finder;
  readonly pretence: Pretence;
  readonly host: ts.ModuleResolutionHost;
  readonly adapt: (options: ts.CompilerOptions) => ts.CompilerOptions;
};

/**
 * Leads specifiers to files. TypeScript's `resolveModuleName` is asked over and over, each time with a file system that
 * pretends a little more: first as it is; then with a declaration `x.d.css.ts` beside each `x.css`, so that the rules for
 * modules find assets; then by the rules for bundlers, which know `exports` whatever a project says, and with the conditions
 * that packages of the repository have for their sources; then with what `tsc` would emit from the projects; at last with
 * what a bundler would write to a folder such as `dist`. For a JavaScript file that TypeScript isn't told to read, Node
 * itself is asked first.
 */
export class TruthResolver {
  readonly #root: string;
  readonly #stages: readonly Stage[];

  constructor(root: string) {
    this.#root = root;
    const emitted: Pretence = (path) => assetOf(path) ?? emittedFrom(root, path);
    const built: Pretence = (path) => assetOf(path) ?? builtFrom(root, path);
    const stage = (finder: Finder, pretence: Pretence, adapt: Stage["adapt"]): Stage => {
      return { finder, pretence, host: hostOf(root, pretence), adapt };
    };
    const same = (options: ts.CompilerOptions): ts.CompilerOptions => options;
    this.#stages = [
      stage("typescript", () => null, same),
      stage("asset", assetOf, same),
      stage("bundler", assetOf, asBundler),
      stage("source", assetOf, (options) => asBundler({ ...options, customConditions: conditionsIn(root) })),
      stage("emitted", emitted, withoutTypeRoots),
      stage("built", built, withoutTypeRoots),
    ];
  }

  resolve(from: string, specifier: Specifier): Found {
    const name = specifier.text.replace(/^(?:!|[\w-]+!)+/, "");
    const whole = this.#find(from, { ...specifier, text: name });
    if (whole.finder !== "none" || !/.[?#]/.test(name)) return whole;
    return this.#find(from, { ...specifier, text: name.replace(/(?<=.)[?#].*$/, "") });
  }

  #find(from: string, specifier: Specifier): Found {
    if (specifier.kind === "path") return this.#path(from, specifier.text);
    const isScript = /\.[cm]?jsx?$/.test(from) && specifier.kind !== "types";
    const askNodeBefore = isScript ? (isCompiledScript(this.#root, from) ? "source" : "typescript") : null;
    for (const { finder, host, pretence, adapt } of this.#stages) {
      const byNode = finder === askNodeBefore ? resolveByNode(from, specifier) : null;
      if (byNode !== null) return this.#inside(byNode, "node");
      // A path that leads to an output says itself that a build comes first.
      if (/^\.{1,2}(\/|$)/.test(specifier.text) && (finder === "emitted" || finder === "built")) break;
      const path = resolveByTypeScript(from, specifier, host, adapt(optionsOf(this.#root, from)));
      if (path !== null) return this.#inside(isFile(path) ? path : (pretence(path) ?? path), finder);
    }
    return { path: "", finder: "none" };
  }

  /** A file by its path; `.js` stands for its source where only that is there. */
  #path(from: string, text: string): Found {
    if (/^[a-z][a-z\d+.-]+:/i.test(text)) return { path: "", finder: "none" };
    const path = join(dirname(from), text);
    const sources = [path, path.replace(/\.([cm]?)js(x?)$/, ".$1ts$2"), `${path}.ts`, `${path}.d.ts`];
    const file = sources.find((each) => !text.endsWith("/") && isFile(each));
    return file ? this.#inside(file, "typescript") : { path: "", finder: "none" };
  }

  #inside(path: string, finder: Finder): Found {
    const real = relative(this.#root, realpathSync(path)).split(sep);
    const isOwn = real[0] !== ".." && !real.includes("node_modules");
    return isOwn ? { path: real.join("/"), finder } : { path: "", finder: "none" };
  }
}

/** TypeScript's rules for bundlers, whichever the project follows. */
function asBundler(options: ts.CompilerOptions): ts.CompilerOptions {
  return { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
}

/** No folder of types is one that a build writes. */
function withoutTypeRoots(options: ts.CompilerOptions): ts.CompilerOptions {
  const { typeRoots: _, ...rest } = asBundler(options);
  return rest;
}

function hostOf(root: string, pretence: Pretence): ts.ModuleResolutionHost {
  const { directoryExists, realpath } = ts.sys;
  return {
    ...ts.sys,
    getCurrentDirectory: () => root,
    fileExists: (path) => ts.sys.fileExists(path) || pretence(path) !== null,
    // A pretended file may stand in a folder that is not there either, in a package that is.
    directoryExists: (path) => directoryExists(path) || directoryExists(installedAs(path) ?? root),
    ...(realpath ? { realpath } : {}),
  };
}

/** `…/node_modules/name` of a path in an installed package. */
function installedAs(path: string): string | null {
  return /^.*\/node_modules(?:\/@[^/]+)?\/[^@/][^/]*/.exec(path)?.[0] ?? (path.includes("/node_modules") ? path : null);
}

function resolveByTypeScript(
  from: string,
  { text, kind, mode }: Specifier,
  host: ts.ModuleResolutionHost,
  options: ts.CompilerOptions,
): string | null {
  if (kind === "types") {
    const found = ts.resolveTypeReferenceDirective(text, from, options, host).resolvedTypeReferenceDirective;
    return found?.resolvedFileName ?? null;
  }
  return (
    ts.resolveModuleName(text, from, options, host, undefined, undefined, mode).resolvedModule?.resolvedFileName ?? null
  );
}

/** Bundlers let an import leave out what only `require` may, so both ways are tried where no `exports` tell them apart. */
function resolveByNode(from: string, { text, kind }: Specifier): string | null {
  const byImport = () => fileURLToPath(import.meta.resolve(text, pathToFileURL(from)));
  const byRequire = () => createRequire(from).resolve(text);
  const ways = kind !== "import" ? [byRequire] : hasExports(from, text) ? [byImport] : [byImport, byRequire];
  for (const way of ways) {
    try {
      const path = way();
      if (isFile(path)) return path;
    } catch {
      // Not found this way.
    }
  }
  return null;
}

function hasExports(from: string, text: string): boolean {
  if (/^[./#]/.test(text)) return false;
  try {
    const manifest = findPackageJSON(text, pathToFileURL(from));
    return manifest !== undefined && "exports" in JSON.parse(readFileSync(manifest, "utf8"));
  } catch {
    return false;
  }
}

function assetOf(path: string): string | null {
  const asset = /^(.*)\.d(\.[\w-]+)\.ts$/.exec(path);
  if (!asset || /^\.[cm]?[jt]sx?$/.test(asset[2] ?? "")) return null;
  const file = `${asset[1]}${asset[2]}`;
  return isFile(file) ? file : null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
