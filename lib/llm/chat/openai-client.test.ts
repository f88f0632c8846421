import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import type { Endpoint } from "../http-json.ts";
import { jsonByClient, textByClient } from "./openai-client.ts";

const never = new AbortController().signal;

type Heard = { readonly address: string; readonly headers: IncomingHttpHeaders };

async function rawServer(answer: (response: ServerResponse) => void) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    heard.push({ address: `${request.method} ${request.url}`, headers: request.headers });
    request.resume().on("end", () => answer(response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    heard,
    endpoint: { baseUrl: `http://127.0.0.1:${address.port}/v1`, apiKey: "k", timeoutMs: 5_000 } satisfies Endpoint,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const hello = (endpoint: Endpoint, signal = never) =>
  jsonByClient(endpoint, (client) => client.chat.completions.create({ model: "m", messages: [] }), signal);

afterEach(() => vi.unstubAllEnvs());

test("nothing of the environment or of this machine is sent, and nobody else is asked", async () => {
  vi.stubEnv("OPENAI_API_KEY", "of-the-environment");
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:2/v1");
  vi.stubEnv("OPENAI_ORG_ID", "of-the-environment");
  vi.stubEnv("OPENAI_PROJECT_ID", "of-the-environment");
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", "x-own: of-the-environment");
  await using server = await rawServer((response) => response.end("{}"));
  await hello(server.endpoint);
  await hello({ ...server.endpoint, apiKey: undefined });
  expect(server.heard.map(({ address }) => address)).toEqual(Array(2).fill("POST /v1/chat/completions"));
  expect(server.heard.map(({ headers }) => headers.authorization)).toEqual(["Bearer k", undefined]);
  const sent = server.heard.flatMap(({ headers }) => Object.entries(headers));
  expect(sent.filter(([name, value]) => /^(x-|openai-)/.test(name) || value === "of-the-environment")).toEqual([]);
});

test("one attempt, even where the server asks for another", async () => {
  await using server = await rawServer((response) => response.writeHead(500, { "x-should-retry": "true" }).end("no"));
  await expect(hello(server.endpoint)).rejects.toMatchObject({ kind: "server", attempts: 1 });
  expect(server.heard).toHaveLength(1);
});

test("the failures are those of every other call", async () => {
  await using away = await rawServer((response) => response.writeHead(307, { location: "http://else/" }).end());
  await expect(hello(away.endpoint)).rejects.toThrow("redirects to http://else/");
  await using long = await rawServer((response) => response.end(`"${"a".repeat(1_000)}"`));
  await expect(hello({ ...long.endpoint, maxAnswerBytes: 100 })).rejects.toThrow("more than 100 bytes");
  await using silent = await rawServer(() => {});
  const soon = { ...silent.endpoint, firstByteMs: 30 };
  await expect(hello(soon)).rejects.toThrow("/v1/chat/completions did not begin to answer within 30 ms");
  const reason = new Error("enough");
  await expect(hello(silent.endpoint, AbortSignal.abort(reason))).rejects.toBe(reason);
  const gone = { ...silent.endpoint, baseUrl: "http://127.0.0.1:2/v1" };
  await expect(hello(gone)).rejects.toMatchObject({ kind: "network" });
});

test.each([
  [503, "upstream timed out", "overload", "upstream timed out"],
  [429, '{"error":{"message":"Pay.","code":"insufficient_quota"}}', "refused", "Top up the account"],
  [400, '{"object":"error","message":"Too hot.","param":"temperature"}', "refused", "Too hot. (parameter temperature)"],
] as const)("a status %i keeps its words", async (status, text, kind, message) => {
  await using server = await rawServer((response) => response.writeHead(status, { "retry-after": "7" }).end(text));
  await expect(hello(server.endpoint)).rejects.toMatchObject({
    kind,
    retryAfterMs: 7_000,
    message: expect.stringContaining(message),
  });
});

test("JSON is read whatever the server calls it, and nothing is taken for an empty list", async () => {
  await using server = await rawServer((response) =>
    response.writeHead(200, { "content-type": "text/plain" }).end("7"),
  );
  const list = await jsonByClient(server.endpoint, (client) => client.batches.list({ limit: 3 }), never);
  expect(list.body).toBe(7);
  expect(server.heard.map(({ address }) => address)).toEqual(["GET /v1/batches?limit=3"]);
});

test("an id that is no place of its own is refused before anything is sent", async () => {
  await using server = await rawServer((response) => response.end("{}"));
  const asked = textByClient(server.endpoint, (client) => client.files.content(".."), never);
  await expect(asked).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining("did not ask") });
  expect(server.heard).toEqual([]);
});
