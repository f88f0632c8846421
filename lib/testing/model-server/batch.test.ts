import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { type ModelServer, startModelServer } from "./index.ts";

const Batch = z.object({
  id: z.string(),
  status: z.string(),
  output_file_id: z.string().nullable(),
  error_file_id: z.string().nullable(),
  request_counts: z.object({ total: z.number(), completed: z.number(), failed: z.number() }),
  errors: z.object({ data: z.array(z.object({ code: z.string(), line: z.number().nullable() })) }).nullable(),
});
const Result = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number(), body: z.unknown() }).nullable(),
  error: z.object({ code: z.string() }).nullable(),
});

function line(server: ModelServer, customId: string, content = `Say ${customId}.`): string {
  const body = { model: server.modelName, messages: [{ role: "user", content }] };
  return JSON.stringify({ custom_id: customId, method: "POST", url: "/v1/chat/completions", body });
}

async function upload(server: ModelServer, text: string): Promise<string> {
  const form = new FormData();
  form.set("purpose", "batch");
  form.set("file", new File([text], "requests.jsonl"));
  const answer = await fetch(`${server.url}/v1/files`, { method: "POST", body: form });
  const file = z.object({ id: z.string(), bytes: z.number(), purpose: z.literal("batch") }).parse(await answer.json());
  expect(file.bytes).toBe(Buffer.byteLength(text));
  return file.id;
}

async function create(server: ModelServer, fileId: string): Promise<z.infer<typeof Batch>> {
  const body = { input_file_id: fileId, endpoint: "/v1/chat/completions", completion_window: "24h" };
  const answer = await fetch(`${server.url}/v1/batches`, { method: "POST", body: JSON.stringify(body) });
  return Batch.parse(await answer.json());
}

async function look(url: string, id: string): Promise<z.infer<typeof Batch>> {
  return Batch.parse(await (await fetch(`${url}/v1/batches/${id}`)).json());
}

async function results(url: string, id: string | null): Promise<z.infer<typeof Result>[]> {
  const text = await (await fetch(`${url}/v1/files/${id}/content`)).text();
  return text
    .trim()
    .split("\n")
    .map((each) => Result.parse(JSON.parse(each)));
}

test("a batch is validated, worked on and completed; its results come in another order", async () => {
  await using server = await startModelServer({ engine: "chat", batch: { polls: 3, failing: (id) => id === "b" } });
  const batch = await create(server, await upload(server, ["a", "b", "c"].map((id) => line(server, id)).join("\n")));
  expect(batch.status).toBe("validating");
  expect((await look(server.url, batch.id)).status).toBe("in_progress");
  expect((await look(server.url, batch.id)).status).toBe("in_progress");
  const done = await look(server.url, batch.id);
  expect(done).toMatchObject({ status: "completed", request_counts: { total: 3, completed: 2, failed: 1 } });
  const good = await results(server.url, done.output_file_id);
  expect(good.map((each) => each.custom_id)).toEqual(["c", "a"]);
  const bad = await results(server.url, done.error_file_id);
  expect(bad).toMatchObject([{ custom_id: "b", response: { status_code: 500 }, error: null }]);
  expect(server.metrics().paths["/v1/batches (line)"]?.paid).toBe(2);
  // A line's answer is what the chat endpoint says to the same body.
  const direct = await fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: server.modelName, messages: [{ role: "user", content: "Say a." }] }),
  });
  const Choices = z.object({ choices: z.unknown() });
  expect(Choices.parse(good[1]?.response?.body)).toEqual(Choices.parse(await direct.json()));
});

test("a bad line fails the batch with its number; unknown files and windows are refused", async () => {
  await using server = await startModelServer({ engine: "chat" });
  const file = await upload(server, `${line(server, "a")}\nnonsense\n${line(server, "a")}\n`);
  const batch = await create(server, file);
  expect(batch.status).toBe("failed");
  expect(batch.errors?.data.map(({ code, line: at }) => [code, at])).toEqual([
    ["invalid_json_line", 2],
    ["duplicate_custom_id", 3],
  ]);
  const send = (body: object) => fetch(`${server.url}/v1/batches`, { method: "POST", body: JSON.stringify(body) });
  const right = { input_file_id: file, endpoint: "/v1/chat/completions", completion_window: "24h" };
  expect((await send({ ...right, input_file_id: "file-none" })).status).toBe(400);
  expect((await send({ ...right, completion_window: "1h" })).status).toBe(400);
  expect((await fetch(`${server.url}/v1/batches/batch_none`)).status).toBe(404);
  expect((await fetch(`${server.url}/v1/files/file-none/content`)).status).toBe(404);
});

test("a cancelled batch keeps what was done, an expired one names what was not", async () => {
  await using server = await startModelServer({ engine: "chat", batch: { polls: 3 } });
  const requests = Array.from({ length: 8 }, (_, index) => line(server, `r${index}`)).join("\n");
  const batch = await create(server, await upload(server, requests));
  await look(server.url, batch.id);
  const cancel = () => fetch(`${server.url}/v1/batches/${batch.id}/cancel`, { method: "POST" });
  expect(Batch.parse(await (await cancel()).json()).status).toBe("cancelling");
  const cancelled = await look(server.url, batch.id);
  expect(cancelled).toMatchObject({ status: "cancelled", request_counts: { total: 8, completed: 2, failed: 0 } });
  expect(await results(server.url, cancelled.output_file_id)).toHaveLength(2);
  expect((await cancel()).status).toBe(409);

  await using late = await startModelServer({ engine: "chat", batch: { polls: 1, expires: true } });
  const second = await create(late, await upload(late, requests));
  const expired = await look(late.url, second.id);
  expect(expired.status).toBe("expired");
  expect(await results(late.url, expired.output_file_id)).toHaveLength(4);
  const missed = await results(late.url, expired.error_file_id);
  expect(missed.every((each) => each.error?.code === "batch_expired" && each.response === null)).toBe(true);
});

test("a restarted server knows its files and batches, and pays no line twice", async () => {
  const folder = await mkdtemp(join(tmpdir(), "model-server-"));
  const stateFile = join(folder, "state.jsonl");
  try {
    let id: string;
    {
      await using server = await startModelServer({ engine: "chat", stateFile });
      id = (await create(server, await upload(server, line(server, "a")))).id;
      await look(server.url, id);
    }
    await using again = await startModelServer({ engine: "chat", stateFile });
    const done = await look(again.url, id);
    expect(done.status).toBe("completed");
    await look(again.url, id);
    expect(await results(again.url, done.output_file_id)).toHaveLength(1);
    expect(again.metrics()).toMatchObject({ paidCalls: 1, mostPaidOfOneKey: 1 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
