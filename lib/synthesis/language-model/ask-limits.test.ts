import { expect, test } from "vitest";
import { z } from "zod";
import { scriptedChat } from "#lib/testing/scripted-models.ts";
import { askJson } from "./ask.ts";

const signal = AbortSignal.timeout(60_000);
const question = { system: "Be brief.", user: "Give JSON.", what: "note", replyTokens: 8_000 };
const Reply = z.object({ note: z.string() });

test("questions are asked as REER asks them, with the same sampling each time", async () => {
  const chat = scriptedChat([
    { when: "last reply", reply: '{"note":"b"}' },
    { when: "Give JSON", reply: "no" },
  ]);
  await askJson(chat, question, Reply, signal);
  const asked = { temperature: 0.8, topP: 0.85, maxOutputTokens: 8_000, seed: null, sample: "0" };
  expect(chat.calls).toMatchObject([asked, asked]);
});

test("a reply that is far too long is not parsed, though it would be of use; the second try is the last", async () => {
  const padded = `${" ".repeat(250_000)}{"note":"a"}`;
  const chat = scriptedChat([{ when: "Give JSON", reply: padded }]);
  await expect(askJson(chat, question, Reply, signal)).rejects.toThrow(
    /no usable note in two tries: it was far too long/,
  );
  expect(chat.calls).toHaveLength(2);
});
