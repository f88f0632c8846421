import { expect, test } from "vitest";
import { chatQuestion, scoreQuestions } from "./question.ts";

/*
 * Keys under which replies were paid and stored. Another key for the same question pays for all of them again; so a key
 * changes only where the request that is sent has changed, and then the version of its form is raised on purpose.
 */

test("a chat question that was stored is found again", () => {
  const request = {
    system: "Be brief.",
    user: "Why?",
    temperature: 0.8,
    topP: 0.85,
    maxOutputTokens: 100,
    seed: null,
    sample: "0",
  };
  expect(chatQuestion("openai-compatible/m", request, 0).id).toBe(
    "6e08b94e77ac57fc4eb84abc40c39e314319511e4ec0b8cbe02d3404604cb365:100",
  );
  const json = { type: "object", properties: { a: { type: "string" } } };
  expect(chatQuestion("openai-compatible/m", { ...request, seed: 7, json }, 2).id).toBe(
    "5f73597f50a2bb7b386b6c5b52c48b5dc70f7c357ba2748ad4fbd0d164a954d6:100",
  );
});

test("a scoring that was stored is found again", () => {
  const question = scoreQuestions({ id: "sglang/m", tokenizer: "sglang/m#0123456789abcdef" }, ["a\n", "b\n"], 0);
  expect(question({ prompt: "p\n", target: "x = 1;\n" }).id).toBe(
    "2fe62967c08d3402b94eff9b49a933eb416e45816119b8e4de937fe022c06a1a:0",
  );
  expect(question({ prompt: "p\n", target: "x = 1;\n", sample: 3 }).id).toBe(
    "21e51d009f137a2d6e9c83598e5b9964eb00cd04cac1534e9a9a53953b48776b:0",
  );
});
