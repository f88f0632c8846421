import { expect, test } from "vitest";
import { afterSuccess, afterTrouble, initialLimit, type LimitState } from "./adaptive-limit.ts";

const settings = { initial: 8, most: 64 };
const start = initialLimit(settings, 0);

function round(state: LimitState, latencyMs = 100): LimitState {
  let next = state;
  for (let done = 0; done < state.limit; done++) next = afterSuccess(next, { latencyMs, full: true }, settings);
  return next;
}

function rounds(state: LimitState, count: number, latencyMs = 100): LimitState[] {
  const states: LimitState[] = [];
  for (let nth = 0; nth < count; nth++) states.push(round(states.at(-1) ?? state, latencyMs));
  return states;
}

/** One call too many, alone. */
function refusedOnce(state: LimitState, launch = 1_000_000): LimitState {
  return afterTrouble(state, { launch, launches: launch + 1, inFlight: state.limit - 1, retryAfterMs: null });
}

test("doubles round by round up to its most", () => {
  expect(rounds(start, 5).map((state) => state.limit)).toEqual([16, 32, 64, 64, 64]);
});

test("success says nothing where the limit is not used up", () => {
  let state = start;
  for (let done = 0; done < 100; done++) state = afterSuccess(state, { latencyMs: 100, full: false }, settings);
  expect(state).toEqual(start);
});

test("trouble takes a quarter, and the way back up to the ceiling is short", () => {
  const lowered = refusedOnce({ ...start, limit: 41 }, 500);
  expect(lowered).toMatchObject({ limit: 30, ceiling: 40, phase: "recovering" });
  let state = lowered;
  for (let done = 0; done < 8; done++) state = afterSuccess(state, { latencyMs: 100, full: true }, settings);
  expect(state).toMatchObject({ limit: 38, phase: "probing" });
  expect(rounds(state, 3).map((each) => each.limit)).toEqual([39, 40, 41]);
});

test("a burst lowers once, to what it leaves under way, and never below half", () => {
  const burst = (survivors: number) => {
    let state: LimitState = { ...start, limit: 60 };
    for (let inFlight = 59; inFlight >= survivors; inFlight--) {
      state = afterTrouble(state, { launch: 100 + inFlight, launches: 200, inFlight, retryAfterMs: null });
    }
    return state;
  };
  expect(burst(55)).toMatchObject({ limit: 45 });
  expect(burst(40)).toMatchObject({ limit: 40, ceiling: 40 });
  expect(burst(0)).toMatchObject({ limit: 30, ceiling: 30 });
});

test("a call sent after the limit fell is new trouble", () => {
  const first = afterTrouble({ ...start, limit: 40 }, { launch: 99, launches: 100, inFlight: 39, retryAfterMs: null });
  const second = afterTrouble(first, { launch: 100, launches: 101, inFlight: 29, retryAfterMs: null });
  expect([first.limit, second.limit]).toEqual([30, 22]);
});

test("a ceiling met again is tried ever less often", () => {
  let state = refusedOnce({ ...start, limit: 21 }, 100);
  const waits: number[] = [];
  for (let time = 1; time <= 4; time++) {
    let waited = 0;
    while (state.limit <= 20) {
      state =
        state.phase === "recovering" ? afterSuccess(state, { latencyMs: 100, full: true }, settings) : round(state);
      if (state.limit === 20) waited++;
    }
    waits.push(waited);
    state = refusedOnce(state, 1_000 * time);
  }
  expect(waits).toEqual([1, 2, 4, 8]);
});

test("where trying one more costs a pause, it is tried once in ten pauses' time", () => {
  const [, , at64] = rounds(start, 3, 1_000);
  const full = { ...(at64 ?? start), phase: "probing" as const };
  const trouble = { launch: 1_000, launches: 1_001, inFlight: 63, retryAfterMs: 20_000 };
  expect(afterTrouble(full, trouble)).toMatchObject({ ceiling: 63, patience: 200 });
});

test("beyond a ceiling that has gone, steps grow up to a quarter", () => {
  let state: LimitState = { ...start, limit: 4, phase: "probing", ceiling: 4 };
  const limits: number[] = [];
  while (state.limit < settings.most) {
    state = round(state);
    limits.push(state.limit);
  }
  expect(limits.slice(0, 4)).toEqual([5, 6, 7, 8]);
  expect(limits.length).toBeLessThan(20);
  const steps = limits.slice(1).map((limit, index) => (limit - (limits[index] ?? 0)) / (limits[index] ?? 1));
  expect(Math.max(...steps)).toBeLessThanOrEqual(0.25);
});

test("latency that swells while no more gets done lowers the limit; where more gets done it may swell", () => {
  const [, , at64] = rounds(start, 3);
  const swollen = rounds(at64 ?? start, 2, 200);
  expect(swollen.map((state) => state.limit)).toEqual([64, 48]);
  const batching = rounds(round(start, 100), 2, 150);
  expect(batching.map((state) => state.limit)).toEqual([16, 32]);
});

test("a decrease that does not help was one too many, and is taken back", () => {
  const [, , at64] = rounds(start, 3);
  const states = rounds(at64 ?? start, 12, 300);
  expect(states.map((state) => state.limit).slice(0, 4)).toEqual([64, 48, 48, 64]);
  expect(states.at(-1)?.limit).toBe(64);
});

test("never less than one call", () => {
  let state = start;
  for (let launch = 0; launch < 50; launch++)
    state = afterTrouble(state, { launch, launches: launch + 1, inFlight: 0, retryAfterMs: null });
  expect(state.limit).toBe(1);
  expect(rounds(state, 3).at(-1)?.limit).toBeGreaterThan(1);
});
