import { dirname, join, normalize } from "node:path/posix";
import type { Repository } from "../port.ts";
import { type BuildText, settings } from "./build-macros.ts";

/** A folder that a build file tells the compiler to search, for the files below `scope`. */
export type DeclaredRoot = {
  readonly root: string;
  readonly scope: string;
  /** Only under a condition of the build. */
  readonly isConditional: boolean;
};

const FILE_LIMIT = 3000;
const CHARACTER_LIMIT = 16_000_000;
const TOKEN_LIMIT = 2000;

/** The build files of a repository: what they declare, and every word they say. */
export class BuildFiles {
  readonly roots: readonly DeclaredRoot[];
  readonly #repository: Repository;
  readonly #files: readonly BuildFile[];
  #words: Set<string> | null = null;
  #names: Set<string> | null = null;
  #composed: ReadonlySet<string> | null = null;
  #settings: ((name: string) => boolean) | null = null;

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#files = readBuildFiles(repository);
    this.roots = declaredRoots(this.#files, repository);
  }

  /** Whether a build file or a template of a configuration names a macro, or puts it together as in `-DUSE_${X}`. */
  hasWord(word: string): boolean {
    this.#words ??= new Set(
      this.#files.flatMap(({ text }) =>
        (text.match(/(?:-D)?[A-Za-z_]\w*/g) ?? []).map((each) => each.replace(/^-D/, "")),
      ),
    );
    return this.#words.has(word) || this.#isComposed(word);
  }

  /** Whether a default build for Linux may set a macro. */
  maySet(word: string): boolean {
    this.#settings ??= settings(this.#files);
    return this.#settings(word) || this.#isComposed(word);
  }

  #isComposed(word: string): boolean {
    this.#composed ??= new Set(
      this.#files.flatMap(({ text, isTemplate }) =>
        [...text.matchAll(isTemplate ? /([A-Za-z_]\w*_)@/g : /-D([A-Za-z_]\w*_)(?:\$|@)/g)].map(
          ([, start = ""]) => start,
        ),
      ),
    );
    for (let end = word.indexOf("_"); end >= 0; end = word.indexOf("_", end + 1)) {
      if (this.#composed.has(word.slice(0, end + 1))) return true;
    }
    return false;
  }

  /** Macros that a build file sets to the name of a file, as `-DCONFIG='"config.h"'` does; the name as included. */
  definedNames(): { readonly name: string; readonly value: string }[] {
    return this.#files
      .filter(({ isTemplate }) => !isTemplate)
      .flatMap(({ text }) => [...text.matchAll(/-D(\w{1,200})=[\\"']{0,6}["<]([\w./+-]{1,200})[\\"'>]/g)])
      .map(([, name = "", file = ""]) => ({ name, value: `"${file}"` }))
      .filter(({ value }) => /\.\w+"$/.test(value));
  }

  /** Whether a build file names a file that is not there: it is one that the build makes. */
  namesFile(name: string): boolean {
    this.#names ??= new Set(
      this.#files
        .filter(({ isTemplate }) => !isTemplate)
        .flatMap(({ text }) => (text.match(/[\w.+-]{3,100}/g) ?? []).filter((word) => word.includes("."))),
    );
    return this.#names.has(name);
  }

  get repository(): Repository {
    return this.#repository;
  }
}

type BuildFile = BuildText;

const BUILD_NAME =
  /(?:^|\/)(?:CMakeLists\.txt|(?:GNU)?[Mm]akefile[^/]*|Kbuild|Kconfig[^/]*|configure|configure\.(?:ac|in|py)|meson\.build|meson_options\.txt|meson\.options|BUILD|SConstruct|SConscript|wscript|setup\.py|binding\.gyp|premake\d?\.lua|xmake\.lua|Package\.swift|build\.(?:zig|rs)|Jamfile|Jamroot|[^/]+\.mak\.\w+|[^/]+\.(?:cmake|mk|mak|make|am|ac|m4|bazel|bzl|gn|gni|gyp|gypi|pro|pri|prf|scons|podspec|jam))$/;
const TEMPLATE_NAME = /\.(?:in|cmakein|cmake\.in|meson|tmpl|h\.cmake|hin|h\.template|h\.build)$/;
const SCRIPT_NAME = /(?:^|\/)(?:auto|config|build|scripts?|cmake)\/(?:[^/]+\/)*[^/.]+$/;

function readBuildFiles(repository: Repository): BuildFile[] {
  const files: BuildFile[] = [];
  let characters = 0;
  for (const path of repository.paths) {
    const isTemplate = TEMPLATE_NAME.test(path) && !/(?:^|\/)(?:Makefile|configure)\.in$/.test(path);
    if (!isTemplate && !BUILD_NAME.test(path) && !SCRIPT_NAME.test(path)) continue;
    const text = repository.read(path);
    if (text === null || text.slice(0, 2000).includes("\0")) continue;
    characters += text.length;
    if (files.length >= FILE_LIMIT || characters > CHARACTER_LIMIT) break;
    files.push({ path, text, isTemplate });
  }
  return files;
}

const FLAG = /(?:^|[\s"'=,:;([])-(?:I|isystem|iquote|idirafter)[ \t]*["']?((?:\$\([^)\s]*\)|[^\s"',;)\]`])+)/gm;
/** A call or an assignment whose words are folders to search. */
const LIST =
  /\b(?:\w*include_directories|INCLUDE_DIRECTORIES|INCLUDE_DIRS|PRIV_INCLUDE_DIRS|include_dirs|includedirs|sysincludedirs|externalincludedirs|add_includedirs|add_sysincludedirs|INCLUDEPATH|CPPPATH|includes|strip_include_prefix|headerSearchPath|publicHeadersPath|addIncludePath|addIncludeDir|header_dirs)\b['"]?\s*(?:\+?=|:|\()?\s*/g;

function declaredRoots(files: readonly BuildFile[], repository: Repository): DeclaredRoot[] {
  const resolver = new FolderResolver(files, repository);
  const found = new Map<string, DeclaredRoot>();
  for (const { path, text, isTemplate } of files) {
    if (isTemplate) continue;
    const scope = folderOf(path);
    const conditionalAt = conditionFinder(path, text);
    const add = (word: string, at: number): void => {
      for (const root of resolver.resolve(word, path)) {
        const key = `${root}\0${scope}`;
        const isConditional = conditionalAt(at);
        if (!found.has(key) || (found.get(key)?.isConditional && !isConditional)) {
          found.set(key, { root, scope, isConditional });
        }
      }
    };
    let tokens = 0;
    for (const match of text.matchAll(FLAG)) {
      if (++tokens > TOKEN_LIMIT) break;
      if (!isComment(text, match.index)) add(match[1] ?? "", match.index);
    }
    for (const match of text.matchAll(LIST)) {
      if (++tokens > TOKEN_LIMIT) break;
      if (isComment(text, match.index)) continue;
      for (const word of listAt(text, match.index + match[0].length, match[0])) add(word, match.index);
    }
  }
  return [...found.values()];
}

function isComment(text: string, at: number): boolean {
  return /^\s*(?:#|\/\/|dnl\b)/.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at + 1));
}

/** The words of a call, a bracketed list or, where nothing brackets them, of the line. */
function listAt(text: string, at: number, head: string): string[] {
  const isOpen = head.trimEnd().endsWith("(") || /^[[({]/.test(text.slice(at, at + 1));
  const end = isOpen ? closing(text, at) : continuedLine(text, at);
  const list = text.slice(at, end).replace(/#.*/g, " ");
  const quoted = [...list.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map((match) => match[1] ?? match[2] ?? "");
  const bare =
    list.replace(/"[^"\n]*"|'[^'\n]*'/g, " ").match(/(?:\$\{[^}\s]*\}|\$\([^)\s]*\)|[^\s()[\]{},;])+/g) ?? [];
  return [...quoted, ...bare.slice(0, 200)];
}

function closing(text: string, at: number): number {
  const end = text.slice(at + 1, at + 6000).search(/[)\]}](?=\s|$|,|\))/);
  return end < 0 ? Math.min(text.length, at + 500) : at + 1 + end;
}

function continuedLine(text: string, at: number): number {
  let end = text.indexOf("\n", at);
  while (end >= 0 && text[end - 1] === "\\") end = text.indexOf("\n", end + 1);
  return end < 0 ? text.length : end;
}

const CMAKE = /^[ \t]*(if|endif|function|macro|endfunction|endmacro)[ \t]*\(/gim;
const MAKE = /^[ \t]*(ifdef|ifndef|ifeq|ifneq|if|endif)\b/gm;

/** Tells whether a place of a build file stands under a condition. Places are asked in rising order, twice at most. */
function conditionFinder(path: string, text: string): (at: number) => boolean {
  const isCmake = /CMakeLists\.txt$|\.cmake$/.test(path);
  if (!isCmake && !/[Mm]akefile|\.(?:mk|mak|make|am)$|\.mak\.\w+$/.test(path)) return () => false;
  const marks: { at: number; depth: number }[] = [];
  let depth = 0;
  for (const match of text.matchAll(isCmake ? CMAKE : MAKE)) {
    const word = (match[1] ?? "").toLowerCase();
    if (word === "endif") depth = Math.max(0, depth - 1);
    else if (word.startsWith("if")) depth += 1;
    marks.push({ at: match.index, depth });
  }
  return (at) => {
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((marks[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return (marks[low - 1]?.depth ?? 0) > 0;
  };
}

const VARIABLE = /\$\(([\w.-]+)\)|\$\{([\w.-]+)\}|@([\w-]+)@|\$([A-Za-z_]\w*)/;
const ASSIGNMENT =
  /^[ \t]*(?:set[ \t]*\([ \t]*([\w.-]+)[ \t]+"?([^\s")]+)"?|(?:export[ \t]+)?([\w.-]+)[ \t]*[:?+]?=[ \t]*["']?([^\s"'#]+))/gm;

/** What the words of build files mean as folders of the repository. */
class FolderResolver {
  readonly #repository: Repository;
  readonly #variables = new Map<string, Map<string, string>>();
  readonly #projects: ReadonlySet<string>;

  constructor(files: readonly BuildFile[], repository: Repository) {
    this.#repository = repository;
    this.#projects = new Set(
      files
        .filter(
          ({ path, text }) =>
            /(?:^|\/)configure(?:\.ac|\.in)?$/.test(path) ||
            (/CMakeLists\.txt$/.test(path) && /^\s*project\s*\(/im.test(text)) ||
            (/meson\.build$/.test(path) && /^project\s*\(/m.test(text)),
        )
        .map(({ path }) => folderOf(path)),
    );
    for (const { path, text, isTemplate } of files) {
      if (isTemplate) continue;
      const own = new Map<string, string>();
      let count = 0;
      for (const match of text.matchAll(ASSIGNMENT)) {
        if (++count > TOKEN_LIMIT) break;
        const name = match[1] ?? match[3] ?? "";
        if (!own.has(name)) own.set(name, match[2] ?? match[4] ?? "");
      }
      this.#variables.set(path, own);
    }
  }

  /** Existing folders that `word` may mean where it stands in the file `path`; usually one. */
  resolve(word: string, path: string): string[] {
    const bare = generatorExpression(word);
    if (bare === "" || bare.length > 300) return [];
    const base = folderOf(path);
    const found = new Set<string>();
    for (const expanded of this.#expand(bare, path, 0)) {
      if (expanded.startsWith("=")) this.#add(found, expanded.slice(1));
      else if (expanded.startsWith("//")) this.#add(found, expanded.slice(2));
      else if (expanded.startsWith("/")) continue;
      else if (!this.#add(found, join(base, expanded)) && base !== "") this.#add(found, expanded);
    }
    return [...found];
  }

  #add(found: Set<string>, path: string): boolean {
    const folder = normalize(path === "" ? "." : path).replace(/\/$/, "");
    const plain = folder === "." ? "" : folder;
    if (plain.startsWith("..") || !this.#repository.hasFolder(plain)) return false;
    found.add(plain);
    return true;
  }

  /** Texts without variables; those that begin with `=` count from the root of the repository. */
  #expand(word: string, path: string, depth: number): string[] {
    const match = VARIABLE.exec(word);
    if (!match) return [word];
    if (depth > 4) return [];
    const name = match[1] ?? match[2] ?? match[3] ?? match[4] ?? "";
    const before = word.slice(0, match.index);
    const after = word.slice(match.index + match[0].length);
    if (before !== "" && !before.startsWith("=")) {
      return this.#values(name, path).flatMap((value) => this.#expand(`${before}${value}${after}`, path, depth + 1));
    }
    const base = folderOf(path);
    if (OWN_FOLDER.test(name)) return this.#expand(`=${join(base, ".", after)}`.replace("=./", "="), path, depth + 1);
    if (TOP_FOLDER.test(name)) {
      return this.#tops(base).flatMap((top) =>
        this.#expand(`=${join(top, ".", after)}`.replace("=./", "="), path, depth + 1),
      );
    }
    const values = this.#values(name, path);
    if (values.length > 0) return values.flatMap((value) => this.#expand(`${before}${value}${after}`, path, depth + 1));
    // A variable that nothing sets here often stands for a folder above.
    return after.startsWith("/") && after.length > 1 ? this.#expand(`${after.slice(1)}`, path, depth + 1) : [];
  }

  /** The folder of the project around, and the repository's root. */
  #tops(base: string): string[] {
    for (let folder = base; folder !== ""; folder = folderOf(folder))
      if (this.#projects.has(folder)) return [folder, ""];
    return [""];
  }

  #values(name: string, path: string): string[] {
    const own = this.#variables.get(path)?.get(name);
    if (own !== undefined) return own === "" ? [] : [own];
    const base = folderOf(path);
    for (let folder = base; ; folder = folderOf(folder)) {
      for (const file of ["CMakeLists.txt", "Makefile", "Makefile.am", "configure.ac"]) {
        const value = this.#variables.get(folder === "" ? file : `${folder}/${file}`)?.get(name);
        if (value !== undefined && value !== "" && !VARIABLE.test(value)) {
          return [folder === base ? value : `=${join(folder, ".", value)}`.replace("=./", "=")];
        }
      }
      if (folder === "") return [];
    }
  }
}

const OWN_FOLDER =
  /^(?:CMAKE_CURRENT_SOURCE_DIR|CMAKE_CURRENT_LIST_DIR|srcdir|abs_srcdir|builddir|CURDIR|PWD|_PRO_FILE_PWD_|src|obj|SRCDIR|dir|d)$/;
const TOP_FOLDER =
  /^(?:CMAKE_SOURCE_DIR|CMAKE_HOME_DIRECTORY|PROJECT_SOURCE_DIR|\w+_SOURCE_DIR|abs_top_srcdir|top_srcdir|top_builddir|srctree|TOPDIR|TOP_DIR|TOP|ROOT|ROOT_DIR|ROOTDIR|BASEDIR|PROJECT_ROOT|ROOT_SOURCE_DIR)$/;

/** `$<BUILD_INTERFACE:x>` means x while building; the other expressions are about installed files and options. */
function generatorExpression(word: string): string {
  const match = /^\$<BUILD_INTERFACE:(.*?)>*$/.exec(word);
  if (match) return match[1] ?? "";
  return word.startsWith("$<") ? "" : word.replace(/^["']|["']$/g, "");
}

function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
