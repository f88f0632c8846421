import { expect, test } from "vitest";
import { seededRandom } from "#lib/std/random.ts";
import { simulatedClock } from "#lib/testing/simulated-clock.ts";
import { simulatedEndpoint } from "#lib/testing/simulated-endpoint.ts";
import { withHeadStart } from "./head-start.ts";
import { lane } from "./lane.ts";

const never = new AbortController().signal;
const one = { requests: 1, inputTokens: 10, outputTokens: 10 };
const SLOTS = 64;
const CALL_MS = 1_000;
/** Between two calls of a file: what is stored and reckoned. */
const BETWEEN_MS = 100;

test("a call with a head start goes before those that came a little earlier, and after those that came much earlier", async () => {
  const clock = simulatedClock();
  const calls = lane({ name: "simulated", clock, limit: { initial: 1, most: 1 } });
  const order: string[] = [];
  const ask = (name: string) =>
    calls.call(
      one,
      async (signal) => {
        order.push(name);
        await clock.sleep(CALL_MS, signal);
      },
      never,
    );
  const all = [
    ask("first"),
    ask("a"),
    ask("b"),
    ask("c"),
    withHeadStart(1, () => ask("one earlier")),
    withHeadStart(100, () => ask("far earlier")),
  ];
  await clock.drain();
  await Promise.all(all);
  expect(order).toEqual(["first", "far earlier", "a", "b", "one earlier", "c"]);
});

test("64 slots stay busy for 95 of 100 through 200 files whose thoughts take unequally many calls", async () => {
  const together = await searchFiles({ away: 256, headStart: 512 });
  expect(together).toBeGreaterThan(0.95);
  // What this is for: files in batches, and files without a head start, leave slots idle while the last ones go on alone.
  expect(await searchFiles({ away: 96, headStart: 0 })).toBeLessThan(together - 0.02);
  expect(await searchFiles({ away: 256, headStart: 0 })).toBeLessThan(together);
});

/** The calls of guarded searches: one to author a file, then for each thought three scorings and up to three passes. */
async function searchFiles({ away, headStart }: { readonly away: number; readonly headStart: number }) {
  const clock = simulatedClock();
  const random = seededRandom(11);
  const endpoint = simulatedEndpoint(clock, { slots: SLOTS, over: "queue" });
  const calls = lane({ name: "simulated", clock, random });
  const batch = async (count: number) => {
    const serve = (signal: AbortSignal) => endpoint.serve(CALL_MS, signal);
    await Promise.all(Array.from({ length: count }, () => calls.call(one, serve, never)));
    await clock.sleep(BETWEEN_MS);
  };
  const thought = async () => {
    await batch(3);
    for (let pass = 0; pass < 3; pass++) {
      await batch(2);
      await batch(2);
      if (random() > 0.4) return;
    }
  };
  const queue = Array.from({ length: 200 }, (_, index) => Math.min(4, index + 1));
  const workers = Array.from({ length: away }, async () => {
    for (let left = queue.shift(); left !== undefined; left = queue.shift()) {
      await withHeadStart(headStart * 9, () => batch(1));
      for (; left > 0; left--) await withHeadStart(headStart * left, thought);
    }
  });
  await clock.drain();
  await Promise.all(workers);
  return endpoint.busy(0, clock.now());
}
