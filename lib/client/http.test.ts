import { createServer, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { address, ClientError, fieldMessage, get, post } from "./http.ts";

const problem = {
  type: "about:blank",
  title: "t",
  status: 400,
  code: "invalid",
  detail: "name: too short",
  fields: [{ field: "name", message: "too short" }],
};
let asked: { method: string | undefined; type: string | undefined; body: string };
const server = createServer(async (request, response) => {
  asked = { method: request.method, type: request.headers["content-type"], body: await read(request) };
  if (request.url === "/slow") return;
  response.statusCode = request.url === "/problem" ? 400 : request.url === "/broken" ? 500 : 200;
  response.end(request.url === "/problem" ? JSON.stringify(problem) : request.url === "/broken" ? "<html>" : '{"a":1}');
});
let base: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const found = server.address();
  base = `http://127.0.0.1:${typeof found === "object" && found ? found.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

test("a reply is parsed", async () => {
  expect(await get(`${base}/`, z.strictObject({ a: z.number() }))).toEqual({ a: 1 });
});

test("a body goes as JSON, and nothing as nothing", async () => {
  await post(`${base}/`, z.unknown(), { b: 2 });
  expect(asked).toEqual({ method: "POST", type: "application/json", body: '{"b":2}' });
  await post(`${base}/`, z.unknown());
  expect(asked).toEqual({ method: "POST", type: undefined, body: "" });
});

test("a problem becomes an error with its fields", async () => {
  const error = await get(`${base}/problem`, z.unknown()).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(ClientError);
  expect(error).toMatchObject({ code: "invalid", status: 400, message: "name: too short" });
  expect(fieldMessage(error, "name")).toBe("too short");
  expect(fieldMessage(error, "other")).toBeUndefined();
  expect(fieldMessage(new Error("x"), "name")).toBeUndefined();
});

test("a reply of another shape names the place", async () => {
  const wrong = get(`${base}/`, z.strictObject({ a: z.string() }));
  await expect(wrong).rejects.toMatchObject({ code: "unexpected-reply", message: expect.stringContaining("a: ") });
});

test("a page where a problem should be is no crash", async () => {
  await expect(get(`${base}/broken`, z.unknown())).rejects.toMatchObject({ code: "unexpected-reply", status: 500 });
});

test("nobody there is offline, and an abort stays an abort", async () => {
  await expect(get("http://127.0.0.1:1/", z.unknown())).rejects.toMatchObject({ code: "offline" });
  const leaving = new AbortController();
  const asking = get(`${base}/slow`, z.unknown(), { signal: leaving.signal });
  leaving.abort();
  await expect(asking).rejects.toMatchObject({ name: "AbortError" });
});

test.each<[Parameters<typeof address>, string]>([
  [[["runs"]], "/api/runs"],
  [[["runs", "a/b", 3]], "/api/runs/a%2Fb/3"],
  [[["x"], { path: "a b&c", from: 0, to: null, gone: undefined }], "/api/x?path=a%20b%26c&from=0"],
])("%j is %s", (parts, path) => {
  expect(address(...parts)).toBe(path);
});
