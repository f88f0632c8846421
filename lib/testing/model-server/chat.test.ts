import { expect, test } from "vitest";
import { z } from "zod";
import type { ChatModel } from "#lib/llm/port.ts";
import type { RewriteTask } from "#lib/synthesis/author.ts";
import { filesOf, type SampleProject, SHOP, sampleProject, taskFor } from "#lib/synthesis/fixture.ts";
import { languageModelAuthor } from "#lib/synthesis/language-model/language-model-author.ts";
import { simulateFile } from "#lib/synthesis/simulate-file.ts";
import { simulateMain } from "#lib/synthesis/simulate-main.ts";
import { type ModelServer, startModelServer } from "./index.ts";

const signal = AbortSignal.timeout(60_000);
const Reply = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }), finish_reason: z.enum(["stop", "length"]) })),
  usage: z.object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
    total_tokens: z.number(),
    prompt_tokens_details: z.object({ cached_tokens: z.number() }),
  }),
});

async function complete(server: ModelServer, extra: object, user = "Say something as JSON.") {
  const answer = await fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: server.modelName, messages: [{ role: "user", content: user }], ...extra }),
  });
  return { status: answer.status, body: await answer.text() };
}

function chatOf(server: ModelServer): ChatModel {
  return {
    id: "test",
    async complete({ system, user, temperature, topP, maxOutputTokens }) {
      const messages = [
        { role: "system", content: system },
        { role: "user", content: user },
      ];
      const settings = { temperature, top_p: topP, max_tokens: maxOutputTokens };
      const { status, body } = await complete(server, { messages, ...settings });
      expect(status, body).toBe(200);
      const { choices, usage } = Reply.parse(JSON.parse(body));
      const { message, finish_reason: finish } = choices[0] ?? { message: { content: "" }, finish_reason: "length" };
      return {
        text: message.content,
        finish,
        usage: {
          inputTokens: usage.prompt_tokens,
          outputTokens: usage.completion_tokens,
          cachedTokens: usage.prompt_tokens_details.cached_tokens,
          wallMs: 0,
          retries: 0,
        },
      };
    },
  };
}

test.each([
  ["a small shop", () => sampleProject(SHOP, "shop")],
  ["a module of this project", () => sampleProject(filesOf("lib/std"), "std")],
])("it authors %s: no question is asked twice, no plan repaired, no name invented", async (_name, load) => {
  const project: SampleProject = await load();
  await using server = await startModelServer({ engine: "chat", maxModelLen: 131_072 });
  const author = languageModelAuthor(chatOf(server));
  const design = await simulateMain(author, project.brief, signal);
  expect(design.requirements.length).toBeGreaterThanOrEqual(4);
  expect(design.audit).toEqual([]);
  expect(design.plan.entries.some((entry) => entry.exports.length > 0)).toBe(true);
  let questions = 1 + Math.ceil(project.structure.order.length / 20);
  for (const path of project.structure.order) {
    const task = taskFor(project, path, design);
    const { steps, audit } = await simulateFile(author, task, { maxReads: 6, sha256: () => "0" }, signal);
    questions += 1;
    expect(steps.filter((step) => step.kind === "think").length).toBeGreaterThan(0);
    expect(audit.filter((event) => event.kind === "flagged-thought" || event.kind === "rejected-read")).toEqual([]);
    expect(steps.flatMap((step) => step.ungrounded)).toEqual([]);
  }
  expect(server.metrics().paths["/v1/chat/completions"]?.paid).toBe(questions);
  expect(server.metrics().mostPaidOfOneKey).toBe(1);
});

