import { expect, test } from "vitest";
import { codeParts, cutThought, diffSize, diffThoughts, sideOf } from "./thought-diff.ts";

const before = "I read the list and decide.\n\nThen I write.";
const after = "I read the whole list.\n\nThen I write it down.";

test("both sides can be put together again", () => {
  const pieces = diffThoughts(before, after, [{ start: 7, end: 16 }]);
  const text = (side: "before" | "after") =>
    sideOf(pieces, side)
      .map((piece) => piece.text)
      .join("");
  expect(text("before")).toBe(before);
  expect(text("after")).toBe(after);
});

test("copied spans cut pieces and carry their number", () => {
  const pieces = diffThoughts("a b", "a b c d", [{ start: 2, end: 5 }]);
  expect(
    pieces
      .filter((piece) => piece.leak === 0)
      .map((piece) => piece.text)
      .join(""),
  ).toBe("b c");
});

test("spans without a diff", () => {
  expect(cutThought("abcdef", [{ start: 2, end: 4 }])).toEqual([
    { kind: "same", text: "ab", leak: null },
    { kind: "same", text: "cd", leak: 0 },
    { kind: "same", text: "ef", leak: null },
  ]);
  expect(cutThought("", [])).toEqual([]);
});

test("very long thoughts are replaced whole rather than compared", () => {
  const pieces = diffThoughts("x ".repeat(20_000), "y ".repeat(20_000));
  expect(pieces.map((piece) => piece.kind)).toEqual(["delete", "insert"]);
});

test("size counts words", () => {
  expect(diffSize(diffThoughts("one two", "one three four"))).toEqual({ inserted: 2, deleted: 1 });
});

test("what is code follows from the whole text, wherever a piece begins", () => {
  const told = (pieces: ReturnType<typeof cutThought>, side: "before" | "after" = "after") =>
    codeParts(pieces, side)
      .flat()
      .map(({ text, code }) => (code ? `<${text}>` : text))
      .join("");
  const pieces: ReturnType<typeof cutThought> = [
    { kind: "same", text: "It makes `a` of `", leak: null },
    // An insertion that begins and ends within backticks, as word diffs have them.
    { kind: "insert", text: "b`, then `", leak: null },
    { kind: "same", text: "c` and ", leak: null },
    { kind: "delete", text: "`d", leak: null },
    { kind: "insert", text: "`f", leak: null },
    { kind: "same", text: "e", leak: 0 },
    { kind: "same", text: "` last", leak: null },
  ];
  expect(told(pieces)).toBe("It makes <a> of <b>, then <c> and <d><f><e> last");
  expect(told(sideOf(pieces, "before"), "before")).toBe("It makes <a> of <c> and <d><e> last");
  expect(told(cutThought("`ab` c `d", [{ start: 2, end: 6 }]))).toBe("<a><b> c `d");
});
