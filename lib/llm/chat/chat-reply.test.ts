import { expect, test } from "vitest";
import { chatReply } from "./chat-reply.ts";

const body = (message: object, finish_reason: string, usage: object | null = null) => ({
  choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }],
  usage,
});

/** Every wire shape in which a model that thinks answered in a public report, and the answer that it holds. */
test.each([
  [
    "vLLM and DeepSeek: reasoning_content beside (stanford-crfm/helm#3632)",
    { content: "\n\nYes.", reasoning_content: "Hm." },
  ],
  [
    "vLLM since 0.11, OpenRouter, Groq: reasoning beside (vllm-project/vllm#52640)",
    { content: "Yes.", reasoning: "Hm." },
  ],
  ["OpenRouter: a list beside", { content: "Yes.", reasoning: null, reasoning_details: [{ type: "reasoning.text" }] }],
  [
    "no parser: tags in content (triton-inference-server/perf_analyzer#433)",
    { content: "<think>\nHm.\n</think>\n\nYes." },
  ],
  ["no parser, and the template opened the tag (vllm-project/vllm#13375)", { content: "Hm.\n</think>\n\nYes." }],
  [
    "Mistral: parts (langchain4j/langchain4j#4474)",
    {
      content: [
        { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
        { type: "text", text: "Yes." },
      ],
    },
  ],
])("%s", (_, message) => {
  const reply = chatReply(body(message, "stop"), "m", 1);
  expect(reply.text.trim()).toBe("Yes.");
  expect(reply.finish).toBe("stop");
});

const spent = { completion_tokens: 200, prompt_tokens: 9, completion_tokens_details: { reasoning_tokens: 199 } };

test.each([
  [
    "vLLM (vllm-project/vllm#52640)",
    { content: null, reasoning: "Hm, let me" },
    null,
    "limit of its reply on thinking and",
  ],
  ["Moonshot (BerriAI/litellm-docs#559)", { content: "" }, spent, "on thinking (199 tokens) and"],
  ["tags that never end", { content: "<think>\nHm, let me" }, null, "on thinking and"],
  ["Mistral", { content: [{ type: "thinking", thinking: [] }] }, null, "on thinking and"],
  ["nothing told", { content: null }, null, "on something that is not shown and"],
])("a limit that was spent on thinking is named, with what makes it think less: %s", (_, message, usage, words) => {
  expect(() => chatReply(body(message, "length", usage), "m", 1)).toThrow(
    expect.objectContaining({
      kind: "refused",
      message: expect.stringMatching(
        new RegExp(`${words.replace(/[()]/g, "\\$&")} wrote no answer.*RETRACE_AUTHOR_EFFORT`),
      ),
    }),
  );
});

test.each([
  [
    "thinking off, and a parser that waits for its end (vllm-project/vllm#48645)",
    { content: null, reasoning: "Yes." },
    "--reasoning-parser",
  ],
  [
    "gpt-oss that ends in its thinking (vllm-project/vllm#45736)",
    { content: null, reasoning: "Hm. final" },
    "thinking belongs",
  ],
  ["tags that never end", { content: "<think>Hm." }, "began to think and never answered"],
  ["an answer of nothing", { content: "<think>Hm.</think>\n\n" }, "returned no text"],
])("a whole reply without an answer may pass when it is asked again: %s", (_, message, words) => {
  expect(() => chatReply(body(message, "stop"), "m", 1)).toThrow(
    expect.objectContaining({ kind: "malformed", message: expect.stringContaining(words) }),
  );
});

test.each([
  [
    "OpenAI counts thinking into what was written",
    { completion_tokens: 200, total_tokens: 221, prompt_tokens: 21 },
    200,
  ],
  [
    "xAI tells it beside (UKGovernmentBEIS/inspect_ai#5528)",
    {
      prompt_tokens: 21,
      completion_tokens: 12,
      total_tokens: 93,
      completion_tokens_details: { reasoning_tokens: 60 },
    },
    72,
  ],
  [
    "a proxy of Gemini (router-for-me/CLIProxyAPI#5733)",
    { completion_tokens: 0, total_tokens: 81, prompt_tokens: 21, completion_tokens_details: { reasoning_tokens: 60 } },
    60,
  ],
  ["no total", { prompt_tokens: 21, completion_tokens: 5 }, 5],
  ["a total without a prompt", { completion_tokens: 5, total_tokens: 26 }, 5],
])("output is all that was written: %s", (_, usage, outputTokens) => {
  expect(chatReply(body({ content: "Yes." }, "stop", usage), "m", 1).usage).toMatchObject({ outputTokens });
});

test.each(["abort", "error"])("a reply that the server broke off (%s) is none, however much is there", (reason) => {
  // vllm-project/vllm#57082; OpenRouter says "error".
  expect(() => chatReply(body({ content: '{"a":' }, reason), "m", 1)).toThrow(
    expect.objectContaining({ kind: "overload", message: expect.stringContaining("broke its reply off") }),
  );
});
