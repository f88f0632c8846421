import { expect, test } from "vitest";
import type { ChatReply, ChatRequest } from "../port.ts";
import { estimatedCost, withReply } from "./chat-completions.ts";

const REQUEST: ChatRequest = {
  system: "s".repeat(100),
  user: "ü".repeat(250),
  temperature: 0.8,
  topP: 1,
  maxOutputTokens: 500,
  seed: null,
  sample: "0",
};

test("before any reply a token is taken to be one byte, for a limit must not be exceeded by the first calls", () => {
  expect(estimatedCost(REQUEST, { least: null })).toEqual({ requests: 1, inputTokens: 600, outputTokens: 500 });
});

test("replies tell how long tokens are; the shortest counts, and a little less", () => {
  const one = withReply({ least: null }, REQUEST, reply(150));
  expect(one).toEqual({ least: 4 });
  const two = withReply(one, REQUEST, reply(200));
  expect(two).toEqual({ least: 3 });
  expect(withReply(two, REQUEST, reply(100))).toEqual({ least: 3 });
  expect(withReply(two, REQUEST, reply(null))).toEqual({ least: 3 });
  expect(estimatedCost(REQUEST, two).inputTokens).toBe(250);
});

function reply(inputTokens: number | null): ChatReply {
  const usage = { inputTokens, outputTokens: 1, cachedTokens: null, wallMs: 1, retries: 0 };
  return { text: "", finish: "stop", usage };
}
