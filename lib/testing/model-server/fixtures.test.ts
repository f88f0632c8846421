import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { startModelServer } from "./index.ts";
import { ENGINES } from "./options.ts";

const FOLDER = join(import.meta.dirname, "fixtures");
const Fixture = z.strictObject({
  source: z.string().min(1),
  engine: z.enum(ENGINES),
  addsBos: z.boolean().default(false),
  maxModelLen: z.int().optional(),
  method: z.enum(["GET", "POST"]),
  path: z.string(),
  request: z.record(z.string(), z.unknown()).optional(),
  status: z.int().default(200),
  reply: z.unknown(),
});
const names = readdirSync(FOLDER).filter((name) => name !== "batch.json");

test.each(names)("the server's reply has every member that the recorded %s has, of the same type", async (name) => {
  const fixture = Fixture.parse(JSON.parse(readFileSync(join(FOLDER, name), "utf8")));
  const { engine, addsBos, maxModelLen = 8_192 } = fixture;
  await using server = await startModelServer({ engine, addsBos, maxModelLen, tellsCachedTokens: engine !== "vllm" });
  const answer = await fetch(`${server.url}${fixture.path}`, {
    method: fixture.method,
    ...(fixture.request ? { body: JSON.stringify({ model: server.modelName, ...fixture.request }) } : {}),
  });
  expect(answer.status).toBe(fixture.status);
  expect(missing(fixture.reply, await answer.json(), "")).toEqual([]);
});

test("the server's batch has every member of the recorded one, of the same type", async () => {
  const { object } = z
    .object({ object: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(join(FOLDER, "batch.json"), "utf8")));
  await using server = await startModelServer({ engine: "chat" });
  const body = { model: server.modelName, messages: [{ role: "user", content: "Hello." }] };
  const form = new FormData();
  form.set("purpose", "batch");
  const line = { custom_id: "a", method: "POST", url: "/v1/chat/completions", body };
  form.set("file", new File([JSON.stringify(line)], "a.jsonl"));
  const Named = z.looseObject({ id: z.string() });
  const send = async (path: string, content: FormData | string | null) =>
    Named.parse(
      await (await fetch(`${server.url}${path}`, { method: content === null ? "GET" : "POST", body: content })).json(),
    );
  const file = await send("/v1/files", form);
  const create = { input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h" };
  const batch = await send("/v1/batches", JSON.stringify(create));
  await send(`/v1/batches/${batch.id}`, null);
  expect(missing(object, await send(`/v1/batches/${batch.id}/cancel`, ""), "")).toEqual([]);
});

test("a reply of another shape is noticed", () => {
  expect(missing({ a: 1, b: [null, { c: "x" }] }, { a: 2, b: [null, { c: "y" }], d: 1 }, "")).toEqual([]);
  expect(missing({ a: 1 }, {}, "")).toEqual([".a is missing"]);
  expect(missing({ a: 1 }, { a: "1" }, "")).toEqual([".a is string, not number"]);
  expect(missing([null, 1], [0, 1, 2], "")).toEqual(["[] is number, not null"]);
  expect(missing([null, 1], [null, 1, null], "")).toEqual(["[] is null, not number"]);
  expect(missing([1], [], "")).toEqual([" is empty"]);
});

/**
 * What the actual value lacks. How many elements a list has is no part of its shape: the first is compared with the first,
 * the others with the last, and all in their places where there are equally many. Keys that are tokens differ freely.
 */
function missing(recorded: unknown, actual: unknown, at: string): string[] {
  const [kind, other] = [kindOf(recorded), kindOf(actual)];
  if (kind !== other) return [`${at} is ${other}, not ${kind}`];
  if (Array.isArray(recorded) && Array.isArray(actual)) return missingElements(recorded, actual, at);
  if (!isRecord(recorded) || !isRecord(actual)) return [];
  const free = at.endsWith("prompt_logprobs[]") || at.endsWith("top_logprobs[]");
  if (free) {
    const [first] = Object.values(recorded);
    return Object.values(actual).flatMap((value) => missing(first, value, `${at}.*`));
  }
  return Object.entries(recorded).flatMap(([key, value]) =>
    key in actual ? missing(value, actual[key], `${at}.${key}`) : [`${at}.${key} is missing`],
  );
}

function missingElements(recorded: readonly unknown[], actual: readonly unknown[], at: string): string[] {
  if (recorded.length > 0 && actual.length === 0) return [`${at} is empty`];
  const alike = recorded.length === actual.length;
  return actual.flatMap((value, index) =>
    missing(alike || index === 0 ? recorded[index] : recorded.at(-1), value, `${at}[]`),
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
