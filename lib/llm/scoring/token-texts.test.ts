import { expect, test } from "vitest";
import { alignTexts } from "./token-texts.ts";

const align = (texts: string[], spelled: string, from = 0) =>
  alignTexts(texts, Buffer.from(spelled), (byte) => byte === from);

test("whole tokens", () => {
  expect(align(["a", " b", "\n"], "a b\n")).toEqual([1, 3, 4]);
});

test("parts of a character: how many pieces are broken tells how many bytes a token has", () => {
  expect(align(["x", "\ufffd", "\ufffd", "y"], "x\u{1f642}y")).toEqual([1, 4, 5, 6]);
  expect(align(["x", "\ufffd", "\ufffd\ufffd", "y"], "x\u{1f642}y")).toEqual([1, 3, 5, 6]);
  // The middle token ends the first character of three bytes and begins the second.
  expect(align(["\ufffd", "\ufffd\ufffd", "\ufffd"], "\u4e2d\u6587")).toEqual([2, 5, 6]);
});

test("an end is not told where two places are possible", () => {
  // Which of the two lost the space between them?
  expect(align(["a", "", "", "b"], "a b")).toEqual([1, null, null, 3]);
});

test("a replacement character of the text itself", () => {
  expect(align(["a", "\ufffd", "b"], "a\ufffdb")).toEqual([1, 4, 5]);
});

test("bytes written out, and a text that looks like them", () => {
  expect(align(["x", "bytes:\\xf0\\x9f", "bytes:\\x99\\x82", "y"], "x\u{1f642}y")).toEqual([1, 3, 5, 6]);
  expect(align(["bytes:\\xf0"], "bytes:\\xf0")).toEqual([10]);
});

test("a lost space, a token without bytes", () => {
  expect(align(["", "foo", "bar", "(", ")"], "foo bar()")).toEqual([0, 3, 7, 8, 9]);
});

test("tokens may begin before the target", () => {
  const spelled = Buffer.from("abc\n\nx");
  expect(alignTexts(["\n\n", "x"], spelled, (byte) => byte <= 4)).toEqual([5, 6]);
});

test.each([
  [["a", "c"], "ab"],
  [["b"], "ab"],
  [["a", "b", "c"], "ab"],
  [["\ufffd"], "ab"],
])("tokens %o do not spell %s", (texts, spelled) => {
  expect(align(texts, spelled)).toBeNull();
});

test("long texts are followed without growing", () => {
  const text = "caf\u00e9 \u4e2d ".repeat(2_000);
  const texts = [...text];
  expect(align(texts, text)?.at(-1)).toBe(Buffer.byteLength(text));
});

test("a space may be U+2581, which SentencePiece takes for one", () => {
  const spelled = Buffer.from("a \u2581b\u2581 c");
  expect(alignTexts(["a", "  b", "  c"], spelled, (byte) => byte === 0)).toEqual([1, 6, 11]);
  expect(alignTexts(["a", "  b", "  d"], spelled, (byte) => byte === 0)).toBeNull();
});
