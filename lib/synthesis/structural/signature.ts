import type { Language, OutlineSymbol } from "#lib/structure/index.ts";
import { tick, ticks } from "./words.ts";

/** What a declaration says, in words. */
export type SignatureWords = {
  /** "takes `a` and `b`"; null where it takes nothing. */
  readonly takes: string | null;
  /** "a list of `Edge` values"; null where unknown or nothing. */
  readonly gives: string | null;
  readonly asynchronous: boolean;
  readonly nullable: boolean;
  readonly optional: readonly string[];
};

const WORDS: ReadonlyMap<string, string> = new Map([
  ["string", "a string"],
  ["str", "a string"],
  ["&str", "a string slice"],
  ["String", "a string"],
  ["number", "a number"],
  ["int", "an integer"],
  ["int64", "an integer"],
  ["usize", "an index"],
  ["float", "a number"],
  ["f64", "a number"],
  ["boolean", "a yes or no"],
  ["bool", "a yes or no"],
  ["char *", "a string"],
  ["char*", "a string"],
  ["std::string", "a string"],
  ["size_t", "a size"],
  ["long", "an integer"],
  ["double", "a number"],
  ["uint8_t", "an integer"],
  ["int32_t", "an integer"],
  ["uint32_t", "an integer"],
  ["int64_t", "an integer"],
  ["uint64_t", "an integer"],
  ["u32", "an integer"],
  ["u64", "an integer"],
  ["array", "an array"],
  ["mixed", "anything"],
  ["object", "an object"],
  ["self", "an object of its own class"],
  ["static", "an object of its own class"],
  ["Self", "a value of its own type"],
  ["error", "an error"],
  ["bytes", "bytes"],
  ["[]byte", "bytes"],
  ["Uint8Array", "bytes"],
  ["any", "anything"],
  ["Any", "anything"],
  ["unknown", "a value of unknown type"],
  ["never", "nothing, as it always throws"],
  ["null", "null"],
  ["undefined", "undefined"],
  ["None", "None"],
]);
const NOTHING = new Set(["void", "None", "()", "Promise<void>", "unit", ""]);

export function signatureWords(symbol: OutlineSymbol, language: Language): SignatureWords {
  const type = returnType(symbol.signature, symbol.name, language);
  const names = parameterNames(symbol, language);
  return {
    takes: names.length === 0 ? null : ticks(names),
    gives: type === null || NOTHING.has(type) ? null : typeWords(type, 0),
    asynchronous: /\basync\b/.test(symbol.signature) || /\b(?:Promise|Awaitable|Future|Task)</.test(type ?? ""),
    nullable: type !== null && /\b(?:null|undefined|None|Optional|Option)\b|\?$/.test(type),
    optional: optionalNames(symbol, names),
  };
}

export function parameterNames(symbol: OutlineSymbol, language: Language): string[] {
  return symbol.parameters
    .filter((parameter) => (language !== "c" && language !== "cpp") || isNamed(parameter, symbol.signature))
    .flatMap((parameter) => {
      const text = parameter.trim();
      const inner = /^\{([^}]*)\}/.exec(text)?.[1];
      if (inner !== undefined) return inner.split(",").map((part) => firstName(part));
      return [firstName(text)];
    })
    .filter((name) => name !== "" && !["self", "cls", "this", "_", "mut"].includes(name));
}

const PRIMITIVES = new Set("void char short int long float double bool signed unsigned _Bool".split(" "));

/** Declarations of C and C++ may give the types alone; a macro's parameters have none. */
function isNamed(parameter: string, signature: string): boolean {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(parameter) || PRIMITIVES.has(parameter)) return false;
  if (/^\s*#\s*define\b/.test(signature)) return true;
  return new RegExp(`(?:[^\\s(,][\\s*&]+|\\(\\s*[*&]\\s*)${parameter}(?=\\s*[,)=\\[])`).test(signature);
}

function firstName(text: string): string {
  return /[\p{L}_$][\p{L}\p{N}_$]*/u.exec(text.replace(/^(?:&?mut |readonly |final |const )/, ""))?.[0] ?? "";
}

function optionalNames(symbol: OutlineSymbol, names: readonly string[]): string[] {
  return names.filter((name) => {
    const escaped = name.replace(/\$/g, "\\$&");
    return new RegExp(`(?<![\\w$.])${escaped}(?:\\?\\s*:|\\s*(?::[^,()]*)?\\s=\\s(?!>)|=(?![=>]))`).test(
      symbol.signature,
    );
  });
}