test("it rewrites a whole thought and one paragraph; candidates differ, and the same request has the same answer", async () => {
  const project = await sampleProject(SHOP, "shop");
  await using server = await startModelServer({ engine: "chat", maxModelLen: 131_072 });
  const author = languageModelAuthor(chatOf(server));
  const design = await simulateMain(author, project.brief, signal);
  const first =
    "I will write the basket now. It should add up lines, and it must know nothing of how a price is shown to a person.";
  const second =
    "Prices come from elsewhere, so I must not round twice. What is empty should cost nothing at all, I think.";
  const thought = `${first}\n\n${second}`;
  const task: RewriteTask = {
    task: taskFor(project, "src/basket.ts", design),
    moment: "before-writing",
    thought,
    pass: 1,
    position: 0,
    paragraph: null,
    applied: [],
    read: [],
    tests: [],
  };
  const texts: string[] = [];
  for (const position of [0, 1, 2, 3]) texts.push((await author.rewrite({ ...task, position }, signal))?.text ?? "");
  expect(new Set(texts).size).toBeGreaterThan(1);
  expect(texts).not.toContain(thought);
  expect((await author.rewrite(task, signal))?.text).toBe(texts[0]);
  expect((await author.rewrite({ ...task, paragraph: 1 }, signal))?.text).toContain(`${first}\n\n`);
});

test("usage is counted by the tokenizer; a limit cuts; a temperature draws anew only where asked", async () => {
  await using server = await startModelServer({ engine: "chat" });
  const user = "Say something as JSON.";
  const first = Reply.parse(JSON.parse((await complete(server, {}, user)).body));
  const text = first.choices[0]?.message.content ?? "";
  expect(first.usage.prompt_tokens).toBe(server.tokenizer.encode(user).length + 7);
  expect(first.usage.completion_tokens).toBe(server.tokenizer.encode(text).length);
  expect(first.usage.total_tokens).toBe(first.usage.prompt_tokens + first.usage.completion_tokens);
  const cut = Reply.parse(JSON.parse((await complete(server, { max_tokens: 3 }, user)).body));
  expect(cut.choices[0]).toMatchObject({
    finish_reason: "length",
    message: { content: expect.stringMatching(/^.+$/) },
  });
  expect(cut.usage.completion_tokens).toBe(3);
  expect(text.startsWith(cut.choices[0]?.message.content ?? "-")).toBe(true);
  const again = async (extra: object) => (await complete(server, extra, user)).body;
  expect(await again({ temperature: 0.8 })).toBe(await again({ temperature: 0.8 }));

  await using anew = await startModelServer({ engine: "chat", chat: { drawsAnew: true } });
  const drawn = new Set<string>();
  for (let index = 0; index < 12; index++) drawn.add((await complete(anew, { temperature: 0.8 }, user)).body);
  expect(drawn.size).toBeGreaterThan(1);
  const cold = new Set<string>();
  for (let index = 0; index < 12; index++) {
    cold.add(
      Reply.parse(JSON.parse((await complete(anew, { temperature: 0 }, user)).body)).choices[0]?.message.content ?? "",
    );
  }
  expect(cold.size).toBe(1);
});

test("what OpenAI's form does not know is refused, and a key is asked for where one is set", async () => {
  await using server = await startModelServer({ engine: "chat", apiKey: "secret" });
  expect((await complete(server, {})).status).toBe(401);
  await using open = await startModelServer({ engine: "chat", maxModelLen: 64 });
  expect((await complete(open, { model: "other" })).status).toBe(404);
  expect((await complete(open, { temperature: 3 })).status).toBe(400);
  expect((await complete(open, { response_format: { type: "xml" } })).status).toBe(400);
  expect((await complete(open, { response_format: { type: "json_object" } }, "Say something.")).status).toBe(400);
  expect((await complete(open, { response_format: { type: "json_object" } })).status).toBe(200);
  expect((await complete(open, { max_tokens: 64 })).status).toBe(400);
  open.setFaults([{ kind: "no-text" }]);
  expect((await complete(open, {})).body).toContain('"content":null');
  open.setFaults([{ kind: "other-text", text: "no JSON" }]);
  expect((await complete(open, {})).body).toContain('"content":"no JSON"');
  open.setFaults([{ kind: "cut-at-length", tokens: 2 }]);
  expect((await complete(open, {})).body).toContain('"finish_reason":"length"');
});
