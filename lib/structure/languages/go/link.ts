import { byCodeUnit } from "#lib/std/order.ts";
import type { ImportStatement } from "../../schema.ts";
import type { FileDraft, FileFacts, FoundEdge, Repository, SourceText } from "../port.ts";
import type { FreeName } from "./declared.ts";
import { folderOf, Modules } from "./modules.ts";
import type { FileOutline, ImportSpec } from "./outline.ts";

/** What linking needs of a file. */
export type Draft = FileOutline &
  Pick<SourceText, "path" | "role" | "shift"> & {
    /** For each platform of build.ts whether the file is built for it. */
    readonly platforms: readonly boolean[];
    readonly uses: readonly FreeName[];
  };

/** Every use led to the files that define the name. */
export function link(files: readonly FileDraft<Draft>[], repository: Repository): FileFacts[] {
  const drafts = files.map(({ draft }) => draft);
  const packages = new Packages(drafts);
  const modules = new Modules(repository);
  return drafts.map((draft) => new FileLink(draft, packages, modules).facts());
}

type Package = {
  readonly name: string;
  readonly files: readonly Draft[];
  readonly definers: ReadonlyMap<string, readonly Draft[]>;
};

class Packages {
  readonly #byFolder = new Map<string, Package[]>();

  constructor(drafts: readonly Draft[]) {
    const groups = new Map<string, Draft[]>();
    for (const draft of drafts) {
      const key = `${folderOf(draft.path)}\0${draft.packageName}`;
      groups.set(key, [...(groups.get(key) ?? []), draft]);
    }
    for (const [key, files] of groups) {
      const [folder = "", name = ""] = key.split("\0");
      const definers = new Map<string, Draft[]>();
      for (const file of files) {
        for (const symbol of file.symbols) {
          if (symbol.receiver !== null || symbol.name === "init" || symbol.name === "_") continue;
          const known = definers.get(symbol.name);
          if (!known) definers.set(symbol.name, [file]);
          else if (known.at(-1) !== file) known.push(file);
        }
      }
      this.#byFolder.set(folder, [...(this.#byFolder.get(folder) ?? []), { name, files, definers }]);
    }
  }

  /** The package that a file is part of. */
  own(draft: Draft): Package | undefined {
    return this.#byFolder.get(folderOf(draft.path))?.find(({ name }) => name === draft.packageName);
  }

  /** What an import of a folder means: not its external tests, and of several the one built here with most files. */
  imported(folder: string): Package | undefined {
    const weight = (each: Package): number =>
      each.files.filter((file) => !isTest(file) && file.platforms.includes(true)).length;
    return this.#byFolder
      .get(folder)
      ?.filter(({ name, files }) => !(name.endsWith("_test") && files.every(isTest)))
      .sort(
        (a, b) =>
          weight(b) - weight(a) || Number(a.name === "main") - Number(b.name === "main") || byCodeUnit(a.name, b.name),
      )[0];
  }
}

function isTest({ path }: Pick<Draft, "path">): boolean {
  return path.endsWith("_test.go");
}

/** The edges and imports of one file. */
class FileLink {
  readonly #draft: Draft;
  readonly #packages: Packages;
  readonly #modules: Modules;
  readonly #edges: FoundEdge[] = [];
  /** Per use the name by which the symbol around it lists it. */
  readonly #inside = new Map<FreeName, string>();

  constructor(draft: Draft, packages: Packages, modules: Modules) {
    this.#draft = draft;
    this.#packages = packages;
    this.#modules = modules;
  }

  facts(): FileFacts {
    const { path, doc, uses, shift } = this.#draft;
    const imports = this.#draft.imports.map((spec) => this.#import(spec));
    this.#references();
    const symbols = this.#draft.symbols.map(({ receiver: _receiver, shape: _shape, ...symbol }) => {
      const { start, end } = symbol.range;
      const own = uses.filter(({ at }) => at + shift >= start && at + shift < end);
      const names = own.flatMap((use) => this.#inside.get(use) ?? []);
      return { ...symbol, parameters: [...symbol.parameters], uses: [...new Set(names)].sort(byCodeUnit) };
    });
    return { path, doc, symbols, imports, testCases: this.#testCases(), edges: this.#edges };
  }

