import { expect, test } from "vitest";
import { startModelServer } from "#lib/testing/model-server/index.ts";
import { CallFailure, type FailureKind } from "../call-failure.ts";
import { openaiChat } from "../chat/openai.ts";
import { sglangScorer } from "../engines/server-scorers.ts";
import { type Lane, lane } from "../lanes/lane.ts";
import { prefixKeys } from "./prefix-keys.ts";
import { onOneReplica, type Replica, rankedFor } from "./replicas.ts";
import { replicatedChat, replicatedScorer } from "./replicated-models.ts";

const never = new AbortController().signal;
const addresses = ["http://a", "http://b", "http://c", "http://d"];
const closed = (address: string): Replica<string> => ({ address, lane: lane({ name: address }), model: address });
const keys = Array.from({ length: 2_000 }, (_, index) => `prefix ${index}`);

/** As seen from outside; what a lane does is its own tests' matter. */
function withCircuit(address: string, circuit: ReturnType<Lane["state"]>["circuit"]): Replica<string> {
  const replica = closed(address);
  return { ...replica, lane: { state: () => ({ ...replica.lane.state(), circuit }) } };
}

test("keys spread evenly, and where a replica goes only its own keys move", () => {
  const replicas = addresses.map(closed);
  const fewer = replicas.slice(1);
  const counts = new Map<string, number>();
  let moved = 0;
  for (const key of keys) {
    const [first, second] = rankedFor(replicas, key).map(({ address }) => address);
    counts.set(first ?? "", (counts.get(first ?? "") ?? 0) + 1);
    const now = rankedFor(fewer, key)[0]?.address;
    if (first === "http://a") {
      moved++;
      expect(now).toBe(second);
    } else expect(now).toBe(first);
  }
  for (const count of counts.values()) expect(Math.abs(count - keys.length / 4)).toBeLessThan(keys.length * 0.05);
  expect(moved).toBe(counts.get("http://a"));
});

test("the order follows from key and addresses alone, not from the order in which they are told", () => {
  const order = (told: readonly string[]) => rankedFor(told.map(closed), "key").map(({ address }) => address);
  expect(order([...addresses].reverse())).toEqual(order(addresses));
});

test.each([
  ["an open circuit", { kind: "open", cause: "dead", triesInMs: 5_000 }, "http://b"],
  ["a trial of somebody else", { kind: "trial", cause: "dead" }, "http://b"],
  ["a circuit that may be tried again", { kind: "open", cause: "dead", triesInMs: 0 }, "http://a"],
  ["a closed circuit", { kind: "closed" }, "http://a"],
] as const)("with %s at the first, the call goes to %o", async (_, circuit, expected) => {
  const order = [withCircuit("http://a", circuit), closed("http://b")];
  expect(await onOneReplica(order, async ({ address }) => address, never)).toBe(expected);
});

test.each([
  ["network", ["http://a", "http://b"]],
  ["rate-limit", ["http://a", "http://b"]],
  ["refused", ["http://a"]],
  ["wrong", ["http://a"]],
] as const)("after a failure of kind %s these are asked: %o", async (kind, expected) => {
  const asked: string[] = [];
  const act = async ({ address }: Replica<string>) => {
    asked.push(address);
    throw new CallFailure(kind satisfies FailureKind, `${address} failed`);
  };
  await expect(onOneReplica([closed("http://a"), closed("http://b")], act, never)).rejects.toMatchObject({
    kind,
    message: expect.stringContaining(`${expected.at(-1)} failed`),
  });
  expect(asked).toEqual(expected);
});

/** Quick to see that a server is gone, and quick to try it again. */
const impatient = (name: string): Lane =>
  lane({
    name,
    maxRetries: 1,
    backoff: { firstMs: 1, longestMs: 1 },
    circuit: { failures: 2, overMs: 0, restMs: 50 },
  });

test("a step moves as a whole when its server dies, and its prefix comes back when that lives again", async () => {
  await using left = await startModelServer({ engine: "sglang", scores: "hashed" });
  await using right = await startModelServer({ engine: "sglang", scores: "hashed" });
  const replicas = [left, right].map((server) => {
    const own = impatient(server.url);
    const model = sglangScorer({ baseUrl: server.url, model: server.modelName, lane: own });
    return { address: server.url, lane: own, model, server };
  });
  const scorer = replicatedScorer(replicas);
  const prefix = ["The notes below were written over a year.\n"];
  const requests = ["", "It rained.\n", "The sun shone.\n"].map((prompt) => ({
    prompt,
    target: "Beans need water.\n",
  }));

  const session = await scorer.open(prefix, never);
  const before = await session.score(requests, never);
  const scored = () => replicas.map(({ server }) => server.heard.filter(({ path }) => path === "/generate").length);
  const home = scored()[0] ? 0 : 1;
  expect(scored()[1 - home]).toBe(0);

  // Dies after the first candidate of the next batch.
  const homeServer = replicas[home]?.server;
  const calls = scored()[home] ?? 0;
  homeServer?.setFaults([{ kind: "reset", at: "before-headers", path: "/generate", after: 1 }]);
  expect(await session.score(requests, never)).toEqual(before.map((score) => ({ ...score, usage: expect.anything() })));
  expect(scored()[1 - home]).toBeGreaterThanOrEqual(requests.length);
  expect(replicas[home]?.lane.state().circuit.kind).toBe("open");
  expect(scored()[home]).toBeGreaterThan(calls);

  homeServer?.setFaults([]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  const away = scored()[1 - home];
  const next = await scorer.open(prefix, never);
  await next.score(requests, never);
  expect(scored()[1 - home]).toBe(away);
  expect(replicas[home]?.lane.state().circuit.kind).toBe("closed");
  await scorer.close();
});

test("replicas that cut text differently are refused", async () => {
  await using left = await startModelServer({ engine: "sglang", scores: "hashed" });
  await using right = await startModelServer({ engine: "sglang", scores: "hashed" });
  const replicas = [left, right].map((server) => {
    const own = impatient(server.url);
    const model = sglangScorer({ baseUrl: server.url, model: server.modelName, lane: own });
    return { address: server.url, lane: own, model };
  });
  const [first, second] = rankedFor(replicas, "");
  if (!first || !second) throw new Error("two replicas");
  const odd = Object.create(second.model, { tokenizer: { value: "another" } });
  const scorer = replicatedScorer([first, { ...second, model: odd }]);
  const opened = Array.from({ length: 40 }, (_, index) => scorer.open([`prefix ${index}\n`], never));
  const outcomes = await Promise.allSettled(opened);
  const reasons = outcomes.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons.every((reason) => reason.includes("cuts text into other tokens"))).toBe(true);
});

