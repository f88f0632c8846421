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

test("a token may begin before the text", () => {
  expect(spelled(["ĊĊ", "a"], "\na")).toEqual(["\n\n", "a"]);
});

test("tokens that spell something else are refused", () => {
  expect(bytesOfTokens(["foo"], "Foo")).toBeNull();
});
