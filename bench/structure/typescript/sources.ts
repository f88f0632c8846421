import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { readConfig } from "./projects.ts";

const emitted = new Map<string, ReadonlyMap<string, string>>();

/** The source that `tsc` would write `path` from, by the configurations beside the nearest package.json. */
export function emittedFrom(root: string, path: string): string | null {
  const home = packageOf(root, real(path));
  if (home === null) return null;
  const known = emitted.get(home) ?? outputsOf(home);
  emitted.set(home, known);
  return known.get(real(path)) ?? null;
}

function outputsOf(home: string): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>();
  for (const name of globSync("{,src/}tsconfig*.json", { cwd: home }).sort()) {
    const config = readConfig(join(home, name));
    const { outDir, declarationDir, composite } = config?.options ?? {};
    if (!config || (outDir === undefined && declarationDir === undefined)) continue;
    const options = { ...config.options, noEmit: false, declaration: true, emitDeclarationOnly: false };
    // Without `rootDir` the folder that all sources share is the root, unless the project is composite.
    const rootDir = options.rootDir ?? (composite ? dirname(join(home, name)) : undefined);
    const project = { ...config, options: rootDir === undefined ? options : { ...options, rootDir } };
    for (const file of config.fileNames) {
      if (/\.d\.[cm]?ts$/.test(file)) continue;
      for (const output of ts.getOutputFileNames(project, file, false)) {
        if (!outputs.has(output)) outputs.set(output, file);
      }
    }
  }
  return outputs;
}

/**
 * The source that a bundler would write `path` from. Their configurations are programs, so this is a convention, not
 * a computation: an output folder of the package stands for `src` or the package itself, folders and endings that name a
 * module format fall away.
 */
export function builtFrom(root: string, path: string): string | null {
  const file = real(path);
  const home = packageOf(root, file);
  const [folder = "", ...rest] = home === null ? [] : relative(home, file).split("/");
  if (home === null || !OUTPUTS.test(folder) || rest.length === 0) return null;
  for (let dropped = 0; dropped < rest.length && dropped < 3; dropped++) {
    if (dropped > 0 && !FORMATS.test(rest[dropped - 1] ?? "")) break;
    const stem = rest
      .slice(dropped)
      .join("/")
      .replace(/\.d\.[cm]?ts$|\.[cm]?[jt]sx?$/, "");
    for (const name of [stem, stem.replace(/\.(esm|cjs|mjs|umd|es|development|production)$/, "")]) {
      for (const base of ["src", "."]) {
        for (const ending of endingsFor(file)) {
          const source = join(home, base, name + ending);
          if (isFile(source)) return source;
        }
      }
    }
  }
  return sourceOfEntry(home, relative(home, file));
}

/** The entry of a package that is a bundle with a name of its own: what the package says it is built from, or `src/index`. */
function sourceOfEntry(home: string, path: string): string | null {
  const manifest: unknown = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  if (typeof manifest !== "object" || manifest === null) return null;
  const { main, types, typings, exports, source } = Object.fromEntries(Object.entries(manifest));
  const whole = isMap(exports) && "." in exports ? exports["."] : exports;
  const entries = [
    main,
    types,
    typings,
    ...(JSON.stringify(whole ?? "").match(/"[^"]*"/g) ?? []).map((text) => text.slice(1, -1)),
  ];
  if (!entries.some((entry) => typeof entry === "string" && join(entry) === path)) return null;
  const names = typeof source === "string" ? [source] : ENDINGS.slice(0, 6).map((ending) => `src/index${ending}`);
  const found = names.map((name) => join(home, name)).find(isFile);
  return found ?? null;
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const OUTPUTS = /^(dist|lib|build|out|output|es|esm|cjs|types|typings|umd|module|commonjs|\.?dist-\w+)$/;
const FORMATS = /^(esm|cjs|es|mjs|umd|types|typings|module|commonjs|src|dts|dist|browser|node|development|production)$/;
const ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte"];

/** A source that keeps the kind of its module comes before one that a build turns into that kind. */
function endingsFor(output: string): string[] {
  const kind = /\.([cm])[jt]s$/.exec(output)?.[1];
  return kind === undefined ? ENDINGS : [`.${kind}ts`, `.${kind}js`, ...ENDINGS];
}

function packageOf(root: string, file: string): string | null {
  for (let folder = dirname(file); folder.startsWith(root); folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  return null;
}

/** Links of the workspace are followed; the last folders of the path may not exist. */
function real(path: string): string {
  for (let folder = dirname(path); folder.length > 1; folder = dirname(folder)) {
    if (existsSync(folder)) return join(ts.sys.realpath?.(folder) ?? folder, relative(folder, path));
  }
  return path;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The version of a package.json, for the head of a list. */
export function versionOf(root: string): string {
  const text = existsSync(join(root, "package.json")) ? readFileSync(join(root, "package.json"), "utf8") : "{}";
  return /"version"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? "";
}
