import type { AddressInfo } from "node:net";
import { type Capacity, resetWorld, setCapacity } from "./control.ts";
import type { FaultRule } from "./faults.ts";
import type { Heard } from "./heard.ts";
import type { Call } from "./ledger.ts";
import { type Metrics, metricsOf, type Window } from "./metrics.ts";
import type { ModelServerOptions } from "./options.ts";
import { listener } from "./server.ts";
import type { ServerTokenizer } from "./tokenizer.ts";
import { worldOf } from "./world.ts";

/**
 * A model server for tests: the wire formats of SGLang, vLLM, hosted echo endpoints, chat and batches over a real model
 * (the built-in one under a tokenizer), with faults on demand. On 127.0.0.1, at a port of its own.
 *
 *     await using server = await startModelServer({ engine: "sglang", faults: [{ kind: "status", status: 429, times: 2 }] });
 *     const scorer = sglangEngine({ baseUrl: server.url, model: server.modelName });
 *     …
 *     server.setFaults([{ kind: "null-logprobs", path: "/generate" }]);   // replaces the rules
 *     expect(server.metrics().paths["/generate"]?.calls).toBe(3);
 *
 * `server.logprobs(ids, from)` tells what a faultless server must answer. A fault strikes by `path`, `contains`, `when`,
 * `after`, `times` and `probability`; transport faults (status, reset, stall, trickle, truncated-json, other-shape) act on
 * the connection, the others on the numbers. As a process of its own: `node lib/testing/model-server/main.ts --port 4001
 * --engine sglang --state FILE`, driven through `POST /_control/{faults,capacity,reset}` and `GET /_control/{metrics,calls}`.
 *
 * Load: `slots` and `latencyMs` make a server of fixed capacity; `metrics().busyShare` tells how much of it was used, and
 * `metrics({ fromMs, toMs })` in a window of `nowMs()`. `paid` counts answers that were sent whole, by request. Chat answers
 * Retrace's own prompts usefully, the same bytes for the same request.
 */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const world = worldOf(options);
  const server = listener(world);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    modelName: world.settings.modelName,
    maxModelLen: world.settings.maxModelLen,
    tokenizer: world.tokenizer,
    heard: world.heard,
    calls: world.ledger.calls,
    setFaults: (rules) => world.faults.set(rules),
    setCapacity: (capacity) => setCapacity(world, capacity),
    metrics: (window) => metricsOf(world.ledger, world.slots, window),
    nowMs: () => performance.now() - world.startedAt,
    reset: () => resetWorld(world),
    flushCache: () => world.cache.clear(),
    logprobs: (ids, from) => world.model.score(ids, from),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ModelServer = AsyncDisposable & {
  /** Without /v1. */
  readonly url: string;
  readonly modelName: string;
  readonly maxModelLen: number;
  readonly tokenizer: ServerTokenizer;
  /** Every request but those of control, oldest first. */
  readonly heard: readonly Heard[];
  /** What became of them, in the order in which they ended. */
  readonly calls: readonly Call[];
  setFaults(rules: readonly FaultRule[]): void;
  /** Latency, slots and places to wait; what is left out stays. */
  setCapacity(capacity: Capacity): void;
  metrics(window?: Window): Metrics;
  /** The clock of `calls` and of a metrics window. */
  nowMs(): number;
  /** Forgets what was heard, counted and cached; faults stay. */
  reset(): void;
  flushCache(): void;
  /** The true logprobs of ids[from..]; `from` is at least 1. */
  logprobs(ids: readonly number[], from: number): number[];
};

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}
