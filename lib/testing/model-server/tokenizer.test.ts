import fc from "fast-check";
import { expect, test } from "vitest";
import { contextMixingModel, hashedModel } from "./token-model.ts";
import { serverTokenizer } from "./tokenizer.ts";

const tokenizer = serverTokenizer();

test("every text comes back; a lone surrogate as its replacement", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text.toWellFormed());
    }),
  );
  expect(tokenizer.decode(tokenizer.encode("a\ud83d"))).toBe("a\ufffd");
});

test("tokens straddle the border of joined texts, and characters are cut", () => {
  const [left, right] = ["line;\n", "\nnext"];
  expect(tokenizer.encode(left + right)).not.toEqual([...tokenizer.encode(left), ...tokenizer.encode(right)]);
  const ids = tokenizer.encode("\ud83e\udd80");
  expect(ids.length).toBeGreaterThan(1);
  expect(ids.map((id) => tokenizer.decode([id])).join("")).not.toBe("\ud83e\udd80");
  expect(tokenizer.encode(" the function should return").length).toBeLessThan(10);
});

test("special tokens in a text become control tokens, and can be left out of what is decoded", () => {
  const ids = tokenizer.encode("a<|im_end|>b");
  expect(ids).toHaveLength(3);
  expect(ids.map(tokenizer.isSpecial)).toEqual([false, true, false]);
  expect(tokenizer.decode(ids)).toBe("a<|im_end|>b");
  expect(tokenizer.decode(ids, { skipSpecial: true })).toBe("ab");
  expect(tokenizer.has(tokenizer.vocabularySize)).toBe(false);
});

test("bytes are printed as GPT-2 does", () => {
  expect(tokenizer.encode("\u00e9 \n\u0000").map(tokenizer.printed).join("")).toBe("Ã©\u0120\u010a\u0100");
});

test("what was scored before changes no number, and a prefix is read once", () => {
  const text = "export function reads(line: string): number {\n  return line.length;\n}\n";
  const ids = tokenizer.encode(text.repeat(200));
  const other = [...ids.slice(0, ids.length - 40), ...tokenizer.encode("something else entirely\n")];
  const fresh = contextMixingModel(tokenizer);
  const used = contextMixingModel(tokenizer);
  used.score(other, 1);
  const before = used.readBytes();
  const from = ids.length - 50;
  expect(used.score(ids, from)).toEqual(fresh.score(ids, from));
  expect(used.readBytes() - before).toBeLessThan(8_192);
  expect(fresh.score(ids, 1).slice(from - 1)).toEqual(fresh.score(ids, from));
});

test("the hashed model obeys the chain rule too, and depends on the prompt", () => {
  const model = hashedModel();
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(model.score([5, 6, 7, 8], 1))).toBeCloseTo(
    sum(model.score([5, 6], 1)) + sum(model.score([5, 6, 7, 8], 2)),
    9,
  );
  expect(model.score([5, 6, 7], 2)).not.toEqual(model.score([9, 6, 7], 2));
});
