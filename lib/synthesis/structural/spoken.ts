import type { Language, Member, Outline, OutlineSymbol, SourceRange } from "#lib/structure/index.ts";
import { unique } from "./words.ts";

/** A definition as a thought speaks of it, with everything the file writes about it elsewhere. */
export type SpokenSymbol = OutlineSymbol & {
  /** Its own text and what belongs to it further down, such as a Rust `impl` block. */
  readonly bodies: readonly SourceRange[];
  /** Traits it gets an `impl` block for. */
  readonly traits: readonly string[];
};

const known = new WeakMap<Outline, readonly SpokenSymbol[]>();

/**
 * The definitions of an outline that are worth a name: no namespaces around others, `impl` blocks and methods written
 * outside their class with the type they belong to, no constructors among the members, names without their types.
 */
export function spokenSymbols(outline: Outline): readonly SpokenSymbol[] {
  const found = known.get(outline) ?? speak(outline);
  known.set(outline, found);
  return found;
}

/** The word for what a definition is, where the language has one of its own. */
export function kindWord(symbol: OutlineSymbol, language: Language): string {
  const { kind, signature, name } = symbol;
  const at = signature.indexOf(name);
  const head = language === "go" || at < 0 ? signature : signature.slice(0, at);
  if (language === "css") return "rule";
  if (isMacro(signature)) return "macro";
  if (language === "rust" && isImplementationBlock(symbol)) return "block";
  const own = OWN_WORDS.find(([languages, pattern]) => languages.includes(language) && pattern.test(head))?.[2];
  return own ?? (kind === "variable" ? "value" : kind);
}

/** Unit tests that Rust keeps in the file they test. */
export function isTestModule({ kind, name, exported }: OutlineSymbol): boolean {
  return kind === "module" && !exported && /^tests?$/.test(name);
}

export function isImplementationBlock({ name }: OutlineSymbol): boolean {
  return /^(?:unsafe )?impl\b/.test(name);
}

/** The last part of a qualified name, which is what other files write. */
export function lastPart(name: string): string {
  return name.split(/::|\\|\./).at(-1) ?? name;
}

const OWN_WORDS: readonly (readonly [readonly Language[], RegExp, string])[] = [
  [["java"], /@interface\b/, "annotation"],
  [["java", "csharp"], /\brecord\b/, "record"],
  [["csharp"], /\bdelegate\b/, "delegate"],
  [["rust", "php"], /\btrait\b/, "trait"],
  [["c", "cpp", "csharp", "rust", "go"], /\bstruct\b/, "struct"],
  [["c", "cpp", "rust"], /\bunion\b/, "union"],
  [["cpp"], /\bconcept\b/, "concept"],
];

function speak(outline: Outline): readonly SpokenSymbol[] {
  const { language } = outline;
  const plain = outline.symbols
    .filter((symbol) => !isNamespace(symbol, outline.symbols))
    .map((symbol) => tidied(symbol, language));
  switch (language) {
    case "rust":
    case "cpp":
      return folded(plain, language);
    default:
      return plain;
  }
}

function tidied(symbol: OutlineSymbol, language: Language): SpokenSymbol {
  const named = language === "c" || language === "cpp" ? withoutType(symbol) : symbol;
  const members = named.members.filter((member) => !isConstructor(member, named.name, language));
  return {
    ...named,
    members,
    exported: isOffered(named, language),
    bodies: [named.range],
    traits: [],
  };
}

/** Rules of a style sheet and functions of a script have no importers; C# hides nothing at the top level of a file. */
function isOffered({ exported, signature }: OutlineSymbol, language: Language): boolean {
  switch (language) {
    case "css":
    case "shell":
    case "powershell":
      return false;
    case "csharp":
      return !/(?:^|\s)file\s/.test(signature);
    case "java":
      return exported || /^(?:\w+\s+)*public\b/.test(signature);
    default:
      return exported;
  }
}

