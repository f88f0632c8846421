import { expect, test } from "vitest";
import { bytesOfTokens } from "./token-bytes.ts";

const spelled = (tokens: string[], text: string) =>
  bytesOfTokens(tokens, text)?.map((bytes) => Buffer.from(bytes).toString("latin1"));

test("byte-level BPE", () => {
  expect(spelled(["Ġfoo", "ĊĊ", "Ã", "©"], " foo\n\né")).toEqual([" foo", "\n\n", "\u00c3", "\u00a9"]);
});

test("SentencePiece", () => {
  expect(spelled(["\u2581foo", "<0x0A>", "é"], " foo\né")).toEqual([" foo", "\n", "\u00c3\u00a9"]);
});

test("the space that SentencePiece puts before a text belongs to the first token", () => {
  expect(spelled(["\u2581foo", "\u2581bar"], "foo bar")).toEqual([" foo", " bar"]);
});

test("a token that was added as it is, with a character no byte is printed as", () => {
  expect(spelled(["a", "<\uff5cx\uff5c>"], "a<\uff5cx\uff5c>")).toEqual([
    "a",
    "<\u00ef\u00bd\u009cx\u00ef\u00bd\u009c>",
  ]);
});

test("an added token whose character also stands for a byte, as DeepSeek's ü", () => {
  expect(spelled(["f", "ü", "r", "ĠÃ", "¼"], "für ü")).toEqual(["f", "\u00c3\u00bc", "r", " \u00c3", "\u00bc"]);
});

test.each([
  [["foo"], "Foo"],
  [["foo", "bar"], "bar"],
  [["foo"], "foobar"],
])("tokens %o do not spell %s", (tokens, text) => {
  expect(bytesOfTokens(tokens, text)).toBeNull();
});

test("SentencePiece takes U+2581 for a space, and its tokens spell the text as it is written", () => {
  const text = "bars \u2581\u2582 x\u2581";
  const pieces = bytesOfTokens(["\u2581bars", "\u2581\u2581", "\u2582", "\u2581x", "\u2581"], text);
  expect(pieces?.map((bytes) => Buffer.from(bytes).toString())).toEqual([" bars", " \u2581", "\u2582", " x", "\u2581"]);
  expect(bytesOfTokens(["\u2581", "\u2581x"], "\u2581x")).toEqual([Buffer.from(" "), Buffer.from("\u2581x")]);
  expect(bytesOfTokens(["\u2581", "\u2581x"], "x")).toBeNull();
});
