import { join } from "node:path/posix";
import type { Repository } from "../port.ts";
import { type Assembly, readAssemblies } from "./assemblies.ts";
import { type Constants, elements, readConstants } from "./constants.ts";
import { attributes, type CompileItem, compileItems, filesOf, folderOf } from "./project-items.ts";
import { readUsing, type Using } from "./usings.ts";

/** A .csproj or .asmdef: which files it compiles, and which other projects those see. */
export type Project = {
  readonly path: string;
  readonly references: ReadonlySet<string>;
  readonly usings: readonly Using[];
  /** Null where what sets them up is not in the repository. */
  readonly constants: Constants | null;
  readonly frameworks: readonly string[];
};

/** Which projects compile a file, and which projects a file of theirs sees. */
export class Projects {
  readonly #projects = new Map<string, Project>();
  readonly #ofFile = new Map<string, string[]>();
  readonly #visible = new Map<string, ReadonlySet<string>>();

  constructor(repository: Repository, files: readonly string[]) {
    const paths = repository.paths.filter((path) => path.endsWith(".csproj"));
    const folders = new Set(paths.map(folderOf));
    const read = paths.map((path) => readProject(path, repository));
    const byAssembly = new Map<string, string>();
    for (const { path, assembly } of read) if (!byAssembly.has(assembly)) byAssembly.set(assembly, path);
    for (const project of read) {
      const named = project.assemblies.flatMap((name) => byAssembly.get(name) ?? []);
      const references = new Set([...project.references, ...named].filter((path) => path !== project.path));
      this.#projects.set(project.path, { ...project, references });
      for (const file of filesOf(project, files, folders)) this.#add(file, project.path);
    }
    this.#addAssemblies(readAssemblies(repository, files));
  }

  /** What a .csproj compiles is its own; a Unity assembly has the rest of its files, and sees those. */
  #addAssemblies(assemblies: readonly Assembly[]): void {
    const owners = new Map(
      assemblies.map(({ path, files }) => [path, new Set([path, ...files.flatMap((file) => this.of(file))])]),
    );
    for (const { path, references, files } of assemblies) {
      const seen = new Set([path, ...references].flatMap((each) => [...(owners.get(each) ?? [])]));
      this.#projects.set(path, { path, references: seen, usings: [], constants: null, frameworks: [] });
      for (const file of files) if (!this.#ofFile.has(file)) this.#add(file, path);
    }
  }