/** A name that took its type along, as `Status Write` where a macro stands before the declaration. */
function withoutType(symbol: OutlineSymbol): OutlineSymbol {
  if (!/[\s(]/.test(symbol.name) || /\boperator\b/.test(symbol.name)) return symbol;
  const name = /([\p{L}_~][\p{L}\p{N}_:~]*)\s*(?:\(|$)/u.exec(symbol.name)?.[1];
  if (name === undefined) return symbol;
  return { ...symbol, name, kind: symbol.signature.includes(`${name}(`) ? "function" : symbol.kind };
}

function isNamespace({ name, kind, signature, members }: OutlineSymbol, all: readonly OutlineSymbol[]): boolean {
  if (kind !== "module" || members.length > 0) return false;
  if (/^(?:inline\s+)?namespace\b/.test(signature)) return true;
  return all.some((other) => other.name.startsWith(`${name}::`));
}

function isConstructor({ name }: Member, owner: string, language: Language): boolean {
  switch (language) {
    case "java":
    case "csharp":
    case "cpp":
      return name === lastPart(owner) || name.startsWith("~") || name === "operator";
    case "php":
      return name === "__construct" || name === "__destruct";
    case "ruby":
      return name === "initialize";
    default:
      return name === "constructor";
  }
}

/** Blocks and methods outside go to their type where the file defines it; a block for a foreign type keeps its own name. */
function folded(symbols: readonly SpokenSymbol[], language: Language): readonly SpokenSymbol[] {
  const shapes = new Map(symbols.filter(isShape).map((symbol) => [symbol.name, symbol]));
  const result = new Map<string, SpokenSymbol>();
  const parts: { readonly owner: string; readonly part: SpokenSymbol; readonly trait: string | null }[] = [];
  for (const symbol of symbols) {
    const block = language === "rust" ? blockOf(symbol.name) : methodOf(symbol);
    if (block !== null && shapes.has(block.owner)) parts.push({ ...block, part: symbol });
    else {
      const name = block === null || language !== "rust" ? symbol.name : blockName(block);
      if (!result.has(name)) result.set(name, { ...symbol, name });
    }
  }
  for (const { owner, part, trait } of parts) {
    const whole = result.get(owner);
    if (whole === undefined) continue;
    result.set(owner, {
      ...whole,
      members: language === "rust" && trait === null ? [...whole.members, ...part.members] : whole.members,
      uses: unique([...whole.uses, ...part.uses]),
      bodies: [...whole.bodies, ...part.bodies],
      traits: trait === null ? whole.traits : unique([...whole.traits, trait]),
    });
  }
  return [...result.values()];
}

type Block = { readonly owner: string; readonly trait: string | null };

function isShape(symbol: OutlineSymbol): boolean {
  return /^(?:class|type|enum|interface)$/.test(symbol.kind) && !isImplementationBlock(symbol);
}

function methodOf({ name, kind }: OutlineSymbol): Block | null {
  const at = name.lastIndexOf("::");
  return at < 0 || (kind !== "method" && kind !== "function") ? null : { owner: name.slice(0, at), trait: null };
}

/** `impl<'a, T: Shape> fmt::Display for Area<'a, T>` is the trait `Display` of `Area`. */
function blockOf(name: string): Block | null {
  if (!/^(?:unsafe )?impl\b/.test(name)) return null;
  const text = withoutGenerics(name.slice(0, 500))
    .replace(/^(?:unsafe )?impl\s*/, "")
    .replace(/\bwhere\b.*$/, "");
  const [first = "", second] = text
    .split(/\sfor\s/)
    .map((part) => lastPart(part.replace(/[&!*]|\b(?:mut|dyn)\s/g, "").trim()));
  const owner = second ?? first;
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(owner)) return null;
  return { owner, trait: second === undefined ? null : first };
}

function blockName({ owner, trait }: Block): string {
  return trait === null ? `impl ${owner}` : `impl ${trait} for ${owner}`;
}

function withoutGenerics(text: string): string {
  let depth = 0;
  let kept = "";
  for (const [index, mark] of [...text].entries()) {
    if (mark === "<") depth += 1;
    else if (mark === ">" && text.charAt(index - 1) !== "-") depth -= 1;
    else if (depth <= 0) kept += mark;
  }
  return kept.replace(/\s+/g, " ");
}

function isMacro(signature: string): boolean {
  return /^\s*#\s*define\b/.test(signature) || /^macro_rules!/.test(signature);
}
