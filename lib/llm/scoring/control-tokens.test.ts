import { expect, test } from "vitest";
import { controlNames, isControlToken, plainParts } from "./control-tokens.ts";

const CONTROL = [
  "<|im_end|>",
  "<|endoftext|>",
  "<\uff5cend\u2581of\u2581sentence\uff5c>",
  "</s>",
  "<bos>",
  "<fim_prefix>",
  "<start_of_turn>",
  "<extra_id_0>",
  "[INST]",
  "[/INST]",
];
const PLAIN = ["<div>", "</table>", "a < b | c > d", "<| x |>", "[0]", "<T extends string>", "<summary>", "|>"];

test.each(CONTROL)("%s is parted after its first character, and known as a token", (text) => {
  const code = `before ${text} after`;
  const parts = plainParts(code, controlNames(code));
  expect(parts).toHaveLength(2);
  expect(parts.join("")).toBe(code);
  expect(parts[0]).toBe(`before ${text.slice(0, 1)}`);
  expect(isControlToken(text)).toBe(true);
  expect(isControlToken(` ${text}`)).toBe(true);
});

test.each(PLAIN)("%s is plain", (text) => {
  expect(controlNames(text).size).toBe(0);
  expect(isControlToken(text)).toBe(false);
});

test("several, side by side; only those that were named are parted", () => {
  expect(plainParts("<|a|><|b|>", new Set(["<|a|>", "<|b|>"]))).toEqual(["<", "|a|><", "|b|>"]);
  expect(plainParts("<|a|><|b|>", new Set(["<|b|>"]))).toEqual(["<|a|><", "|b|>"]);
});
