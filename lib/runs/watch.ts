import pg from "pg";
import { z } from "zod";
import type { Actor } from "#lib/auth/actor.ts";
import { authorize } from "#lib/auth/policy.ts";
import { databaseUrl } from "#lib/db/address.ts";
import { log } from "#lib/std/log.ts";
import type { RunSignal } from "./schema.ts";
import * as store from "./store.ts";

/** What changed, as Postgres told it. */
type Change = { readonly run: string; readonly file?: number | undefined };

const Change = z.object({ run: z.string(), file: z.number().optional() });

export type Watched = { readonly id?: string; readonly signal: RunSignal };

/** Everything that happens to one run from now on, and first the events after `after`. Ends with the signal. */
export async function* watchRun(
  actor: Actor,
  runId: string,
  after: string | null,
  signal: AbortSignal,
): AsyncGenerator<Watched> {
  authorize(actor, "run:read");
  await store.getRunHead(runId);
  let seen = after !== null && /^\d{1,18}$/.test(after) ? BigInt(after) : null;
  seen ??= BigInt((await store.listEvents(runId, { newest: 1 })).at(-1)?.id ?? 0);
  for await (const changes of subscribe((change) => change.run === runId, signal)) {
    const files = new Set(changes.flatMap((change) => (change.file === undefined ? [] : [change.file])));
    for (const order of files) {
      yield { signal: { type: "file", runId, file: await store.getRunFile(runId, order) } };
    }
    for (const event of await store.listEvents(runId, { after: seen })) {
      seen = BigInt(event.id);
      yield { id: event.id, signal: { type: "event", runId, event } };
    }
    yield { signal: { type: "run", run: await store.getRunHead(runId) } };
  }
}

/** Heads of runs as they change. */
export async function* watchRuns(actor: Actor, signal: AbortSignal): AsyncGenerator<Watched> {
  authorize(actor, "run:read");
  for await (const changes of subscribe(() => true, signal)) {
    for (const id of new Set(changes.map((change) => change.run))) {
      yield { signal: { type: "run", run: await store.getRunHead(id) } };
    }
  }
}

/** Told at most this often; what happens in between arrives together. */
const TELL_EVERY_MS = 250;

/** Batches of matching changes; the first batch is empty, so that a watcher begins with what is there. */
async function* subscribe(matches: (change: Change) => boolean, signal: AbortSignal): AsyncGenerator<Change[]> {
  const hub = await openHub();
  let waiting: Change[] = [];
  let wake: () => void = () => {};
  let lost = false;
  const listener = (change: Change | null) => {
    if (change === null) lost = true;
    else if (matches(change)) waiting.push(change);
    else return;
    wake();
  };
  const stop = () => wake();
  hub.add(listener);
  signal.addEventListener("abort", stop, { once: true });
  try {
    yield [];
    while (!signal.aborted) {
      if (waiting.length === 0 && !lost) await new Promise<void>((resolve) => (wake = resolve));
      // A lost connection ends the stream: the browser opens a new one and catches up by the last event's id.
      if (signal.aborted || lost) return;
      await new Promise((resolve) => setTimeout(resolve, TELL_EVERY_MS));
      const batch = waiting;
      waiting = [];
      if (batch.length > 0) yield batch;
    }
  } finally {
    hub.delete(listener);
    signal.removeEventListener("abort", stop);
  }
}

type Listener = (change: Change | null) => void;

let hub: Promise<Set<Listener>> | undefined;

/** One listening connection for all watchers of the process; made anew after it was lost. */
function openHub(): Promise<Set<Listener>> {
  hub ??= connect().catch((error: unknown) => {
    hub = undefined;
    throw error;
  });
  return hub;
}

async function connect(): Promise<Set<Listener>> {
  const listeners = new Set<Listener>();
  const client = new pg.Client({ connectionString: databaseUrl(), application_name: "retrace-watch", keepAlive: true });
  const lost = () => {
    hub = undefined;
    for (const listener of listeners) listener(null);
  };
  client.on("error", (error) => {
    log.warn("live updates interrupted", { problem: error.message });
    lost();
  });
  client.on("notification", ({ payload }) => {
    const parsed = Change.safeParse(parseJson(payload ?? ""));
    if (parsed.success) for (const listener of listeners) listener(parsed.data);
  });
  await client.connect();
  await client.query(`LISTEN ${store.RUN_CHANNEL}`);
  return listeners;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
