import { splitTopLevel } from "../../text.ts";
import { isCommentLine } from "./imports.ts";
import { foldPath, type PathContext, type RubyPath } from "./path-expression.ts";

/** What a file sets up for others: folders of the load path, and how Zeitwerk and Rails name files. */
export type Settings = {
  readonly loadPaths: readonly RubyPath[];
  /** Folders whose files are named after the constants they define, and the namespace that stands for the folder. */
  readonly roots: readonly { readonly folder: RubyPath; readonly namespace: string }[];
  /** Set up by the entry file of a gem: `for_gem` without namespace, `for_gem_extension` with it. */
  readonly gems: readonly string[];
  readonly collapsed: readonly RubyPath[];
  readonly ignored: readonly RubyPath[];
  /** Base names of files and what they are called as constants. */
  readonly inflections: readonly (readonly [string, string])[];
  readonly acronyms: readonly string[];
};

/** Bounds what is kept of a file that is nothing but settings. */
const SETTING_LIMIT = 500;

/** Read from the text alone: a setting inside a string only adds a folder or a name that nobody uses. */
export function readSettings(text: string, context: PathContext): Settings {
  const loadPaths = loadPathsOf(text, context);
  if (!/Zeitwerk|autoload|eager_load|acronym|inflect/.test(text)) return { ...NONE, loadPaths };
  const folders = (pattern: RegExp): RubyPath[] =>
    calls(text, pattern).flatMap(({ list }) => list.flatMap((each) => foldWords(each, context)));
  return {
    loadPaths,
    roots: [
      ...calls(text, /\.push_dir\b/g).flatMap(({ list: [first = "", ...rest] }) => {
        const folder = foldPath(first, context);
        const namespace = /^namespace:\s*(?:::)?([A-Z][\w:]*)$/.exec(rest[0] ?? "")?.[1] ?? "";
        return folder && (rest.length === 0 || namespace !== "") ? [{ folder, namespace }] : [];
      }),
      ...folders(
        /\b(?:autoload_paths|eager_load_paths|autoload_once_paths)\s*(?:<<|\+=|\.(?:push|unshift|concat|append)\b)/g,
      ).map((folder) => ({ folder: inApplication(folder), namespace: "" })),
      ...[...text.matchAll(/\bconfig\.autoload_lib\b/g)].map(() => ({
        folder: { base: "application", path: "lib" } as const,
        namespace: "",
      })),
    ],
    gems: [
      ...[...text.matchAll(/\bLoader\.for_gem\b(?!_)/g)].map(() => ""),
      ...calls(text, /\bLoader\.for_gem_extension\b/g).map(({ list }) => list[0] ?? ""),
    ],
    collapsed: folders(/\.collapse\b/g),
    ignored: folders(/\.ignore\b/g),
    inflections: calls(text, /\binflect\b/g).flatMap(({ whole }) =>
      [...whole.matchAll(/["']?(\w+)["']?\s*(?:=>|:)\s*["'](\w+)["']/g)].map(
        ([, name = "", constant = ""]) => [name, constant] as const,
      ),
    ),
    acronyms: [...text.matchAll(/\.acronym\b[ (]*["'](\w+)["']/g)].map((match) => match[1] ?? ""),
  };
}

const NONE: Settings = {
  loadPaths: [],
  roots: [],
  gems: [],
  collapsed: [],
  ignored: [],
  inflections: [],
  acronyms: [],
};

function loadPathsOf(text: string, context: PathContext): RubyPath[] {
  const found = calls(text, LOAD_PATH).flatMap(({ list }) => list.flatMap((each) => foldWords(each, context)));
  if (!/(^|\/)rakefile$|\.rake$/i.test(context.file)) return found;
  // `t.libs << "test"` of Rake's test tasks.
  const libraries = calls(text, /\.libs\s*(?:<<|\+?=|\.(?:push|unshift|concat)\b)/g).flatMap(({ whole }) =>
    [...whole.matchAll(/["']([\w./-]+)["']|%[wW][([{]([\w./ -]*)/g)].flatMap((match) =>
      (match[1] ?? match[2] ?? "").split(" ").filter((word) => word !== ""),
    ),
  );
  return [...found, ...libraries.map((path) => ({ base: "working", path }) as const)];
}

const LOAD_PATH = /(?:\$LOAD_PATH|\$:|\$-I)\s*(?:<<|\+=|\.(?:unshift|push|append|prepend|concat)\b)/g;

type SettingCall = { readonly list: readonly string[]; readonly whole: string };

function calls(text: string, pattern: RegExp): SettingCall[] {
  const found: SettingCall[] = [];
  for (const hit of text.matchAll(pattern)) {
    if (found.length >= SETTING_LIMIT) break;
    if (isCommentLine(text, hit.index)) continue;
    const whole = argumentsAt(text, hit.index + hit[0].length);
    found.push({ whole, list: splitTopLevel(whole) });
  }
  return found;
}

/** The arguments behind a call's name: what its brackets hold, or the rest of its statement. */
function argumentsAt(text: string, at: number): string {
  const rest = text.slice(at, at + 2000).replace(/(^|\s)#(?!\{).*/g, "$1");
  const opening = /^[ \t]*[([]/.exec(rest)?.[0];
  if (opening === undefined) {
    const statement = /^(?:[^\n]*[,([{|][ \t]*\n)*[^\n]*/.exec(rest)?.[0] ?? "";
    return statement.split(/\s(?:if|unless|do)\s/, 1)[0]?.trim() ?? "";
  }
  let depth = 0;
  for (let index = opening.length - 1; index < rest.length; index++) {
    const character = rest[index] ?? "";
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    if (depth === 0)
      return rest
        .slice(opening.length, index)
        .replace(/^\s*\[|\]\s*$/g, "")
        .trim();
  }
  return "";
}

/** A path, a list of them in square brackets, or the words of `%W[…]`. */
function foldWords(expression: string, context: PathContext): RubyPath[] {
  const list = /^\[([^\]]*)\]$/.exec(expression)?.[1];
  const words = /^%[wW][([{]([^\])}]*(?:\}[^\])}]+)*)[\])}]$/.exec(expression)?.[1];
  const parts =
    words === undefined
      ? splitTopLevel(list ?? expression)
      : words.split(/\s+/).flatMap((word) => (word === "" ? [] : [`"${word}"`]));
  return parts.flatMap((part) => foldPath(part, context) ?? []);
}

function inApplication(folder: RubyPath): RubyPath {
  return folder.base === "plain" ? { base: "application", path: folder.path } : folder;
}
