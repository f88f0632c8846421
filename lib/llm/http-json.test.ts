import { createServer, type ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { CallFailure } from "./call-failure.ts";
import { type Endpoint, requestJson } from "./http-json.ts";

const never = new AbortController().signal;

/** A server on 127.0.0.1 whose answers a test writes itself, down to where they are cut off. */
async function rawServer(answer: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume().on("end", () => answer(response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    endpoint: { baseUrl: `http://127.0.0.1:${address.port}`, timeoutMs: 5_000 } satisfies Endpoint,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function failureOf(endpoint: Endpoint, signal = never): Promise<CallFailure> {
  try {
    await requestJson(endpoint, "/x", { a: 1 }, signal);
  } catch (error) {
    if (error instanceof CallFailure) return error;
    throw error;
  }
  throw new Error("The request succeeded.");
}

test("an answer", async () => {
  await using server = await rawServer((response) => response.end('{"b":"\u00e9"}'));
  expect((await requestJson(server.endpoint, "/x", { a: 1 }, never)).body).toEqual({ b: "\u00e9" });
});

test.each([
  [429, "rate-limit", true],
  [500, "server", true],
  [502, "overload", true],
  [503, "overload", true],
  [504, "overload", true],
  [529, "overload", true],
  [408, "timeout", true],
  [400, "refused", false],
  [401, "refused", false],
  [404, "refused", false],
  [422, "refused", false],
] as const)("status %i is %s", async (status, kind, mayPass) => {
  await using server = await rawServer((response) => response.writeHead(status).end("because"));
  const failure = await failureOf(server.endpoint);
  expect(failure).toMatchObject({ kind, mayPass, code: "upstream", attempts: 1, retryAfterMs: null });
  expect(failure.message).toContain(`/x answered ${status}: because`);
});

test("what the server may have worked on may be billed: a broken connection, a proxy that stopped waiting; not a door that stayed shut", async () => {
  await using server = await rawServer((response) => response.destroy());
  expect(await failureOf(server.endpoint)).toMatchObject({ kind: "network", mayBeBilled: true });
  await using busy = await rawServer((response) => response.writeHead(503).end());
  expect(await failureOf(busy.endpoint)).toMatchObject({ kind: "overload", mayBeBilled: false });
  const impatient = await rawServer((response) => response.writeHead(504).end());
  expect(await failureOf(impatient.endpoint)).toMatchObject({ kind: "overload", mayBeBilled: true });
  await impatient[Symbol.asyncDispose]();
  expect(await failureOf(impatient.endpoint)).toMatchObject({ kind: "network", mayBeBilled: false });
});

test("an account without money is refused, however much its answer looks like one in a hurry", async () => {
  const error = { message: "You exceeded your current quota.", type: "insufficient_quota", code: "insufficient_quota" };
  await using server = await rawServer((response) => response.writeHead(429).end(JSON.stringify({ error })));
  const failure = await failureOf(server.endpoint);
  expect(failure).toMatchObject({ kind: "refused", mayPass: false });
  expect(failure.message).toContain("Top up the account");
});

test.each([
  [{ "retry-after": "2" }, 2_000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after-ms": "7", "retry-after": "2" }, 7],
  [{ date: "Sat, 21 Nov 2026 09:00:00 GMT", "retry-after": "Sat, 21 Nov 2026 09:00:30 GMT" }, 30_000],
  [{ date: "Sat, 21 Nov 2026 09:00:00 GMT", "retry-after": "Sat, 21 Nov 2026 08:00:00 GMT" }, 0],
  [{ "retry-after": "soon" }, null],
] as const)("%o asks for %s ms", async (headers, expected) => {
  await using server = await rawServer((response) => response.writeHead(429, headers).end());
  expect((await failureOf(server.endpoint)).retryAfterMs).toBe(expected);
});

test.each<[string, (response: ServerResponse) => void, string]>([
  ["a page", (response) => response.end("<html>"), "something other than JSON"],
  ["nothing", (response) => response.end(), "something other than JSON"],
  ["half of its JSON", (response) => response.end('{"b":['), "cut off"],
  [
    "fewer bytes than it announced",
    (response) => response.writeHead(200, { "content-length": "100" }).write('{"b":', () => response.destroy()),
    "cut off",
  ],
])("a server that answers with %s is malformed", async (_, answer, message) => {
  await using server = await rawServer(answer);
  const failure = await failureOf(server.endpoint);
  expect(failure.kind).toBe("malformed");
  expect(failure.message).toContain(message);
});

test("a server that is not there, or drops the connection", async () => {
  expect((await failureOf({ baseUrl: "http://127.0.0.1:2", timeoutMs: 5_000 })).kind).toBe("network");
  await using server = await rawServer((response) => response.destroy());
  expect((await failureOf(server.endpoint)).kind).toBe("network");
});

test("a redirect is not followed", async () => {
  await using server = await rawServer((response) => response.writeHead(307, { location: "http://else/" }).end());
  const failure = await failureOf(server.endpoint);
  expect(failure.kind).toBe("refused");
  expect(failure.message).toContain("redirects to http://else/");
});

test("an answer that is too large is not read", async () => {
  await using server = await rawServer((response) => response.end(`"${"a".repeat(1_000)}"`));
  const failure = await failureOf({ ...server.endpoint, maxAnswerBytes: 100 });
  expect(failure.kind).toBe("refused");
  expect(failure.message).toContain("more than 100 bytes");
});

test("limits of time: for the first byte, and for the whole", async () => {
  await using silent = await rawServer(() => {});
  const first = await failureOf({ ...silent.endpoint, firstByteMs: 30 });
  expect(first.kind).toBe("timeout");
  expect(first.message).toContain("did not begin to answer within 30 ms");
  await using stalled = await rawServer((response) => response.writeHead(200).write("{"));
  const whole = await failureOf({ ...stalled.endpoint, timeoutMs: 200 });
  expect(whole.kind).toBe("timeout");
  expect(whole.message).toContain("did not answer within 200 ms");
});

test("the caller's abort is not a failure of the server", async () => {
  await using server = await rawServer(() => {});
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error("enough")), 30);
  await expect(requestJson(server.endpoint, "/x", {}, abort.signal)).rejects.toThrow("enough");
});

test("a failure after several attempts says how many", () => {
  const failure = new CallFailure("overload", "busy", { retryAfterMs: 5 }).after(3);
  expect(failure).toMatchObject({ kind: "overload", attempts: 3, retryAfterMs: 5, message: "busy (tried 3 times)" });
});

test("a port that fetch never uses is refused for good, with the reason", async () => {
  const failure = await failureOf({ baseUrl: "http://127.0.0.1:4190", timeoutMs: 1_000 });
  expect(failure).toMatchObject({ kind: "refused", mayPass: false });
  expect(failure.message).toContain("fetch sends nothing to this port");
});
