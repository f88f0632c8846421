import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import {
  type BatchClient,
  type BatchItem,
  CallFailure,
  type ChatModel,
  type ChatRequest,
  lane,
  openaiBatches,
  openaiChat,
} from "#lib/llm/index.ts";
import { Fault, type FaultRule } from "./faults.ts";
import { type ModelServer, startModelServer } from "./index.ts";

/*
 * Every fault against chat completions and batches: the undisturbed reply, a reply that says it is another, or a failure
 * that names its cause.
 */

/**
 * - `passes`: the undisturbed reply after a retry, and a failure that says how often it was tried where it never ends.
 * - `harmless`: the undisturbed reply at once; faults of log-probabilities, which chats have none of.
 * - `refused`: asking again is no remedy.
 * - `told`: the reply says itself that it was cut.
 * - `other`: a text is a text; who asked for it reads it, and finds out.
 */
type Outcome = "passes" | "harmless" | "refused" | "told" | "other";

const OUTCOMES: Readonly<Record<Fault["kind"], readonly [Outcome, FaultRule]>> = {
  status: ["passes", { kind: "status", status: 503, body: "html" }],
  reset: ["passes", { kind: "reset", at: "mid-body", afterWork: true }],
  stall: ["passes", { kind: "stall", at: "mid-body" }],
  trickle: ["harmless", { kind: "trickle", everyMs: 1 }],
  delay: ["harmless", { kind: "delay", ms: 5 }],
  "truncated-json": ["passes", { kind: "truncated-json" }],
  "other-shape": ["passes", { kind: "other-shape" }],
  "wrong-length": ["harmless", { kind: "wrong-length", by: -1 }],
  "null-logprobs": ["harmless", { kind: "null-logprobs" }],
  "echo-ignored": ["harmless", { kind: "echo-ignored" }],
  floor: ["harmless", { kind: "floor" }],
  "positive-logprobs": ["harmless", { kind: "positive-logprobs" }],
  "not-a-number": ["harmless", { kind: "not-a-number", value: "NaN" }],
  "other-ids": ["harmless", { kind: "other-ids" }],
  "bos-added": ["harmless", { kind: "bos-added" }],
  "left-truncated": ["harmless", { kind: "left-truncated", keep: 3 }],
  shifted: ["harmless", { kind: "shifted" }],
  "no-context": ["harmless", { kind: "no-context" }],
  noise: ["harmless", { kind: "noise", sigmaNats: 0.1 }],
  // Providers answer an alias with the name of a release, so that another name is no sign of another model.
  "wrong-model": ["harmless", { kind: "wrong-model" }],
  "no-text": ["refused", { kind: "no-text" }],
  "other-text": ["other", { kind: "other-text", text: "Nothing." }],
  "cut-at-length": ["told", { kind: "cut-at-length", tokens: 2 }],
};

const request = (user: string): ChatRequest => ({
  system: "Be brief.",
  user,
  temperature: 0,
  topP: 1,
  maxOutputTokens: 500,
  seed: null,
  sample: "0",
});
const ITEMS: readonly BatchItem[] = ["a", "b", "c"].map((id) => ({ customId: id, request: request(`Say ${id}.`) }));
const TIMES = [1, undefined] as const;
const never = new AbortController().signal;
const cases = Fault.options.map(({ shape }) => OUTCOMES[shape.kind.value]);

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer({ engine: "chat", scores: "hashed" });
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  server.setFaults([]);
  server.reset();
});

/** So long that a busy machine is no stall, and for one that never ends shorter. */
function limitsFor(fault: FaultRule, times: number | undefined) {
  const isStall = fault.kind === "stall";
  return { timeoutMs: isStall ? (times === 1 ? 300 : 100) : 20_000, maxRetries: times === 1 ? 6 : 1 };
}

