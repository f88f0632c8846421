const LINE_FEED = 10;

/** Number of lines; a last line without line feed counts, an empty text has none. */
export function countLines(content: Uint8Array): number {
  let lines = 0;
  let start = 0;
  for (let at = content.indexOf(LINE_FEED); at >= 0; at = content.indexOf(LINE_FEED, start)) {
    lines += 1;
    start = at + 1;
  }
  return start < content.length ? lines + 1 : lines;
}

const SIGNATURE_CHARACTERS = 300;

/** A declaration on one line: white space collapsed, cut at 300 characters. */
export function oneLine(text: string): string {
  // The cut before the replacement bounds the work on a huge single line.
  const line = text
    .slice(0, 4 * SIGNATURE_CHARACTERS)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > SIGNATURE_CHARACTERS ? `${line.slice(0, SIGNATURE_CHARACTERS - 1)}…` : line;
}

/** The first sentence of a comment or docstring, without comment marks. Tags such as `@param` end it. */
export function firstSentence(comment: string): string {
  if (comment === "") return "";
  const prose = comment
    .slice(0, 4000)
    .replace(/^\s*(?:\/\*+!?|\/\/[/!]?|#+!?)/, "")
    .replace(/\*+\/\s*$/, "");
  const paragraph: string[] = [];
  for (const line of prose.split("\n")) {
    const text = line.replace(/^\s*(?:\*(?!\*)|\/\/[/!]?|#+)? ?/, "").trim();
    if (text === "" || /^[=\-~*_^]{3,}$/.test(text)) {
      if (paragraph.length > 0) break;
      continue;
    }
    if (/^[@:]\w/.test(text)) break;
    paragraph.push(text);
  }
  const joined = paragraph.join(" ").replace(/\s+/g, " ").trim();
  const sentence = /^.*?[.!?](?=\s+[A-Z`"'(]|\s*$)/.exec(joined)?.[0] ?? joined;
  return sentence.length > 300 ? `${sentence.slice(0, 299)}…` : sentence;
}

/** True for licence headers and for marks meant for tools, which say nothing about the file. */
export function isBoilerplate(comment: string): boolean {
  return /copyright|licen[cs]ed?\b|spdx-|all rights reserved|^\W*(eslint|tslint|biome|prettier|@ts-|istanbul|c8 |vim:|-\*-|coding[:=]|jshint|global |globals |<reference|go:build|\+build|!\/|flow\b|@flow|pylint|flake8|mypy|type: ?ignore|noqa|pragma|region)/im.test(
    comment.slice(0, 3000),
  );
}

/** Splits at commas outside brackets and strings: the parameters of a declaration, the names of a list. */
export function splitTopLevel(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let quote = "";
  for (let index = 0; index < list.length; index++) {
    const character = list[index] ?? "";
    if (quote !== "") {
      if (character === "\\") index += 1;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'" || character === "`") quote = character;
    else if ("([{<".includes(character)) depth += 1;
    else if (")]}".includes(character) || (character === ">" && list[index - 1] !== "=")) depth -= 1;
    else if (character === "," && depth <= 0) {
      parts.push(list.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(list.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** The line on which text from `start` to `end` ends, where it begins on `line`. */
export function lastLine(text: string, { line, start, end }: { line: number; start: number; end: number }): number {
  let last = line;
  for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) last += 1;
  return last;
}
