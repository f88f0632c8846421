import { isSystemHeader, SYSTEM_SOURCE_HEADERS } from "./system-headers.ts";

/** A file that an include may mean, and the folder to search for it. `template` is what a build makes the file from. */
export type Candidate = { readonly path: string; readonly root: string; readonly template: boolean };

/** Finds files by the end of their path, as an include writes it. */
export class HeaderIndex {
  readonly #byName = new Map<string, string[]>();
  readonly #found = new Map<string, readonly Candidate[]>();
  readonly #templates = new Map<string, readonly Candidate[]>();
  readonly systemSources: ReadonlySet<string>;

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      const known = this.#byName.get(name);
      if (known) known.push(path);
      else this.#byName.set(name, [path]);
    }
    this.systemSources = systemSources(paths);
  }

  /** Every file of the repository whose path ends as written. */
  ending(written: string): readonly Candidate[] {
    return this.#cached(this.#found, written, () => this.#ending(written, false));
  }

  /** What a build would make the written file from, at the place where it would lie. */
  templates(written: string): readonly Candidate[] {
    return this.#cached(this.#templates, written, () =>
      templatesOf(written).flatMap((template) =>
        this.#ending(template, true).map(({ root, path }) => ({ root, path, template: true })),
      ),
    );
  }

  #cached(cache: Map<string, readonly Candidate[]>, written: string, make: () => Candidate[]): readonly Candidate[] {
    const known = cache.get(written) ?? make();
    cache.set(written, known);
    return known;
  }

  #ending(written: string, template: boolean): Candidate[] {
    const name = written.slice(written.lastIndexOf("/") + 1);
    return (this.#byName.get(name) ?? []).flatMap((path) => {
      if (path === written) return [{ path, root: "", template }];
      if (!path.endsWith(`/${written}`)) return [];
      return [{ path, root: path.slice(0, path.length - written.length - 1), template }];
    });
  }
}

/** Names of the files that commonly become `written`: by configure, CMake, meson, protoc, bison, flex and Qt. */
function templatesOf(written: string): string[] {
  const dot = written.lastIndexOf(".");
  const stem = dot > written.lastIndexOf("/") ? written.slice(0, dot) : written;
  const extension = written.slice(stem.length);
  const templates = [
    ...[
      ".in",
      ".cmake",
      ".cmakein",
      ".cmake.in",
      ".in.cmake",
      ".meson",
      ".meson.in",
      ".tmpl",
      ".template",
      ".inc.in",
      ".def.in",
    ].map((ending) => written + ending),
    `${stem}.in${extension}`,
    `${stem}.hin`,
    `${stem}.tmpl${extension}`,
  ];
  const generator = /^(.*?)\.(pb|grpc\.pb|tab|yy|lex)$/.exec(stem);
  if (generator?.[2]?.endsWith("pb")) templates.push(`${generator[1]}.proto`);
  else if (generator)
    templates.push(...["y", "yy", "ypp", "l", "ll", "lex"].map((ending) => `${generator[1]}.${ending}`));
  const form = /^((?:.*\/)?)ui_([^/]+)$/.exec(stem);
  if (form) templates.push(`${form[1]}${form[2]}.ui`);
  return templates;
}

/** Folders that hold a C library's or a kernel's own headers. */
function systemSources(paths: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    const before = path.lastIndexOf("/", slash - 1);
    for (const cut of new Set([slash, before])) {
      if (
        cut === slash ? isSystemHeader(path.slice(cut + 1)) : /^linux\/|^asm-generic\//.test(path.slice(before + 1))
      ) {
        const root = cut < 0 ? "" : path.slice(0, cut);
        counts.set(root, (counts.get(root) ?? 0) + 1);
      }
    }
  }
  return new Set([...counts].filter(([, count]) => count >= SYSTEM_SOURCE_HEADERS).map(([root]) => root));
}
