import { dirname } from "node:path/posix";

/** Files that a project file adds or takes away by globs. */
export type CompileItem = {
  readonly isRemoved: boolean;
  readonly globs: readonly string[];
  readonly except: readonly string[];
};

type CompiledBy = {
  readonly path: string;
  /** Whether it takes the files below it without naming them. */
  readonly isGlobbed: boolean;
  /** In the order written. */
  readonly items: readonly CompileItem[];
};

/** The files that a project compiles: its globs, then what its items add and take away, in their order. */
export function filesOf(project: CompiledBy, files: readonly string[], folders: ReadonlySet<string>): string[] {
  const folder = folderOf(project.path);
  const prefix = folder === "" ? "" : `${folder}/`;
  const output = [`${prefix}bin/`, `${prefix}obj/`];
  const items = project.items.map(({ isRemoved, globs, except }) => {
    const [matches, isExcepted] = [matcher(globs), matcher(except)];
    return { isRemoved, matches: (file: string) => matches(file) && !isExcepted(file) };
  });
  return files.filter((file) => {
    const isBelow = file.startsWith(prefix) && !output.some((each) => file.startsWith(each));
    const isGlobbed = project.isGlobbed && isBelow && !isNested(file, folder, folders);
    return items.reduce((isIn, item) => (item.matches(file) ? !item.isRemoved : isIn), isGlobbed);
  });
}

/** What is taken away on a condition stays: it belongs to some build. */
export function compileItems(xml: string, places: (value: string) => string[]): CompileItem[] {
  const groups = [
    ...xml.matchAll(/<(?:ItemGroup|When)\b([^<>]*)>|<\/(?:ItemGroup|When)>|<Otherwise>|<Compile\s([^<>]*)>/gi),
  ];
  let conditional = 0;
  const open: boolean[] = [];
  const items: CompileItem[] = [];
  for (const [whole, around, own] of groups) {
    if (around !== undefined && !whole.endsWith("/>")) {
      open.push(/\bCondition\s*=/i.test(around));
      conditional += open.at(-1) ? 1 : 0;
    } else if (whole.startsWith("</")) conditional -= open.pop() ? 1 : 0;
    else if (own !== undefined) {
      const [include] = attributes(whole, "Compile", "Include");
      const [remove] = attributes(whole, "Compile", "Remove");
      const except = attributes(whole, "Compile", "Exclude").flatMap(places);
      if (include !== undefined) items.push({ isRemoved: false, globs: places(include), except });
      const isConditional = conditional > 0 || /\bCondition\s*=/i.test(own);
      if (remove !== undefined && !isConditional) items.push({ isRemoved: true, globs: places(remove), except });
    }
  }
  return items;
}

/** A project below takes its files: that both compile them is allowed and never meant. */
function isNested(file: string, folder: string, folders: ReadonlySet<string>): boolean {
  for (let at = folderOf(file); at !== folder && at !== ""; at = folderOf(at)) if (folders.has(at)) return true;
  return false;
}

/** Paths are compared without case, as on the systems these projects come from. */
function matcher(globs: readonly string[]): (file: string) => boolean {
  const plain = new Set(globs.filter((glob) => !/[*?]/.test(glob)).map((glob) => glob.toLowerCase()));
  const patterns = globs.filter((glob) => /[*?]/.test(glob) && glob.split("*").length <= STAR_LIMIT).map(globPattern);
  return (file) => plain.has(file.toLowerCase()) || patterns.some((pattern) => pattern.test(file));
}

/** More stars than anybody needs would make the search slow. */
const STAR_LIMIT = 9;

function globPattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part, index) => (index % 2 === 1 ? (STARS.get(part) ?? "[^/]") : part.replace(/[.+^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${source.join("")}$`, "i");
}

const STARS = new Map([
  ["**/", "(?:.*/)?"],
  ["**", ".*"],
  ["*", "[^/]*"],
]);

/** The values of one attribute of all elements of a name. */
export function attributes(xml: string, element: string, attribute: string): string[] {
  const pattern = new RegExp(`<${element}\\s[^<>]*?\\b${attribute}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "gi");
  return [...xml.matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? "").trim());
}

/** The folder of a file; that of the repository itself is the empty path. */
export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
