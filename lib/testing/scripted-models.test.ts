import { expect, test } from "vitest";
import { scriptedChat, scriptedScorer } from "./scripted-models.ts";

const never = new AbortController().signal;
const question = {
  system: "s",
  user: "What is it?",
  temperature: 0,
  topP: 1,
  maxOutputTokens: 9,
  seed: null,
  sample: "0",
};

test("a chat model answers its script, and throws at anything else", async () => {
  const model = scriptedChat([{ when: "What", reply: (request) => `${request.user} A cat.` }]);
  expect((await model.complete(question, never)).text).toBe("What is it? A cat.");
  await expect(model.complete({ ...question, user: "Why?" }, never)).rejects.toThrow("Unscripted question: Why?");
  expect(model.calls.map((call) => call.user)).toEqual(["What is it?", "Why?"]);
});

test("a scorer answers per span, and throws at anything else", async () => {
  const model = scriptedScorer(({ prefix, target }) =>
    prefix === "p\n" ? (target === "a b" ? [-1, -2, -3] : -1) : null,
  );
  const session = await model.open(["p", "\n"], never);
  expect(
    await session.score(
      [
        { prompt: "", target: "a b" },
        { prompt: "", target: "c" },
      ],
      never,
    ),
  ).toMatchObject([
    { ends: [1, 2, 3], logprobs: [-1, -2, -3] },
    { ends: [1], logprobs: [-1] },
  ]);
  const other = await model.open([], never);
  await expect(other.score([{ prompt: "", target: "a" }], never)).rejects.toThrow("Unscripted target: a");
  expect(model.calls).toHaveLength(3);
});