function returnType(signature: string, name: string, language: Language): string | null {
  const text = signature.replace(/\s+/g, " ").trim();
  switch (language) {
    case "typescript":
    case "tsx":
      return afterParameters(text, name, /^\s*:\s*(.+?)\s*(?:=>.*)?(?:\{.*)?;?$/);
    case "python":
    case "rust":
      return afterParameters(text, name, /->\s*(.+?)\s*(?::$|\bwhere\b.*|\{.*)?$/);
    case "go":
      return afterParameters(text.replace(/^func \([^)]*\) /, "func "), name, /^\s*(.+?)\s*(?:\{.*)?$/);
    case "java":
    case "csharp":
    case "c":
    case "cpp":
      return beforeName(text, name);
    case "php":
      return afterParameters(text, name, /^\s*:\s*(.+?)\s*(?:\{.*)?;?$/)?.replace(/^\?(.+)$/, "$1|null") ?? null;
    default:
      return null;
  }
}

function afterParameters(text: string, name: string, pattern: RegExp): string | null {
  const open = text.indexOf("(", Math.max(0, text.indexOf(name)));
  if (open < 0) return null;
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    const mark = text.charAt(index);
    if (mark === "(") depth += 1;
    if (mark === ")") depth -= 1;
    if (depth === 0) return pattern.exec(text.slice(index + 1))?.[1]?.trim() ?? null;
  }
  return null;
}

function beforeName(text: string, name: string): string | null {
  const head = text.slice(0, Math.max(0, text.indexOf(name))).trim();
  const type = head
    .replace(
      /\b(?:public|private|protected|static|final|abstract|virtual|override|async|inline|extern|const|constexpr|internal|sealed|synchronized)\b/g,
      "",
    )
    .trim();
  return type === "" || type.includes("(") ? null : type.replace(/\s+/g, " ");
}

function typeWords(type: string, depth: number): string | null {
  const text = type
    .trim()
    .replace(/^readonly /, "")
    .replace(/^["'](.*)["']$/, "$1");
  if (depth > 3 || text.length > 80) return null;
  const plain = WORDS.get(text);
  if (plain !== undefined) return plain;
  const wrap = (pattern: RegExp, words: (inner: string) => string): string | null => {
    const inner = pattern.exec(text)?.[1];
    const said = inner === undefined ? null : typeWords(inner, depth + 1);
    return said === null ? null : words(said);
  };
  const list = wrap(/^(?:\(?readonly )?(.+?)\)?\[\]$/, plural) ?? wrap(/^\[\](.+)$/, plural);
  return (
    wrap(/^(?:Promise|Awaitable|Future|Task)<(.+)>$/, (inner) => `a promise of ${inner}`) ??
    wrap(/^(?:Optional\[(?=.*\]$)|Option<(?=.*>$))(.+)[\]>]$/, (inner) => `${inner}, or nothing`) ??
    wrap(/^(.+?) ?\| ?(?:null|undefined|None)$/, (inner) => `${inner}, or nothing where there is none`) ??
    list ??
    wrap(/^(?:Array|ReadonlyArray|List|Vec|list|Sequence|Iterable|Set|ReadonlySet)[<[]([^<>[\],]+)[\]>]$/, plural) ??
    wrap(/^\((.+), error\)$/, (inner) => `${inner} together with an error`) ??
    wrap(/^Result<([^<>,]+)(?:, ?.+)?>$/, (inner) => `${inner} or an error`) ??
    wrap(/^[*&]'?(?:mut )?([\w.]+)$/, (inner) => inner) ??
    mapWords(text, depth) ??
    nameWords(text)
  );
}

function plural(inner: string): string {
  const words = inner.replace(/^an? /, "");
  if (words.startsWith("list") || words.startsWith("map")) return `a list whose elements are each ${inner}`;
  if (words.startsWith("`")) return `a list of ${words} values`;
  return `a list of ${words === "yes or no" ? "flags" : words === "bytes" ? "byte blocks" : `${words}s`}`;
}

function mapWords(text: string, depth: number): string | null {
  const parts =
    /^(?:Map|ReadonlyMap|Record|dict|Dict|HashMap|BTreeMap)[<[]\s*([\w.]+)\s*,\s*(.+)[\]>]$/.exec(text) ??
    /^map\[([\w.]+)\](.+)$/.exec(text);
  const [key, value] = [typeWords(parts?.[1] ?? "", depth + 1), typeWords(parts?.[2] ?? "", depth + 1)];
  return key === null || value === null ? null : `a map from ${key} to ${value}`;
}

function nameWords(text: string): string | null {
  return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text) ? tick(text) : null;
}
