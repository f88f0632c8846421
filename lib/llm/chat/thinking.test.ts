import { expect, test } from "vitest";
import { partThinking } from "./thinking.ts";

const ended = (answer: string) => ({ answer, thinking: "ended" as const });
const whole = (text: string) => ({ answer: text, thinking: "none" as const });
const open = { answer: "", thinking: "open" as const };

/** Shapes as the servers' own parsers describe them: vLLM `vllm/reasoning`, SGLang `srt/parser/reasoning_parser.py`. */
test.each([
  ["DeepSeek-R1-0528, Qwen3", "<think>\nHm.\n</think>\n\nYes.", ended("Yes.")],
  [
    "DeepSeek-R1, whose template writes the beginning",
    "Hm, let me see.</think>The answer is 42.",
    ended("The answer is 42."),
  ],
  ["Qwen3 that was told not to think", "<think>\n\n</think>\n\nYes.", ended("Yes.")],
  ["MiniMax, which thinks twice", "<think>a</think>\n<think>b</think>Yes.", ended("Yes.")],
  ["MiniMax-M3", "<mm:think>a</mm:think>Yes.", ended("Yes.")],
  ["Seed-OSS", "<seed:think>a</seed:think>Yes.", ended("Yes.")],
  ["Magistral", "[THINK]a[/THINK]Yes.", ended("Yes.")],
  ["Kimi", "◁think▷a◁/think▷Yes.", ended("Yes.")],
  ["Command R7B", "<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>Yes.<|END_RESPONSE|>", ended("Yes.")],
  ["Command 4", "a<|END_THINKING|>\n<|START_TEXT|>Yes.<|END_TEXT|>", ended("Yes.")],
  ["Command 4 that does not think", "<|START_TEXT|>Yes.<|END_TEXT|>", whole("Yes.")],
  ["Gemma 4", "<|channel>thought\na<channel|>\nYes.", ended("Yes.")],
  ["Hunyuan", "<think>\na\n</think>\n<answer>\nYes.\n</answer>", ended("Yes.")],
  ["EXAONE Deep, Gemini", "<thought>\na\n</thought>\n\nYes.", ended("Yes.")],
  [
    "gpt-oss unparsed (ggml-org/llama.cpp#15181)",
    "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>",
    ended("Yes."),
  ],
  [
    "gpt-oss held to JSON",
    '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>{"a":1}',
    ended('{"a":1}'),
  ],
  ["gpt-oss without its control tokens", "analysisWe need a line.assistantfinalYes.", ended("Yes.")],
  ["the same without its first word (llama-farm/llamafarm#753)", "Let's produce it.assistantfinalYes.", ended("Yes.")],
  ["thinking that is cut off", "<think>\nHm, let me", open],
  ["channels without an answer", "<|channel|>analysis<|message|>Hm.<|end|>", open],
])("%s", (_, text, expected) => {
  expect(partThinking(text)).toEqual(expected);
});

test.each([
  ["plain text", "Yes.\n"],
  ["marks inside JSON", '{"thought": "split at </think> and drop <think>"}'],
  ["marks inside JSON that is not whole", '{"thought": "split at </think> and'],
  ["a quoted mark", "The parser looks for `</think>` and takes the rest."],
  ["a mark inside a block of code", "Like this:\n```\n<think>\na\n</think>\n```\nThat is all."],
  ["a beginning that is not at the beginning", "Then <think> opens."],
  ["an end that answers use, too", "Kept: a</thought>b"],
  ["words of a channel in quotes", "It looks for `assistantfinal` first."],
])("%s is no thinking", (_, text) => {
  expect(partThinking(text)).toEqual(whole(text));
});

test("thinking that quotes its own end goes on, and where every end is quoted the last one counts", () => {
  const text = "<think>The file has `</think>` in a string. Careful.\n</think>\nYes.";
  expect(partThinking(text)).toEqual(ended("Yes."));
  expect(partThinking('<think>He said "</think>"Yes."')).toEqual(ended('"Yes."'));
});

test("a long text of marks is read once", () => {
  const marks = "</think>`".repeat(500_000);
  expect(partThinking(`\`${marks}\`\`a\n`).thinking).toBe("none");
  expect(partThinking(`${"<think></think>".repeat(200_000)}Yes.`)).toEqual(ended("Yes."));
  expect(partThinking("<|channel|>final".repeat(200_000)).thinking).toBe("open");
});
