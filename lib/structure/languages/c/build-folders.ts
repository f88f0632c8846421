import { dirname, join, normalize } from "node:path/posix";
import type { Repository } from "../port.ts";
import type { BuildText } from "./build-macros.ts";

/** Bounds the work on a build file of many assignments. */
const TOKEN_LIMIT = 2000;

const VARIABLE = /\$\(([\w.-]+)\)|\$\{([\w.-]+)\}|@([\w-]+)@|\$([A-Za-z_]\w*)/;
const ASSIGNMENT =
  /^[ \t]*(?:set[ \t]*\([ \t]*([\w.-]+)[ \t]+"?([^\s")]+)"?|(?:export[ \t]+)?([\w.-]+)[ \t]*[:?+]?=[ \t]*["']?([^\s"'#]+))/gm;

/** What the words of build files mean as folders of the repository. */
export class BuildFolders {
  readonly #repository: Repository;
  readonly #variables = new Map<string, Map<string, string>>();
  readonly #projects: ReadonlySet<string>;

  constructor(files: readonly BuildText[], repository: Repository) {
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

/** The root is the empty path. */
export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
