import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type LiveState, listen } from "./event-stream.ts";

/** What a browser's EventSource does, moved by hand. */
class HandStream {
  static made: HandStream[] = [];
  readonly CLOSED = 2;
  readyState: 0 | 1 | 2 = 0;
  readonly url: string;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  constructor(url: string) {
    this.url = url;
    HandStream.made.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.(new Event("open"));
  }
  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.onerror?.(new Event("error"));
  }
}

let states: LiveState[];
let messages: string[];
let stop: () => void;
const last = () => HandStream.made.at(-1);

beforeEach(() => {
  vi.useFakeTimers();
  HandStream.made = [];
  states = [];
  messages = [];
  const listener = {
    onMessage: (data: string) => messages.push(data),
    onState: (state: LiveState) => states.push(state),
  };
  stop = listen("/api/events", listener, HandStream);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test("messages arrive while it is open", () => {
  last()?.open();
  last()?.onmessage?.(new MessageEvent("message", { data: "1" }));
  expect([states, messages]).toEqual([["open"], ["1"]]);
});

test("a broken connection is the browser's to mend", () => {
  last()?.open();
  last()?.fail(0);
  vi.advanceTimersByTime(60_000);
  expect(HandStream.made).toHaveLength(1);
  last()?.open();
  expect(states).toEqual(["open", "lost", "open"]);
});

test("a refused one is tried again, later each time, and soon again after a success", () => {
  const waits: number[] = [];
  for (let attempt = 0; attempt < 7; attempt += 1) {
    last()?.fail(2);
    waits.push(untilNext());
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  last()?.open();
  last()?.fail(2);
  expect(untilNext()).toBe(1000);
});

test("stopping ends the stream and any attempt to come", () => {
  last()?.fail(2);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(HandStream.made).toHaveLength(1);
  expect(last()?.readyState).toBe(2);
});

function untilNext(): number {
  const before = HandStream.made.length;
  let waited = 0;
  while (HandStream.made.length === before && waited < 100_000) {
    vi.advanceTimersByTime(500);
    waited += 500;
  }
  return waited;
}
