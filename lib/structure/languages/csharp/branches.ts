/** The text in a form that the grammar can read, every place where it was. */
export function readable(text: string): string {
  // The grammar takes `ref` before `struct` alone, and loses the struct with all that it declares.
  return withoutSplits(text.includes("ref partial") ? text.replace(/\bref(?=\s+partial\s+struct\b)/g, "   ") : text);
}

/**
 * The grammar knows `#if` between whole statements, members and declarations. Where branches cut through one, as through
 * the head of a class, it loses the rest of the file. There the text is parsed as one build would see it: with the first
 * branch that is not for an old framework, and without the directives. What replaces them is as long as they are, so
 * that places stay what they were.
 */
export function withoutSplits(text: string): string {
  if (!text.includes("#if") && !(text.includes("#") && SPACED.test(text))) return text;
  const blanks: Span[] = [];
  const kept = new Map<string, boolean>();
  for (const group of groupsOf(text)) {
    const [only] = group.branches;
    if (only && group.branches.length === 1) {
      // Without an alternative the text reads the same whether the directives are there or not.
      const isSplit = depthOf(text.slice(only.start, only.end)) !== 0;
      const isKept = !isSplit || decide(kept, only.condition);
      blanks.push(...group.lines, ...(isKept ? [] : [only]));
    } else if (!isWhole(text, group)) {
      const chosen = group.branches.find(({ condition }) => decide(kept, condition)) ?? group.branches[0];
      blanks.push(...group.lines, ...group.branches.filter((branch) => branch !== chosen));
    }
  }
  return blanked(text, blanks);
}

type Span = { readonly start: number; readonly end: number };
type Branch = { readonly condition: string; start: number; end: number };
type Group = { readonly branches: Branch[]; readonly lines: Span[] };

const SPACED = /^[ \t]*#[ \t]+if\b/m;
const DIRECTIVE = /^[ \t]*#[ \t]*(if|elif|else|endif)\b([^\r\n]*)/gm;
const GROUP_LIMIT = 1000;

/** The groups from `#if` to `#endif`, each with its branches. */
function groupsOf(text: string): readonly Group[] {
  const groups: Group[] = [];
  const open: Group[] = [];
  for (const { 0: whole, 1: word, 2: rest = "", index } of text.matchAll(DIRECTIVE)) {
    const line = { start: index, end: index + whole.length };
    if (word === "if") open.push({ branches: [], lines: [] });
    const group = open.at(-1);
    if (!group || groups.length >= GROUP_LIMIT) continue;
    group.lines.push(line);
    const last = group.branches.at(-1);
    if (last) last.end = line.start;
    if (word === "endif") {
      groups.push(group);
      open.pop();
    } else group.branches.push({ condition: word === "else" ? "" : conditionOf(rest), start: line.end, end: line.end });
  }
  return groups;
}

function conditionOf(rest: string): string {
  return rest.replace(/\/\/.*$/, "").replace(/\s+/g, "");
}

/** Whether a branch is the one to parse; where a condition comes again, so does the answer. */
function decide(kept: Map<string, boolean>, condition: string): boolean {
  if (condition === "") return true;
  const known = kept.get(condition);
  if (known !== undefined) return known;
  const isKept = !OLD.test(condition);
  kept.set(condition, isKept);
  kept.set(condition.startsWith("!") ? condition.slice(1) : `!${condition}`, !isKept);
  return isKept;
}

/** Frameworks that hardly anything is built for any more. */
const OLD = /^\(?(?:NET[1-4]\d*|NETFX|NETFRAMEWORK|NETSTANDARD1_\d|NETCF|SILVERLIGHT|WINDOWS_PHONE|PORTABLE\w*)\b/;

/** Whether each branch holds whole statements, members or declarations, and the group stands between such. */
function isWhole(text: string, { branches, lines }: Group): boolean {
  const before = codeBefore(text, lines[0]?.start ?? 0);
  if (before !== "" && !";{}".includes(before)) return false;
  return branches.every(({ start, end }) => {
    const code = text.slice(start, end);
    const bare = code.replace(NO_CODE, " ").trim();
    return bare === "" || (/[;}]$/.test(bare) && !CONTINUES.test(bare) && depthOf(code) === 0);
  });
}

const NO_CODE = /\/\/[^\r\n]*|^[ \t]*#[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//gm;
const CONTINUES = /^(?:else|catch|finally|where)\b|^[^\p{L}_@[{(~;/+-]/u;

/** The last character of code before `at`; empty at the beginning of the file. */
function codeBefore(text: string, at: number): string {
  for (let end = at; end > 0; ) {
    const start = text.lastIndexOf("\n", end - 2) + 1;
    const line = text
      .slice(start, end)
      .replace(/\/\/.*$/s, "")
      .trim();
    if (line !== "" && !line.startsWith("#") && !line.endsWith("*/")) return line.at(-1) ?? "";
    end = start;
  }
  return "";
}

/** Opening brackets without their partner, less the closing ones. */
function depthOf(code: string): number {
  let depth = 0;
  for (const [bracket] of code.replace(QUOTED, "").matchAll(/[{}()]/g))
    depth += bracket === "{" || bracket === "(" ? 1 : -1;
  return depth;
}

const QUOTED = /\/\/[^\r\n]*|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)+'/g;

function blanked(text: string, blanks: readonly Span[]): string {
  let result = "";
  let at = 0;
  for (const { start, end } of [...blanks].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    result += text.slice(at, from) + text.slice(from, end).replace(/[^\r\n]/g, " ");
    at = end;
  }
  return result + text.slice(at);
}
