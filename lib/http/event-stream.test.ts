import { expect, test } from "vitest";
import { eventStream, lastEventId, type StreamMessage } from "./event-stream.ts";

const ask = (init?: RequestInit) => new Request("http://localhost/api/events", init);

test("messages carry their id and one line of JSON", async () => {
  const response = eventStream(ask(), async function* (): AsyncIterable<StreamMessage> {
    yield { id: "7", data: { text: "two\nlines" } };
    yield { data: 1 };
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(await response.text()).toBe(': open\n\nid: 7\ndata: {"text":"two\\nlines"}\n\ndata: 1\n\n');
});

test("a quiet stream still beats", async () => {
  const response = eventStream(ask(), quiet, 5);
  const reader = response.body?.getReader();
  await reader?.read();
  const beat = await reader?.read();
  expect(new TextDecoder().decode(beat?.value)).toBe(": beat\n\n");
  await reader?.cancel();
});

test("a browser that goes ends the iterable", async () => {
  const left = new AbortController();
  let ended = false;
  const response = eventStream(ask({ signal: left.signal }), async function* (signal) {
    try {
      yield* quiet(signal);
    } finally {
      ended = true;
    }
  });
  const reader = response.body?.getReader();
  await reader?.read();
  left.abort();
  expect(await reader?.read()).toMatchObject({ done: true });
  await expect.poll(() => ended).toBe(true);
});

test("Last-Event-ID is taken only where it can be one of ours", () => {
  expect(lastEventId(ask({ headers: { "last-event-id": "42" } }))).toBe("42");
  expect(lastEventId(ask({ headers: { "last-event-id": "4 2'" } }))).toBeNull();
  expect(lastEventId(ask())).toBeNull();
});

async function* quiet(signal: AbortSignal): AsyncIterable<StreamMessage> {
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}
