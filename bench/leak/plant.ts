import { codeTokens } from "#lib/refinement/code-tokens.ts";
import { firstLogicalBlock } from "#lib/refinement/first-block.ts";
import { type Random, randomFor } from "./random.ts";

/** A piece of a target, as it is put into a thought. */
export type Planted = {
  readonly kind: Kind;
  /** Lines copied. */
  readonly lines: number;
  /** UTF-16 range of the target that was copied. */
  readonly from: number;
  readonly to: number;
  readonly thought: string;
};

export const KINDS = [
  "verbatim",
  "renamed",
  "renamed in part",
  "shuffled",
  "comments",
  "literal",
  "alone",
  "in backquotes",
  "in quotes",
  "other white space",
  "in capitals",
  "between sentences",
  "read aloud",
  "retold",
] as const;
export type Kind = (typeof KINDS)[number];

export const SIZES = [1, 2, 3, 5, 10] as const;
/** Other ways of showing a copy are tried with as many lines as this. */
const SHOWN_LINES = 3;

/** Every way of copying from this target into this thought that the target allows. */
export function plantedLeaks(thought: string, target: string, language: string, random: Random): Planted[] {
  const lines = linesOf(target);
  const planted: Planted[] = [];
  for (const size of SIZES) {
    const code = stretch(lines, size, "code", random);
    if (code) planted.push(...copiesOf(code, thought, language, random));
    const comment = stretch(lines, size, "comment", random);
    if (comment) {
      const copy = comment.map(({ text }) => withoutMarks(text)).join(" ");
      planted.push({ kind: "comments", ...rangeOf(comment), thought: insert(thought, copy, random) });
    }
  }
  const literal = longLiteral(target, random);
  if (literal) {
    const copy = `The text is ${target.slice(literal.from, literal.to)}`;
    planted.push({ kind: "literal", lines: 1, ...literal, thought: insert(thought, copy, random) });
  }
  return planted;
}

function copiesOf(code: readonly Line[], thought: string, language: string, random: Random): Planted[] {
  const range = rangeOf(code);
  const lines = code.map(({ text }) => text);
  const text = lines.join("\n");
  const put = (kind: Kind, copy: string): Planted => ({ kind, ...range, thought: insert(thought, copy, random) });
  const copies = [
    put("verbatim", text),
    put("renamed", renamed(text, language, 1, random)),
    put("renamed in part", renamed(text, language, 0.6, random)),
  ];
  if (code.length > 1) copies.push(put("shuffled", shuffledLines(lines, random).join("\n")));
  if (code.length >= SHOWN_LINES) {
    copies.push(put("read aloud", spoken(text, READ)));
    // A generator of its own, so that the kinds that were there before it stay the same.
    copies.push({ kind: "retold", ...range, thought: insert(thought, spoken(text, RETOLD), randomFor(text)) });
  }
  if (code.length !== SHOWN_LINES) return copies;
  return [
    ...copies,
    { kind: "alone", ...range, thought: text },
    put("in backquotes", lines.map((line) => `\`${line.trim()}\``).join(", then ")),
    put("in quotes", lines.map((line) => `"${line.trim()}"`).join(" and ")),
    put("other white space", text.replace(/\s+/g, "  ").replace(/([(){}[\],;=])/g, "\n$1 ")),
    put("in capitals", text.toUpperCase()),
    { kind: "between sentences", ...range, thought: interleaved(thought, lines) },
  ];
}

type Line = { readonly text: string; readonly from: number; readonly sort: "code" | "comment" | "blank" };

/** The lines after the first block, which is not scored, so that copying it gains nothing. */
function linesOf(target: string): Line[] {
  const border = firstLogicalBlock(target);
  const texts = target.split("\n");
  const isComment = commentLines(texts);
  let from = 0;
  const lines = texts.map((text, index) => {
    const line: Line = { text, from, sort: text.trim() === "" ? "blank" : isComment[index] ? "comment" : "code" };
    from += text.length + 1;
    return line;
  });
  return lines.filter((line) => line.from >= border);
}

