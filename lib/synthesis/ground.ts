import type { Language, Outline } from "#lib/structure/index.ts";
import type { FileTask } from "./author.ts";
import { builtinsOf, standardRootsOf } from "./builtins.ts";
import { spokenSymbols } from "./structural/spoken.ts";

const IDENTIFIER = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
/** A path, a dotted name, a name with humps or with underscores: what prose does not contain by chance. */
const CODE_LIKE =
  /(?<![\p{L}\p{N}_$])(?:[\p{L}\p{N}_$@.-]+(?:\/[\p{L}\p{N}_$@.[\]()-]+)+|[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)+|[\p{L}_$][\p{L}\p{N}$]*_[\p{L}\p{N}_$]*|[\p{L}$]*\p{Ll}\p{Lu}[\p{L}\p{N}$]*)/gu;

/** Names in a thought that stand in no file it may know of: sorted by first mention, each once. */
export function ungroundedNames(thought: string, known: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  const prose = thought.replace(/`([^`\n]{1,300})`/g, (_, span: string) => {
    for (const name of namesIn(span)) if (!isKnown(name, known)) found.add(name);
    return " ";
  });
  for (const match of prose.matchAll(CODE_LIKE)) {
    const name = match[0].replace(/[.]+$/, "");
    if (isProse(name)) continue;
    if (!isKnown(name, known)) found.add(name);
  }
  return [...found];
}

export type KnownSources = {
  readonly language: Language;
  readonly paths: Iterable<string>;
  readonly outlines: readonly Outline[];
  /** Whole texts whose identifiers may be mentioned: the file itself, manifests, requirements, plan. */
  readonly texts: readonly string[];
};

/** Every name a thought may mention, from files, outlines, plan and the language itself. */
export function knownNames({ language, paths, outlines, texts }: KnownSources): Set<string> {
  const known = new Set<string>(builtinsOf(language));
  for (const root of standardRootsOf(language)) known.add(`${root}.`);
  const add = (text: string): void => {
    known.add(text);
    for (const match of text.matchAll(IDENTIFIER)) known.add(match[0]);
  };
  for (const path of paths) {
    add(path);
    const parts = path.split("/");
    for (let index = 0; index < parts.length; index += 1) {
      known.add(parts.slice(0, index + 1).join("/"));
      known.add(parts.slice(index).join("/"));
    }
  }
  for (const outline of outlines) addOutline(outline, add);
  for (const text of texts) {
    for (const match of text.matchAll(IDENTIFIER)) known.add(match[0]);
    for (const match of text.matchAll(CODE_LIKE)) known.add(match[0].replace(/[.]+$/, ""));
  }
  return known;
}

/** What the thoughts of one file may mention: itself, what it reads, what needs it, plan and requirements. */
export function knownToFile(task: FileTask): Set<string> {
  const around = new Set([
    ...task.needs.map((edge) => edge.to),
    ...task.neededBy.map((edge) => edge.from),
    task.file.path,
  ]);
  const { structure, manifests, readme } = task.brief;
  return knownNames({
    language: task.file.language,
    paths: structure.files.map((file) => file.path),
    outlines: structure.outlines.filter((outline) => around.has(outline.path)),
    texts: [
      task.content,
      task.brief.name,
      readme,
      ...manifests.values(),
      ...task.requirements.map((requirement) => requirement.text),
      ...task.plan.entries.flatMap((entry) => [
        entry.purpose,
        entry.notes,
        ...entry.exports.map((each) => each.signature),
      ]),
    ],
  });
}

function addOutline(outline: Outline, add: (text: string) => void): void {
  for (const symbol of [...outline.symbols, ...spokenSymbols(outline)]) {
    for (const text of [symbol.name, symbol.signature, symbol.doc, ...symbol.parameters, ...symbol.uses]) add(text);
    for (const member of symbol.members) for (const text of [member.name, member.signature]) add(text);
  }
  for (const each of outline.imports) for (const text of [each.specifier, ...each.names]) add(text);
  for (const title of outline.testCases) add(title);
  add(outline.doc);
}

/** "and/or", "I/O" and "HTTP/1.1" are prose, for a path of the repository would be known or carry an extension; so are "Vue.js" and addresses. */
function isProse(name: string): boolean {
  if (/^[\p{L}\d.]+(?:\/[\p{L}\d.]+)+$/u.test(name)) return !/\p{Ll}\p{Lu}|\.\p{L}{1,5}$/u.test(name);
  return /^\p{Lu}\p{L}*\.(?:js|io|ai|NET)$/u.test(name) || /\.(?:com|org|net|io|dev)$/.test(name);
}

/** Names in a span of code. What stands in quotes is a value, and a single letter is whatever the sentence says it is. */
function namesIn(span: string): string[] {
  const text = span.replace(/"[^"]*"|'[^']*'/g, " ").trim();
  if (/^[\w@.[\]()$-]+(?:\/[\w@.[\]()$-]*)+$/.test(text) || /^\.?[\w$-]+(?:\.[\w$-]+)+$/.test(text)) return [text];
  return [...text.matchAll(IDENTIFIER)].map((match) => match[0]).filter((name) => name.length > 1);
}

/** A dotted name or a path is known as a whole, by its root in the standard library, or part by part where every part is. */
function isKnown(name: string, known: ReadonlySet<string>): boolean {
  const plain = name.replace(/^\.\//, "").replace(/\/$/, "").replace(/\(\)$/, "");
  if (known.has(name) || known.has(plain) || known.has(`/${plain}`)) return true;
  const root = /^([\p{L}_$][\p{L}\p{N}_$]*\.)[\p{L}_$]/u.exec(plain)?.[1];
  if (root !== undefined && known.has(root)) return true;
  const parts = [...plain.matchAll(IDENTIFIER)].map((match) => match[0]);
  return parts.length > 0 && !plain.includes("/") && parts.every((part) => known.has(part));
}
