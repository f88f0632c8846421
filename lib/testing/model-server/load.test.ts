import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { type ModelServer, startModelServer } from "./index.ts";
import { PrefixCache } from "./prefix-cache.ts";

function ask(server: Pick<ModelServer, "url">, ids: number[], signal?: AbortSignal): Promise<Response> {
  const body = { input_ids: ids, sampling_params: { max_new_tokens: 1, temperature: 0 } };
  return fetch(`${server.url}/generate`, {
    method: "POST",
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

test("no more requests than slots are worked on at once, and the busy share is measured", async () => {
  await using server = await startModelServer({ scores: "hashed", slots: 4, latencyMs: 40 });
  await Promise.all(Array.from({ length: 24 }, async (_, index) => (await ask(server, [index])).text()));
  const full = server.metrics();
  expect(full.peakInFlight).toBe(4);
  expect(full.peakWaiting).toBeGreaterThan(4);
  expect(full.paths["/generate"]).toMatchObject({ calls: 24, paid: 24 });
  expect(full.busyShare).toBeGreaterThan(0.25);
  expect(full.busyShare).toBeLessThanOrEqual(1);
  expect(full.inFlight).toBe(0);

  server.reset();
  for (let index = 0; index < 4; index++) await (await ask(server, [index])).text();
  const one = server.metrics();
  expect(one.peakInFlight).toBe(1);
  // One of four slots at a time cannot be more than a quarter.
  expect(one.busyShare).toBeLessThanOrEqual(0.25);
  expect(server.metrics({ fromMs: 0, toMs: 0 }).busySlotMs).toBe(0);
});

test("who hangs up gives the slot back and pays nothing", async () => {
  await using server = await startModelServer({ scores: "hashed", slots: 1, latencyMs: 60_000 });
  const abort = new AbortController();
  const first = ask(server, [1], abort.signal);
  await eventually(() => server.metrics().inFlight).toBe(1);
  const second = ask(server, [2], abort.signal);
  await eventually(() => server.metrics().waiting).toBe(1);
  abort.abort(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  await expect(second).rejects.toThrow("gone");
  await eventually(() => server.metrics().inFlight).toBe(0);
  server.setCapacity({ latencyMs: 0 });
  expect((await ask(server, [3])).status).toBe(200);
  await eventually(() => server.calls.length).toBe(3);
  expect(server.metrics()).toMatchObject({ paidCalls: 1, abandoned: 2 });
});

test("who finds no place to wait is refused; capacity can change under way", async () => {
  const refusal = { status: 503, retryAfter: "1" } as const;
  await using server = await startModelServer({
    scores: "hashed",
    slots: 1,
    latencyMs: 60_000,
    mostWaiting: 1,
    refusal,
  });
  const first = ask(server, [1]);
  await eventually(() => server.metrics().inFlight).toBe(1);
  const second = ask(server, [2]);
  await eventually(() => server.metrics().waiting).toBe(1);
  const third = await ask(server, [3]);
  expect([third.status, third.headers.get("retry-after")]).toEqual([503, "1"]);
  server.setCapacity({ slots: 3, latencyMs: 0 });
  expect(server.metrics()).toMatchObject({ slots: 3, inFlight: 2, waiting: 0 });
  expect((await second).status).toBe(200);
  expect((await ask(server, [4])).status).toBe(200);
  server.setCapacity({ slots: 1, mostWaiting: 0 });
  expect((await ask(server, [5])).status).toBe(503);
  first.catch(() => undefined);
});

test("a repeated request counts against its key", async () => {
  await using server = await startModelServer({ scores: "hashed" });
  for (const ids of [[1, 2], [3], [1, 2]]) await (await ask(server, ids)).text();
  const { paid, mostPaidOfOneKey, inputTokens } = server.metrics();
  expect(Object.values(paid).toSorted()).toEqual([1, 2]);
  expect(mostPaidOfOneKey).toBe(2);
  expect(inputTokens).toBe(5);
  expect(server.metrics()).toMatchObject({ mostPerMinute: 3, mostTokensPerMinute: 8 });
});

test("as a process of its own it goes on counting after it was killed and restarted on its port", async () => {
  const folder = await mkdtemp(join(tmpdir(), "model-server-"));
  const state = join(folder, "state.jsonl");
  onTestFinished(() => rm(folder, { recursive: true }));
  const first = await spawnServer(["--engine", "sglang", "--scores", "hashed", "--state", state]);
  expect((await ask(first, [1, 2, 3])).status).toBe(200);
  await first.kill();
  await expect(ask(first, [1])).rejects.toThrow("fetch failed");
  const { port } = new URL(first.url);
  const second = await spawnServer(["--port", port, "--scores", "hashed", "--state", state]);
  expect(second.url).toBe(first.url);
  expect((await ask(second, [1, 2, 3])).status).toBe(200);
  const metrics: unknown = await (await fetch(`${second.url}/_control/metrics`)).json();
  expect(metrics).toMatchObject({ paidCalls: 2, mostPaidOfOneKey: 2 });
});

async function spawnServer(flags: readonly string[]): Promise<{ readonly url: string; kill(): Promise<void> }> {
  const child = spawn(process.execPath, ["lib/testing/model-server/main.ts", ...flags], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  // Also when the test fails: a child that lives on would keep the test runner from ending.
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(String(line)));
  return {
    url,
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

test("the prefix cache knows the longest beginning that it has read", () => {
  const cache = new PrefixCache();
  cache.add([1, 2, 3, 4]);
  cache.add([1, 2, 5]);
  cache.add([7]);
  expect(cache.match([1, 2, 3, 9])).toBe(3);
  expect(cache.match([1, 2, 5, 6])).toBe(3);
  expect(cache.match([1, 2])).toBe(2);
  expect(cache.match([7, 8])).toBe(1);
  expect(cache.match([2])).toBe(0);
  cache.clear();
  expect(cache.match([1, 2])).toBe(0);
});

/** Waits longer than expect.poll does by itself, for a machine that has much else to do. */
function eventually<T>(value: () => T) {
  return expect.poll(value, { timeout: 20_000 });
}
