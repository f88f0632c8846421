import { expect, test } from "vitest";
import { circuitInWords, priceInWords, wasAsked } from "./lane-words.ts";

test.each([
  [{ kind: "closed" as const }, "closed: calls go out"],
  [{ kind: "open" as const, cause: "refused", triesInMs: 12_000 }, "open: refused at once, tried again in 12 s"],
  [{ kind: "open" as const, cause: "refused", triesInMs: 0 }, "open: the next call tries again"],
  [{ kind: "trial" as const, cause: "refused" }, "on trial: one call decides"],
])("a circuit that is %j", (circuit, words) => {
  expect(circuitInWords({ circuit })).toBe(words);
});

test("a price in words, with what is cheaper", () => {
  expect(priceInWords({ input: 1, output: 4 })).toBe("$1 in, $4 out for a million tokens");
  expect(priceInWords({ input: 0.15, output: 0.6, cachedInput: 0.075, batch: { input: 0.5, output: 2 } })).toBe(
    "$0.15 in, $0.075 read before, $0.60 out for a million tokens; in batches $0.50 in, $2 out",
  );
});

test("a lane that nothing went through has nothing to tell", () => {
  const lane = {
    name: "m at http://127.0.0.1:1",
    inFlight: 0,
    waiting: 0,
    limit: 24,
    pausedForMs: 0,
    circuit: { kind: "closed" as const },
    answered: 0,
    failed: 0,
  };
  expect(wasAsked(lane)).toBe(false);
  expect(wasAsked({ ...lane, failed: 1 })).toBe(true);
  expect(wasAsked({ ...lane, circuit: { kind: "trial", cause: "refused" } })).toBe(true);
});
