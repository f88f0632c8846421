import { expect, test } from "vitest";
import { cutSpans } from "./spans.ts";

function pieces(text: string): string[] {
  const ends = cutSpans(text);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

test("cuts code into lexical pieces", () => {
  expect(pieces('if (camelCase_2 >= 0x1f) {\n    return "a b";\r\n\t}')).toEqual([
    "if",
    " ",
    "(",
    "camelCase_2",
    " ",
    ">",
    "=",
    " ",
    "0x1f",
    ")",
    " ",
    "{",
    "\n    ",
    "return",
    " ",
    '"',
    "a",
    " ",
    "b",
    '"',
    ";",
    "\r\n\t",
    "}",
  ]);
  expect(pieces('"""x"""')).toEqual(['"""', "x", '"""']);
  expect(pieces("1.5e3..2")).toEqual(["1.5e3", ".", ".", "2"]);
});

test.each([
  "",
  " ",
  "\n\n\n  \n",
  "a  \n b\t\t\n",
  "🙂é🙂",
  "\ud83d",
  "x\udc00\ud83dy",
  "東京は1.5",
  "\r\r\n",
  "\u2028 \u00a0",
  "\u0000\ufeff",
])("pieces of %j tile it and keep surrogate pairs whole", (text) => {
  expect(pieces(text).join("")).toBe(text);
  expect(pieces(text).every((piece) => piece.length > 0)).toBe(true);
  if (text.isWellFormed()) expect(pieces(text).every((piece) => piece.isWellFormed())).toBe(true);
});