  #add(file: string, project: string): void {
    const known = this.#ofFile.get(file);
    if (!known) this.#ofFile.set(file, [project]);
    else if (!known.includes(project)) known.push(project);
  }

  /** The projects that compile a file; none where there are no projects or none takes it. */
  of(file: string): readonly string[] {
    return this.#ofFile.get(file) ?? [];
  }

  /** The projects whose public types a file of `project` sees, its own not among them: references are transitive. */
  visibleFrom(project: string): ReadonlySet<string> {
    const known = this.#visible.get(project);
    if (known) return known;
    const seen = new Set<string>([project]);
    const todo = [project];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      for (const reference of this.#projects.get(next)?.references ?? []) {
        if (seen.has(reference)) continue;
        seen.add(reference);
        todo.push(reference);
      }
    }
    seen.delete(project);
    this.#visible.set(project, seen);
    return seen;
  }

  /** Whether a preprocessor symbol is set in the builds of a file; null where builds differ or nothing is known. */
  symbolState(file: string, symbol: string): boolean | null {
    const own = this.of(file).flatMap((path) => this.#projects.get(path) ?? []);
    if (own.length === 0 || symbol === "DEBUG" || symbol === "TRACE") return null;
    if (own.every(({ constants }) => constants?.always.has(symbol))) return true;
    if (own.some(({ constants }) => constants === null || constants.some.has(symbol))) return null;
    if (!/^NET(?:[A-Z]|\d|$)/.test(symbol)) return false;
    const frameworks = own.flatMap((project) => project.frameworks);
    // A property in its place may stand for any framework.
    return frameworks.length === 0 || frameworks.some((each) => each.includes("$"))
      ? null
      : frameworkState(symbol, frameworks);
  }

  /** Names that the project files themselves give to types and namespaces. */
  aliases(): string[] {
    return [...this.#projects.values()].flatMap(({ usings }) => usings.flatMap(({ alias }) => alias ?? []));
  }

  /** Global usings that the project file itself declares. */
  usingsOf(project: string): readonly Using[] {
    return this.#projects.get(project)?.usings ?? [];
  }
}

/** The symbols that SDKs define by the family of the target framework. */
function frameworkState(symbol: string, frameworks: readonly string[]): boolean | null {
  const family = /^NETSTANDARD/.test(symbol)
    ? /^netstandard/i
    : /^(?:NETCOREAPP|NET$|NET\d+_\d)/.test(symbol)
      ? /^(?:netcoreapp|net\d+\.\d)/i
      : /^(?:NETFRAMEWORK|NET\d)/.test(symbol)
        ? /^net\d+$/i
        : null;
  if (!family) return false;
  if (!frameworks.some((framework) => family.test(framework))) return false;
  const isWhole = symbol === "NETSTANDARD" || symbol === "NETCOREAPP" || symbol === "NETFRAMEWORK";
  return isWhole && frameworks.every((framework) => family.test(framework)) ? true : null;
}

type ReadProject = Project & {
  readonly assembly: string;
  /** Assemblies referenced by name. */
  readonly assemblies: readonly string[];
  readonly isGlobbed: boolean;
  /** What is added and taken away, in the order written. */
  readonly items: readonly CompileItem[];
  readonly references: ReadonlySet<string>;
};

function readProject(path: string, repository: Repository): ReadProject {
  const text = withoutComments(repository.read(path) ?? "");
  const folder = folderOf(path);
  const shared = sharedFiles(path, text, repository);
  const all = [...shared, { folder, text }];
  const place = (base: string, value: string): string =>
    join(base, expand(value, folder, base).replaceAll("\\", "/")).replace(/^\.\//, "");
  // Globs and paths of shared files count from the project, but for those that name their own folder.
  const places = (base: string, value: string): string[] =>
    value
      .split(";")
      .map((item) => (item.includes("$(MSBuildThisFileDirectory)") ? place(base, item) : place(folder, item)));
  const isSdk = /<Project\b[^>]*\bSdk\s*=|<Sdk\b|<Import\b[^>]*\bSdk\s*=/.test(text);
  const isOff = all.some(({ text: each }) => /<EnableDefault(?:Compile)?Items>\s*false/i.test(each));
  return {
    path,
    assembly:
      /<AssemblyName>([^<$]+)</.exec(text)?.[1]?.trim() ?? path.slice(path.lastIndexOf("/") + 1, -".csproj".length),
    assemblies: all
      .flatMap(({ text: each }) => attributes(each.replace(BINARY, ""), "Reference", "Include"))
      .map((name) => name.split(",")[0]?.trim() ?? ""),
    references: new Set(
      all
        .flatMap(({ folder: base, text: each }) =>
          attributes(each, "ProjectReference", "Include")
            .flatMap((value) => value.split(";"))
            .flatMap((value) =>
              places(base, value).map((place) => (repository.has(place) ? place : byEnding(value, repository))),
            ),
        )
        .filter((each) => repository.has(each)),
    ),
    isGlobbed: isSdk && !isOff,
    items: all.flatMap(({ folder: base, text: each }) => compileItems(each, (value) => places(base, value))),
    constants: readConstants(all),
    frameworks: all
      .flatMap(({ text: each }) => [...elements(each, "TargetFrameworks"), ...elements(each, "TargetFramework")])
      .flatMap((value) => value.split(/[;\s]+/))
      .filter((value) => value !== ""),
    usings: all.flatMap(({ text: each }) => projectUsings(each)),
  };
}

/** A reference to a compiled file, in which the sources of a project of that name are not seen. */
const BINARY = /<Reference\s[^<>]*>\s*(?:<(?!HintPath|\/Reference)[^<>]*>[^<]*<\/[^<>]*>\s*)*<HintPath>/g;

/** The one file with the path that follows a property whose value is computed; empty where there is none. */
function byEnding(value: string, repository: Repository): string {
  const ending = /\$\([^)]*\)[\\/]*((?:[^$]*[\\/])?[^$\\/]+\.csproj)$/.exec(value)?.[1]?.replaceAll("\\", "/");
  if (ending === undefined) return "";
  const found = repository.paths.filter(
    (path) => path === ending || path.endsWith(`/${ending.replace(/^(?:\.\.?\/)+/, "")}`),
  );
  return found.length === 1 ? (found[0] ?? "") : "";
}

/** Directory.Build files above the project and files that it imports by a path of the repository. */
function sharedFiles(path: string, text: string, repository: Repository): { folder: string; text: string }[] {
  const found = new Map<string, string>();
  const folder = folderOf(path);
  for (const name of ["Directory.Build.props", "Directory.Build.targets"]) {
    for (let at = folder; ; at = folderOf(at)) {
      const candidate = at === "" ? name : `${at}/${name}`;
      if (repository.has(candidate)) {
        found.set(candidate, withoutComments(repository.read(candidate) ?? ""));
        break;
      }
      if (at === "") break;
    }
  }
  const todo = [{ base: folder, text }, ...[...found].map(([file, each]) => ({ base: folderOf(file), text: each }))];
  for (let next = todo.pop(); next !== undefined && found.size < 40; next = todo.pop()) {
    for (const value of attributes(next.text, "Import", "Project")) {
      const above = /GetPathOfFileAbove\(\s*'?([^',)]+)/.exec(value)?.[1];
      const target =
        above === undefined
          ? join(next.base, expand(value, folder, next.base).replaceAll("\\", "/"))
          : fileAbove(next.base, above.trim(), repository);
      if (found.has(target) || !repository.has(target)) continue;
      const imported = withoutComments(repository.read(target) ?? "");
      found.set(target, imported);
      todo.push({ base: folderOf(target), text: imported });
    }
  }
  return [...found].map(([file, each]) => ({ folder: folderOf(file), text: each }));
}

