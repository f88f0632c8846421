import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChatRequest } from "#lib/llm/port.ts";
import { chatQuestion, type ReplyLimits, scoreQuestions, serves } from "./question.ts";

const request: ChatRequest = {
  system: "Be brief.",
  user: "Why?",
  temperature: 0.8,
  topP: 0.85,
  maxOutputTokens: 100,
  seed: null,
  sample: "0",
};

test("a chat question is its model, its words, its sampling, its sample and its repeat", () => {
  const key = chatQuestion("m/one", request, 0).key;
  expect(chatQuestion("m/one", { ...request }, 0).key).toBe(key);
  const others = [
    chatQuestion("m/two", request, 0),
    chatQuestion("m/one", request, 1),
    chatQuestion("m/one", { ...request, system: "Be long." }, 0),
    chatQuestion("m/one", { ...request, system: "Be brief.Why?", user: "" }, 0),
    chatQuestion("m/one", { ...request, user: "why?" }, 0),
    chatQuestion("m/one", { ...request, temperature: 0.7 }, 0),
    chatQuestion("m/one", { ...request, topP: 0.9 }, 0),
    chatQuestion("m/one", { ...request, seed: 1 }, 0),
    chatQuestion("m/one", { ...request, sample: "1" }, 0),
  ];
  expect(new Set([key, ...others.map((each) => each.key)]).size).toBe(others.length + 1);
});

test("the limit of output tokens is apart from the key", () => {
  const one = chatQuestion("m", request, 0);
  const other = chatQuestion("m", { ...request, maxOutputTokens: 200 }, 0);
  expect(other.key).toBe(one.key);
  expect([one.limitTokens, other.limitTokens]).toEqual([100, 200]);
  expect(other.id).not.toBe(one.id);
});

test("a parameter that requests get later changes the key by itself", () => {
  const withSchema = { ...request, schema: { type: "object" } };
  expect(chatQuestion("m", withSchema, 0).key).not.toBe(chatQuestion("m", request, 0).key);
});

const scorer = { id: "sglang/m", tokenizer: "sglang/m" };

test("a scoring is its model, tokenizer, prefix, prompt, target, sample and repeat", () => {
  const of = (prefix: string[], prompt: string, target: string, sample?: number, repeat = 0, model = scorer) =>
    scoreQuestions(model, prefix, repeat)({ prompt, target, ...(sample !== undefined && { sample }) }).key;
  const key = of(["a\n", "b\n"], "p\n", "x");
  expect(of(["a\nb\n"], "p\n", "x")).toBe(key);
  expect(of(["a\nb\n"], "p\n", "x", 0)).toBe(key);
  const others = [
    of(["a\n"], "b\np\n", "x"),
    of(["a\nb\n"], "p\nx", ""),
    of(["a\nb\n"], "p\n", "y"),
    of(["a\nb\n"], "p\n", "x", 1),
    of(["a\nb\n"], "p\n", "x", 0, 1),
    of(["a\nb\n"], "p\n", "x", 0, 0, { ...scorer, id: "vllm/m" }),
    of(["a\nb\n"], "p\n", "x", 0, 0, { ...scorer, tokenizer: "other" }),
    of(["a\nb\n\ud800"], "p\n", "x"),
    of(["a\nb\n\ufffd"], "p\n", "x"),
  ];
  expect(new Set([key, ...others]).size).toBe(others.length + 1);
});

test.each<[ReplyLimits, number, boolean]>([
  [{ limitTokens: 100, cut: true, outputTokens: 100 }, 100, true],
  [{ limitTokens: 100, cut: true, outputTokens: 100 }, 200, false],
  [{ limitTokens: 100, cut: true, outputTokens: 100 }, 50, false],
  [{ limitTokens: 100, cut: false, outputTokens: 40 }, 200, true],
  [{ limitTokens: 100, cut: false, outputTokens: 40 }, 40, true],
  [{ limitTokens: 100, cut: false, outputTokens: 40 }, 39, false],
  [{ limitTokens: 100, cut: false, outputTokens: null }, 200, true],
  [{ limitTokens: 100, cut: false, outputTokens: null }, 99, false],
])("%o under %i: %s", (reply, limit, expected) => {
  expect(serves(reply, limit)).toBe(expected);
});

test("a whole reply serves every larger limit", () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.option(fc.nat(5_000)), fc.nat(5_000), (limitTokens, outputTokens, more) => {
      expect(
        serves(
          { limitTokens, outputTokens: outputTokens && Math.min(outputTokens, limitTokens), cut: false },
          limitTokens + more,
        ),
      ).toBe(true);
    }),
  );
});
