import type { Repository } from "../port.ts";
import { BuildFolders, folderOf } from "./build-folders.ts";
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
  readonly #files: readonly BuildText[];
  #words: Set<string> | null = null;
  #names: Set<string> | null = null;
  #headers: Set<string> | null = null;
  #made: Set<string> | null = null;
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

  /** Whether a configuration writes a header of the name, from a template of whatever name. */
  makes(name: string): boolean {
    this.#made ??= new Set(
      this.#files.flatMap(({ text }) =>
        [...text.matchAll(CONFIGURED)].flatMap((match) =>
          (match.slice(1).find(Boolean) ?? "")
            .split(/\s+/)
            .map((word) => word.replace(/:.*|["']/g, "").replace(/^.*\//, "")),
        ),
      ),
    );
    return this.#made.has(name);
  }

  /** Whether a header of the repository may be the one that a macro like HAVE_SYS_TIME_H asks for. */
  hasHeader(asked: string): boolean {
    this.#headers ??= new Set(
      this.#repository.paths.flatMap((path) => {
        const name = /[^/]+\.h(?=$|\.)/.exec(path)?.[0];
        return name === undefined ? [] : name.toUpperCase().replace(/\W/g, "_");
      }),
    );
    if (this.#headers.has(asked)) return true;
    for (let at = asked.indexOf("_"); at >= 0; at = asked.indexOf("_", at + 1)) {
      if (this.#headers.has(asked.slice(at + 1))) return true;
    }
    return false;
  }

  get repository(): Repository {
    return this.#repository;
  }
}

/** The second argument of CMake's configure_file, the output of meson's, the headers of autoconf. */
const CONFIGURED =
  /\bconfigure_file\s*\(\s*(?!\w+\s*:)\S{1,200}\s+([^\s)]{1,200})|\bconfigure_file\([^)]{0,400}?\boutput\s*:\s*'([^'\n]{1,200})|\bAC_CONFIG_HEADERS?\(\[?([^\])]{1,400})/gi;

const BUILD_NAME =
  /(?:^|\/)(?:CMakeLists\.txt|(?:GNU)?[Mm]akefile[^/]*|Kbuild|Kconfig[^/]*|configure|configure\.(?:ac|in|py)|meson\.build|meson_options\.txt|meson\.options|BUILD|SConstruct|SConscript|wscript|setup\.py|binding\.gyp|premake\d?\.lua|xmake\.lua|Package\.swift|build\.(?:zig|rs)|Jamfile|Jamroot|[^/]+\.mak\.\w+|[^/]+\.(?:cmake|mk|mak|make|am|ac|m4|bazel|bzl|gn|gni|gyp|gypi|pro|pri|prf|scons|podspec|jam))$/;
const TEMPLATE_NAME = /\.(?:in|cmakein|cmake\.in|meson|tmpl|h\.cmake|hin|h\.template|h\.build)$/;
const SCRIPT_NAME = /(?:^|\/)(?:auto|config|build|scripts?|cmake)\/(?:[^/]+\/)*[^/.]+$/;

function readBuildFiles(repository: Repository): BuildText[] {
  const files: BuildText[] = [];
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

function declaredRoots(files: readonly BuildText[], repository: Repository): DeclaredRoot[] {
  const resolver = new BuildFolders(files, repository);
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
