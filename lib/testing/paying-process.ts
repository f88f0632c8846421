import { processDesk } from "#lib/calls/desk.ts";
import { storedChat } from "#lib/calls/stored-chat.ts";
import { openaiChat } from "#lib/llm/chat/openai.ts";
import { chatRequest, never } from "./paid-models.ts";

/*
 * A process that asks questions until all are answered, for tests that kill it:
 * node paying-process.ts ADDRESS RUN QUESTIONS. Tells the id of its holder first, and its replies at the end.
 */
const [address = "", runId = "", count = "0"] = process.argv.slice(2);
process.stdout.write(`${processDesk.holder.id}\n`);
const chat = storedChat(openaiChat({ baseUrl: address, model: "fake" }), { runId, purpose: "thought", repeat: 0 });
const texts: string[] = [];
let next = 0;
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (let index = next++; index < Number(count); index = next++) {
      texts[index] = await ask(`question ${index}`);
    }
  }),
);
process.stdout.write(`${JSON.stringify(texts)}\n`);
process.exit(0);

/** A job that fails is done again. */
async function ask(question: string): Promise<string> {
  for (;;) {
    const reply = await chat.complete(chatRequest(question), never).catch(() => null);
    if (reply) return reply.text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