test("rewrites of one step reach one server, other steps the others, and all the next where a circuit opens", async () => {
  await using left = await startModelServer({ engine: "chat", scores: "hashed", maxModelLen: 32_768 });
  await using right = await startModelServer({ engine: "chat", scores: "hashed", maxModelLen: 32_768 });
  const servers = [left, right];
  const chat = replicatedChat(
    servers.map((server) => {
      const own = impatient(server.url);
      const model = openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName, lane: own });
      return { address: server.url, lane: own, model };
    }),
  );
  const rewriting = { system: "s", temperature: 0.8, topP: 1, maxOutputTokens: 20, seed: null };
  const rewrites = (step: number) =>
    Promise.all(
      ["what must be decided", "the order", "the cases that go wrong", "saying it more briefly"].map(
        (attention, index) => {
          const user = `${`Line ${step} of the file.\n`.repeat(200)}Pay attention to ${attention}.`;
          return chat.complete({ ...rewriting, user, sample: `${index}` }, never);
        },
      ),
    );
  const heard = () => servers.map((server) => server.heard.length);
  const homes = new Set<number>();
  for (let step = 0; step < 16; step++) {
    const [before = 0] = heard();
    await rewrites(step);
    const [after = 0] = heard();
    expect([before, before + 4]).toContain(after);
    homes.add(after - before);
  }
  expect(homes.size).toBe(2);

  // Step 0 again, with its home dead.
  const [before = 0] = heard();
  await rewrites(0);
  const home = (heard()[0] ?? 0) > before ? 0 : 1;
  servers[home]?.setFaults([{ kind: "status", status: 503 }]);
  const away = heard()[1 - home] ?? 0;
  await rewrites(0);
  expect((heard()[1 - home] ?? 0) - away).toBe(4);
});

test("what begins alike goes on to the next server when the first has no free place", async () => {
  const asked: string[] = [];
  const busy = (address: string, inFlight: number) => ({
    address,
    lane: { state: () => ({ ...lane({ name: address }).state(), inFlight }) },
    model: {
      id: "m",
      complete: async () => {
        asked.push(address);
        return {
          text: "",
          finish: "stop",
          usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, wallMs: 0, retries: 0 },
        } as const;
      },
    },
  });
  const request = { system: "s", user: "u", temperature: 0, topP: 1, maxOutputTokens: 1, seed: null, sample: "0" };
  const [home = "", other = ""] = rankedFor(["http://a", "http://b"].map(closed), prefixKeys().keyOf("s\nu")).map(
    ({ address }) => address,
  );
  await replicatedChat([busy(home, 0), busy(other, 0)]).complete(request, never);
  await replicatedChat([busy(home, 1_000), busy(other, 0)]).complete(request, never);
  await replicatedChat([busy(home, 1_000), busy(other, 1_000)]).complete(request, never);
  expect(asked).toEqual([home, other, home]);
});

test("chat spreads over servers, survives the death of one, and is refused by name when all are dead", async () => {
  await using left = await startModelServer({ engine: "chat", scores: "hashed" });
  await using right = await startModelServer({ engine: "chat", scores: "hashed" });
  const servers = [left, right];
  const chat = replicatedChat(
    servers.map((server) => {
      const own = impatient(server.url);
      const model = openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName, lane: own });
      return { address: server.url, lane: own, model };
    }),
  );
  const ask = (user: string) =>
    chat.complete({ system: "s", user, temperature: 0, topP: 1, maxOutputTokens: 20, seed: null, sample: "0" }, never);
  const first = await Promise.all(keys.slice(0, 20).map(ask));
  for (const server of servers) expect(server.heard.length).toBeGreaterThan(3);
  left.setFaults([{ kind: "status", status: 503 }]);
  const second = await Promise.all(keys.slice(0, 20).map(ask));
  expect(second.map(({ text }) => text)).toEqual(first.map(({ text }) => text));
  right.setFaults([{ kind: "reset", at: "before-headers" }]);
  await expect(ask("Are you there?")).rejects.toMatchObject({ mayPass: true });
});