/** So many lines in a row, blank ones left out, that all are of one sort. */
function stretch(lines: readonly Line[], size: number, sort: Line["sort"], random: Random): Line[] | null {
  const begins = random.shuffled(lines.flatMap((line, index) => (line.sort === sort ? [index] : []))).slice(0, 60);
  for (const begin of begins) {
    const taken: Line[] = [];
    for (const line of lines.slice(begin)) {
      if (taken.length === size || (line.sort !== "blank" && line.sort !== sort)) break;
      if (line.sort === sort) taken.push(line);
    }
    if (taken.length === size) return taken;
  }
  return null;
}

function rangeOf(lines: readonly Line[]): { lines: number; from: number; to: number } {
  const last = lines.at(-1);
  return { lines: lines.length, from: lines[0]?.from ?? 0, to: (last?.from ?? 0) + (last?.text.length ?? 0) };
}

function withoutMarks(line: string): string {
  return line
    .replace(/^\s*(?:\/\*+|\*+\/|\*+|\/\/+!?|#+|--+|[rRuU]?"""|[rRuU]?''')?/, "")
    .replace(/(?:\*\/|"""|''')\s*$/, "")
    .trim();
}

function commentLines(lines: readonly string[]): boolean[] {
  let isInBlock = false;
  let closing = "*/";
  return lines.map((line) => {
    const text = line.trim();
    if (isInBlock) {
      if (text.includes(closing)) isInBlock = false;
      return true;
    }
    const mark = /^(?:\/\*|[rRuU]?"""|[rRuU]?''')/.exec(text)?.[0];
    if (mark) {
      closing = mark === "/*" ? "*/" : mark.slice(-3);
      isInBlock = !text.slice(mark.length).includes(closing);
      return true;
    }
    return /^(?:\/\/|#(?:[\s:!]|$)|--\s)/.test(text);
  });
}

/** Between two sentences near the middle. */
function insert(thought: string, copy: string, random: Random): string {
  const ends = [...thought.matchAll(/[.!?:]\s+/g)].map((match) => match.index + match[0].length);
  const at = ends.length === 0 ? thought.length : (ends[random.below(ends.length)] ?? 0);
  return `${thought.slice(0, at).trimEnd()}\n${copy}\n${thought.slice(at)}`;
}

function interleaved(thought: string, code: readonly string[]): string {
  const sentences = thought.split(/(?<=[.!?])\s+/);
  const rest = sentences.slice(code.length);
  return [...code.flatMap((line, index) => [sentences[index] ?? "Then this follows.", line]), ...rest].join("\n");
}

function shuffledLines(lines: readonly string[], random: Random): string[] {
  for (let round = 0; round < 20; round++) {
    const other = random.shuffled(lines);
    if (other.some((line, index) => line !== lines[index])) return other;
  }
  return [...lines].reverse();
}

/** What each language reserves, and with it what every renaming keeps; by the names of lib/structure. */
const RESERVED: Readonly<Record<string, string>> = {
  javascript:
    "async await break case catch class const continue default delete do else export extends false finally for from function get if import in instanceof let new null of return set static super switch this throw true try typeof undefined var void while yield",
  python:
    "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return self try while with yield",
  go: "break case chan const continue default defer else false for func go if import interface map nil package range return select struct switch true type var error string int bool byte",
  rust: "Self as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self static struct super trait true type unsafe use where while",
  c: "auto bool break case char class const continue default delete do double else enum extern false float for goto if inline int long namespace new nullptr operator private protected public return short signed sizeof static struct switch template this throw true try typedef typename union unsigned using virtual void volatile while include define ifdef endif NULL",
  java: "abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally float for if implements import instanceof int interface long native new null package private protected public return short static super switch this throw throws true try var void while",
  csharp:
    "abstract as async await base bool break byte case catch char class const continue decimal default delegate do double else enum event false finally float for foreach get if in int interface internal is long namespace new null object out override params private protected public readonly ref return sealed set static string struct switch this throw true try typeof using var virtual void while yield",
  ruby: "alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or redo require rescue retry return self super then true undef unless until when while yield",
  php: "abstract array as bool break callable case catch class clone const continue declare default do echo else elseif extends false final finally float fn for foreach function global if implements instanceof int interface namespace new null private protected public readonly require return self static string switch this throw trait true try use var void while",
};
const LIKE: Readonly<Record<string, string>> = {
  typescript: "javascript",
  tsx: "javascript",
  jsx: "javascript",
  cpp: "c",
};

/** Each name replaced by another, the same one everywhere; `share` of the names at least. */
function renamed(text: string, language: string, share: number, random: Random): string {
  const reserved = new Set((RESERVED[LIKE[language] ?? language] ?? "").split(" "));
  const vocabulary = new Map<string, number>();
  const tokens = codeTokens(text, vocabulary);
  const names = new Map<string, string>();
  let result = "";
  let end = 0;
  for (const [index, start] of tokens.starts.entries()) {
    const tokenEnd = tokens.ends[index] ?? start;
    const word = text.slice(start, tokenEnd);
    result += text.slice(end, start);
    end = tokenEnd;
    const isName = /^[A-Za-z_$]/.test(word) && !reserved.has(word) && !word.includes("://");
    if (isName && !names.has(word)) names.set(word, random.below(1000) < share * 1000 ? newName(names.size) : word);
    result += names.get(word) ?? word;
  }
  return result + text.slice(end);
}

function newName(index: number): string {
  const parts = [
    "amber",
    "basil",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "ivory",
    "jade",
    "kelp",
    "lotus",
  ];
  return `${parts[index % parts.length]}${index < parts.length ? "" : Math.floor(index / parts.length)}`;
}

/** What is said for a mark; nothing for one that is not named. */
const READ: Readonly<Record<string, string>> = {
  "=": "equals",
  "+": "plus",
  "-": "minus",
  "*": "times",
  "(": "of",
  ".": "dot",
  "<": "less than",
  ">": "greater than",
  "!": "not",
  "&": "and",
  "|": "or",
  ",": "and",
};
/** What is said for marks and keywords by someone who explains rather than dictates. */
const RETOLD: Readonly<Record<string, string>> = {
  "=": "becomes",
  "+": "added to",
  "-": "less",
  "*": "multiplied by",
  "(": "with",
  ".": "'s",
  "<": "below",
  ">": "above",
  "!": "unless",
  "&": "and also",
  "|": "or else",
  ",": "as well as",
  return: "give back",
  if: "where",
  const: "",
  let: "",
  var: "",
  function: "",
  new: "a fresh",
  null: "nothing",
  throw: "fail with",
  for: "go over",
  else: "otherwise",
  this: "its own",
};

/** The code as someone would say it: names in words, marks by what is said for them or not at all. */
function spoken(text: string, says: Readonly<Record<string, string>>): string {
  const tokens = codeTokens(text, new Map());
  const words = [...tokens.starts].map((start, index) => {
    const word = text.slice(start, tokens.ends[index]);
    if (Object.hasOwn(says, word)) return says[word] ?? "";
    if (!tokens.words[index]) return "";
    return word
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .replace(/[_$]+/g, " ")
      .toLowerCase();
  });
  return words.filter((word) => word.trim() !== "").join(" ");
}

const LITERALS: readonly RegExp[] = [
  /"(?:[^"\\\n]|\\.){40,400}"/g,
  /'(?:[^'\\\n]|\\.){40,400}'/g,
  /\/(?:[^/\\\n ]|\\.){25,300}\/[a-z]*/g,
  /(?:(?:0x)?[0-9a-fA-F.]+[uUlLfF]*,\s*){15,80}/g,
];

/** A long string, a regular expression or a row of numbers. */
function longLiteral(target: string, random: Random): { from: number; to: number } | null {
  const found = LITERALS.flatMap((pattern) =>
    [...target.matchAll(pattern)].map((match) => ({ from: match.index, to: match.index + match[0].length })),
  );
  return found.length === 0 ? null : (found[random.below(found.length)] ?? null);
}