test.each(cases)("chat, %s: %o", async (outcome, fault) => {
  const right = await chatOf({ timeoutMs: 20_000, maxRetries: 0 }).complete(request("Say a."), never);
  for (const times of TIMES) {
    server.setFaults([{ ...fault, ...(times === undefined ? {} : { times }) }]);
    const asked = chatOf(limitsFor(fault, times)).complete(request("Say a."), never);
    if (outcome === "refused") {
      await expect(asked).rejects.toMatchObject({ kind: "refused", attempts: 1 });
      await expect(asked).rejects.toThrow(SPENT);
    } else if (outcome === "passes" && times === undefined) {
      await expect(asked).rejects.toMatchObject({ mayPass: true, attempts: 2 });
      await expect(asked).rejects.toThrow(CAUSE);
    } else {
      const { text, finish, usage } = await asked;
      const said = outcome === "other" ? "Nothing." : right.text;
      expect(outcome === "told" ? said.startsWith(text) && text !== said : text === said).toBe(true);
      expect(finish).toBe(outcome === "told" ? "length" : "stop");
      expect(usage.retries > 0).toBe(outcome === "passes");
    }
  }
});

/** What a caller of batches does: each step again where it may pass, as often as the next look at the batch allows. */
async function answered(client: BatchClient, tries: number) {
  async function step<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await act();
      } catch (error) {
        if (attempt >= tries || !(error instanceof CallFailure) || !error.mayPass) throw error;
      }
    }
  }
  const id = await step(() => client.submitBatch(ITEMS, never));
  while ((await step(() => client.batchState(id, never))).state === "running");
  const results = await step(() => client.batchResults(id, never));
  return ITEMS.map(({ customId }) => results.get(customId) ?? null);
}

const LINES = new Set<Outcome>(["refused", "told", "other"]);
const transport = cases.filter(([outcome]) => !LINES.has(outcome));

const Listed = z.object({ data: z.array(z.unknown()) });

test.each(transport)("batch, %s, wherever it strikes: %o", async (outcome, fault) => {
  const right = await answered(batchesOf(20_000), 1);
  expect(right.every((each) => each !== null && "text" in each)).toBe(true);
  const steps = server.heard.length;
  for (let after = 0; after < steps; after++) {
    await using fresh = await startModelServer({ engine: "chat", scores: "hashed" });
    fresh.setFaults([{ ...fault, after, times: 1 }]);
    const timeoutMs = fault.kind === "stall" ? 300 : 20_000;
    expect(await answered(batchesOf(timeoutMs, fresh), 6)).toEqual(right);
    const { data } = Listed.parse(await (await fetch(`${fresh.url}/v1/batches`)).json());
    expect(data).toHaveLength(1);
  }
  server.setFaults([fault]);
  const always = answered(batchesOf(fault.kind === "stall" ? 100 : 20_000), 1);
  if (outcome === "passes") await expect(always).rejects.toThrow(CAUSE);
  else expect(await always).toEqual(right);
});

test.each(cases.filter(([outcome]) => LINES.has(outcome)))("batch, a line that is %s: %o", async (outcome, fault) => {
  const right = await answered(batchesOf(20_000), 1);
  await using fresh = await startModelServer({ engine: "chat", scores: "hashed" });
  fresh.setFaults([fault]);
  for (const [index, reply] of (await answered(batchesOf(20_000, fresh), 1)).entries()) {
    if (outcome === "refused") {
      expect(reply).toMatchObject({ kind: "refused", message: expect.stringMatching(SPENT) });
    } else if (outcome === "other") expect(reply).toMatchObject({ text: "Nothing.", finish: "stop" });
    else {
      expect(reply).toMatchObject({ finish: "length" });
      expect(reply).not.toEqual(right[index]);
    }
  }
});

const SPENT = /limit (was spent|of its reply)/;
const CAUSE =
  /answered \d{3}|cannot be reached|cut off|did not (begin to )?answer|another shape|does not answer like|other than JSON/;

function chatOf({ timeoutMs, maxRetries }: { timeoutMs: number; maxRetries: number }): ChatModel {
  const calls = lane({ name: "chat", maxRetries, backoff: { firstMs: 1, longestMs: 2 }, circuit: { failures: 1e6 } });
  return openaiChat({ baseUrl: `${server.url}/v1`, model: server.modelName, lane: calls, timeoutMs });
}

function batchesOf(timeoutMs: number, from: ModelServer = server): BatchClient {
  return openaiBatches({ baseUrl: `${from.url}/v1`, model: from.modelName, timeoutMs });
}
