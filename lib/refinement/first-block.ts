/**
 * UTF-16 offset where the target's first logical block ends: shebang, licence or file comment, docstring and imports. It
 * is given and not scored, as REER gives the first segment of its reference: no thought can foresee a licence header. A
 * block of more than half the file shrinks to its first line; a target under three lines has none.
 */
export function firstLogicalBlock(target: string, language?: string): number {
  const lines = linesOf(target);
  if (lines.length < 3) return 0;
  const end = PROSE.has(language ?? "") ? firstParagraph(lines) : headerEnd(lines);
  return end > target.length / 2 ? (lines[0]?.end ?? 0) : end;
}

const PROSE = new Set(["markdown", "text", "html"]);

type Line = { readonly text: string; readonly end: number };

/** No head is longer; and a hostile one of imports that never end is looked through in bounded time. */
const MOST_LINES = 2000;

function linesOf(target: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < target.length && lines.length < MOST_LINES) {
    const newline = target.indexOf("\n", start);
    const end = newline < 0 ? target.length : newline + 1;
    // A line is judged by its beginning; a megabyte on one line is not looked through.
    lines.push({ text: target.slice(start, Math.min(end, start + 2000)).trim(), end });
    start = end;
  }
  return lines;
}

function firstParagraph(lines: readonly Line[]): number {
  const blank = lines.findIndex((line) => line.text === "");
  return blank < 0 ? 0 : (lines[blank]?.end ?? 0);
}

/** After the last import of the head where there is one, else after its first comment. */
function headerEnd(lines: readonly Line[]): number {
  let importsEnd = 0;
  let commentEnd = 0;
  let index = 0;
  while (index < lines.length) {
    const line = lines[index]?.text.replace(/^\uFEFF/, "") ?? "";
    const block = line === "" ? index + 1 : (commentBlock(lines, index, line) ?? index);
    if (block > index) {
      const isFirst = commentEnd === 0 && line !== "";
      index = block;
      if (isFirst) commentEnd = lines[index - 1]?.end ?? 0;
      continue;
    }
    const after = importBlock(lines, index, line);
    if (after === null) break;
    index = after;
    importsEnd = lines[index - 1]?.end ?? 0;
  }
  return importsEnd || commentEnd;
}

/** Index of the line after the run of comment lines, or after the block comment, that begins here; null where none does. */
function commentBlock(lines: readonly Line[], index: number, line: string): number | null {
  const closing = BLOCK_COMMENTS.find(([opening]) => opening.test(line));
  if (closing) {
    const [opening, mark] = closing;
    if (line.replace(opening, "").includes(mark)) return index + 1;
    for (let next = index + 1; next < lines.length; next++) {
      if (lines[next]?.text.includes(mark)) return next + 1;
    }
    return null;
  }
  let next = index;
  while (LINE_COMMENT.test(lines[next]?.text ?? "")) next++;
  return next > index ? next : null;
}

const BLOCK_COMMENTS: readonly (readonly [RegExp, string])[] = [
  [/^\/\*/, "*/"],
  [/^[rRuU]?"""/, '"""'],
  [/^[rRuU]?'''/, "'''"],
  [/^<!--/, "-->"],
  [/^\{-/, "-}"],
  [/^--\[\[/, "]]"],
  [/^=begin\b/, "=end"],
];

// `#` begins a comment in many languages, a directive in C and C#, an attribute in Rust and a selector in CSS.
const LINE_COMMENT =
  /^(?:\/\/|#!(?!\[)|--(?!\[\[)|;|%|#(?![![]|[\w-]+\s*[{,]|\s*(?:include|define|undef|if|ifdef|ifndef|else|endif|pragma|import|using|region|nullable)\b))/;

/** Index of the line after the import that begins here, its further lines included; null where none begins. */
function importBlock(lines: readonly Line[], index: number, line: string): number | null {
  if (!IMPORT.test(line)) return null;
  let open = openBrackets(line);
  let next = index + 1;
  let previous = line;
  // Bounded, so that a bracket that is never closed does not swallow the file.
  while (next < lines.length && next - index < 200 && (open > 0 || previous.endsWith("\\"))) {
    previous = lines[next]?.text ?? "";
    open += openBrackets(previous);
    next++;
  }
  return open > 0 ? index + 1 : next;
}

const IMPORT = new RegExp(
  [
    "^import\\b(?!\\s*\\.meta)",
    "^from\\s+\\S+\\s+import\\b",
    "^export\\s+(?:type\\s+)?(?:\\*|\\{[^}]*\\}?)\\s*(?:from\\b.*|as\\b.*|)$",
    "^(?:const|let|var)\\s+[^=]+=\\s*(?:await\\s+import|require|__importStar|__importDefault)\\b",
    "^(?:require|require_once|require_relative|include|include_once|load|autoload)\\b",
    "^use\\s+[\\w.:\\\\*, {}]+;?$",
    "^(?:using|package|module|namespace)\\s+[\\w.:\\\\ =]+;?$",
    "^(?:pub\\s+)?(?:mod|extern\\s+crate)\\s+\\w+;",
    "^#\\s*(?:include|define\\s+\\w+$|ifndef|pragma\\s+once|import|using|nullable)",
    "^#!\\[",
    "^<\\?php",
    "^declare\\s*\\(strict_types",
    "^@(?:import|use|forward|charset)\\b",
    "^[\"']use [a-z]+[\"'];?$",
    "^(?:library|source)\\s*\\(",
    "^\\.\\s+\\S+$",
  ].join("|"),
);

function openBrackets(line: string): number {
  const code = line.replace(/"[^"]*"|'[^']*'/g, "").replace(/\/\/.*$/, "");
  return (code.match(/[({]/g)?.length ?? 0) - (code.match(/[)}]/g)?.length ?? 0);
}