  #testCases(): string[] {
    if (!isTest(this.#draft)) return [];
    return this.#draft.symbols
      .filter(
        ({ name, kind }) =>
          (kind === "function" || kind === "method") && /^(?:Test|Benchmark|Fuzz|Example)(?:$|[^\p{Ll}])/u.test(name),
      )
      .map(({ name }) => name)
      .slice(0, 40);
  }

  #import({ path, alias, line }: ImportSpec): ImportStatement {
    const place = this.#modules.folderOf(path, this.#draft.path);
    const base = { specifier: path, names: [], typeOnly: false, line };
    if (!("folder" in place)) return { ...base, resolved: null, reason: place.reason };
    const target = this.#packages.imported(place.folder);
    if (!target) return { ...base, resolved: null, reason: "not-found" };

    const found = new Map<string, Set<string>>();
    const add = (file: Draft, name: string): void => {
      found.set(file.path, (found.get(file.path) ?? new Set()).add(name));
    };
    for (const use of this.#draft.uses) {
      const isFree = alias === "." && this.#isValue(use, target);
      const name = isFree ? use.name : use.name === (alias ?? target.name) ? use.member : null;
      if (name === null) continue;
      for (const file of this.#definers(target, name, place.folder)) {
        add(file, name);
        this.#inside.set(use, alias === "." ? name : `${use.name}.${name}`);
      }
    }
    for (const [to, names] of found) {
      const lines = this.#draft.uses.flatMap((use) =>
        use.name === (alias ?? target.name) && use.member !== null && names.has(use.member) ? [use.line] : [],
      );
      this.#edges.push({
        to,
        kind: "import",
        names: [...names].sort(byCodeUnit),
        lines: [line, ...lines],
        typeOnly: false,
      });
    }
    const most = [...found].sort(([a, x], [b, y]) => y.size - x.size || byCodeUnit(a, b))[0]?.[0];
    const names = [...new Set([...found.values()].flatMap((each) => [...each]))].sort(byCodeUnit);
    if (most !== undefined) return { ...base, names, resolved: most, reason: "resolved" };
    // `import _` names no symbol, so it has no edge: the package is known, and which of its files matter is not.
    const inner = target.files.filter((file) => !isTest(file));
    const reason = inner.length === 0 ? "not-found" : this.#together(inner).length === 0 ? "inactive" : "unused";
    return { ...base, names, resolved: null, reason };
  }

  /** Files that define a name, of those built together with this one. */
  #definers(target: Package, name: string, folder: string): readonly Draft[] {
    return this.#together((target.definers.get(name) ?? []).filter((file) => this.#sees(file, folder)));
  }

  /** A file of a platform meets the files of that platform; one that asks for special tags may meet others that do. */
  #together(files: readonly Draft[]): readonly Draft[] {
    const platform = this.#draft.platforms.indexOf(true);
    const together = files.filter((file) => file.platforms[Math.max(platform, 0)]);
    return together.length > 0 || platform >= 0 ? together : files;
  }

  /** Tests see the other tests of their folder; nothing else sees tests. */
  #sees(file: Draft, folder: string): boolean {
    return !isTest(file) || (isTest(this.#draft) && folderOf(this.#draft.path) === folder);
  }

  #references(): void {
    const { path, uses } = this.#draft;
    const own = this.#packages.own(this.#draft);
    if (!own) return;
    const folder = folderOf(path);
    const imported = new Set(this.#draft.imports.map(({ path: target, alias }) => alias ?? this.#packageName(target)));
    for (const use of uses) {
      if (this.#inside.has(use) || (use.member !== null && imported.has(use.name))) continue;
      if (!this.#isValue(use, own)) continue;
      const definers = this.#definers(own, use.name, folder);
      if (definers.some((file) => file.path === path)) continue;
      for (const file of definers) {
        this.#edges.push({ to: file.path, kind: "reference", names: [use.name], lines: [use.line], typeOnly: false });
        this.#inside.set(use, use.name);
      }
    }
    this.#receivers(own, folder);
  }

  /** False for the keys of a struct's literal; `around` defines the types that are named without a package. */
  #isValue({ keyOf }: FreeName, around: Package): boolean {
    if (keyOf === null) return true;
    const [first = "", type] = keyOf.split(".");
    if (type === undefined) return isKeyed(around, first);
    const spec = this.#draft.imports.find(({ path, alias }) => (alias ?? this.#packageName(path)) === first);
    if (!spec) return false;
    const place = this.#modules.folderOf(spec.path, this.#draft.path);
    const target = "folder" in place ? this.#packages.imported(place.folder) : undefined;
    return target ? isKeyed(target, type) : STANDARD_MAPS.has(`${spec.path}.${type}`);
  }

  /** What an import binds: the package's own name, or for packages of others the one their path suggests. */
  #packageName(path: string): string {
    const place = this.#modules.folderOf(path, this.#draft.path);
    const own = "folder" in place ? this.#packages.imported(place.folder)?.name : undefined;
    const parts = path.split("/");
    const last = /^v\d+$/.test(parts.at(-1) ?? "") && parts.length > 1 ? parts.at(-2) : parts.at(-1);
    return own ?? (last ?? "").replace(/\.v\d+$/, "").replace(/^go-|[-.]go$/g, "");
  }

  /** A method needs the type it belongs to, wherever in the package that is. */
  #receivers(own: Package, folder: string): void {
    for (const { receiver, range } of this.#draft.symbols) {
      if (receiver === null) continue;
      const definers = this.#definers(own, receiver, folder);
      for (const file of definers.some((each) => each.path === this.#draft.path) ? [] : definers) {
        this.#edges.push({
          to: file.path,
          kind: "reference",
          names: [receiver],
          lines: [range.startLine],
          typeOnly: false,
        });
      }
    }
  }
}

/** The maps of Go's own library that literals are written of. */
const STANDARD_MAPS = new Set(["net/http.Header", "net/url.Values", "net/textproto.MIMEHeader", "net/mail.Header"]);

/** A named map, slice or array: the keys of its literals are values, those of a struct are fields. */
function isKeyed(own: Package, type: string): boolean {
  return (
    own.definers
      .get(type)
      ?.some((file) => file.symbols.some(({ name, shape }) => name === type && shape === "keyed")) ?? false
  );
}