function fileAbove(folder: string, name: string, repository: Repository): string {
  for (let at = folder; at !== ""; ) {
    at = folderOf(at);
    const candidate = at === "" ? name : `${at}/${name}`;
    if (repository.has(candidate)) return candidate;
  }
  return "";
}

/** The few properties that stand for folders; a path with any other names no file of ours. */
function expand(value: string, project: string, own: string): string {
  // Joined to `own` or to the project's folder afterwards, so the folder itself is the empty path.
  return value
    .replace(/\$\(MSBuildThisFileDirectory\)[\\/]?/gi, "")
    .replace(
      /\$\((?:MSBuildProjectDirectory|ProjectDir)\)[\\/]?/gi,
      project === own ? "" : `${"../".repeat(own === "" ? 0 : own.split("/").length)}${project}/`,
    )
    .replace(/\$\(SolutionDir\)[\\/]?/gi, "");
}

function withoutComments(xml: string): string {
  return xml.replace(/<!--[\s\S]*?-->/g, "");
}

function projectUsings(xml: string): Using[] {
  return [...xml.matchAll(/<Using\s([^<>]*)>/gi)].flatMap((match) => {
    const value = (name: string): string =>
      new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`, "i").exec(match[1] ?? "")?.[1] ?? "";
    const include = value("Include");
    if (include === "") return [];
    const alias = value("Alias") === "" ? "" : `${value("Alias")} = `;
    const isStatic = value("Static").toLowerCase() === "true";
    return readUsing(`global using ${isStatic ? "static " : ""}${alias}${include}`, 0, 1) ?? [];
  });
}
