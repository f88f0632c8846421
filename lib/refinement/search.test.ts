import { expect, test } from "vitest";
import { defaultRunConfig, type RunConfig } from "#lib/trajectory/index.ts";
import { type Attempt, type Entry, finishPass, helps, nextMove, type Rules, startSearch } from "./search.ts";

const UNITS = 40;

function rules(search: Partial<RunConfig["search"]> = {}, noiseNats = 0): Rules {
  return {
    search: { ...defaultRunConfig.search, ...search },
    scale: { scoredFrom: 0, clipNats: null },
    noiseNats,
  };
}

/** Every unit costs `nats`, with a ripple that does not move the mean. */
function entry(label: string, nats: number, tokens = 10, ripple = 0): Entry {
  const logprobs = Array.from({ length: UNITS }, (_, unit) => -nats + (unit % 2 === 0 ? ripple : -ripple));
  return { label, text: label, operator: `op-${label}`, tokens, logprobs };
}

function attempt(label: string, nats: number, part: Partial<Attempt> = {}): Attempt {
  return { ...entry(label, nats), dismissed: null, failsGate: null, adjustedGain: 1, ...part };
}

function judge(attempts: Attempt[], given = rules()) {
  return finishPass(startSearch(entry("0", 2), given), attempts, given);
}

test("the best that passes is accepted, and its operator remembered", () => {
  const { state, reasons } = judge([attempt("1a", 1.8), attempt("1b", 1.5)]);
  expect(reasons).toEqual(["not-better", "accepted"]);
  expect(state).toMatchObject({ s: 1.5, passesDone: 1, applied: ["op-1b"], stopped: null });
});

test("a tie goes to the shorter, and so does a lead within the margin", () => {
  expect(judge([attempt("1a", 1.5, { tokens: 20 }), attempt("1b", 1.5, { tokens: 12 })]).reasons).toEqual([
    "not-better",
    "accepted",
  ]);
  const rippled = { tokens: 5, logprobs: entry("x", 1.501, 5, 0.2).logprobs };
  expect(judge([attempt("1a", 1.5), attempt("1b", 1.501, rippled)]).state.incumbent.label).toBe("1b");
  expect(judge([attempt("1a", 1.5), attempt("1b", 1.9, { tokens: 1 })]).state.incumbent.label).toBe("1a");
});

test("a fall within two standard errors and under the relative margin is noise", () => {
  const noisy = { logprobs: entry("x", 1.998, 10, 1).logprobs };
  expect(judge([attempt("1a", 1.998, noisy)]).reasons).toEqual(["within-noise"]);
  expect(judge([attempt("1a", 1.998, noisy)], rules({ relativeMargin: 0.0005 })).reasons).toEqual(["accepted"]);
  expect(judge([attempt("1a", 1.998)]).reasons).toEqual(["accepted"]);
});

test("a noisy scorer asks for three standard deviations of the sum", () => {
  const noise = 0.1;
  // Of a difference, that is: both readings are noisy.
  const least = (3 * noise * Math.sqrt(2 * UNITS)) / UNITS;
  expect(judge([attempt("1a", 2 - least * 0.9)], rules({}, noise)).reasons).toEqual(["within-noise"]);
  expect(judge([attempt("1a", 2 - least * 1.1)], rules({}, noise)).reasons).toEqual(["accepted"]);
});

test("noise never lets S rise: a rewrite must beat both measurements of the incumbent", () => {
  const given = rules({}, 0.001);
  const state = startSearch(entry("0", 2), given);
  const unlucky = entry("0", 2.5).logprobs;
  expect(finishPass(state, [attempt("1a", 2.1)], given, unlucky).reasons).toEqual(["not-better"]);
});

test("gate, empty, duplicate and unadjusted gains are refused in guarded mode", () => {
  const attempts = [
    attempt("1a", 1, { failsGate: "leak" }),
    attempt("1b", 1, { adjustedGain: 0 }),
    attempt("1c", 1, { dismissed: "empty" }),
    attempt("1d", 1, { dismissed: "duplicate" }),
    attempt("1e", 1, { failsGate: "too-long" }),
    attempt("1f", 2.5),
  ];
  const { state, reasons } = judge(attempts);
  expect(reasons).toEqual(["leak", "leak", "empty", "duplicate", "too-long", "not-better"]);
  expect(state).toMatchObject({ s: 2, stopped: "no-acceptance" });
});

test("faithful mode asks only for a fall of S", () => {
  const given = rules({ mode: "faithful" }, 5);
  const { state, reasons } = judge(
    [attempt("1a", 1.9999, { failsGate: "leak", adjustedGain: -1 }), attempt("1b", 2)],
    given,
  );
  expect(reasons).toEqual(["accepted", "not-better"]);
  expect(state.incumbent.label).toBe("1a");
});

test("stops: passes, floor, nothing to propose, no acceptance, no candidates wanted", () => {
  const start = startSearch(entry("0", 2), rules());
  expect(nextMove(start, rules())).toEqual({ kind: "propose", pass: 1, count: 2, paragraph: null });
  expect(nextMove({ ...start, passesDone: 3 }, rules())).toEqual({ kind: "stop", reason: "passes" });
  expect(nextMove(start, rules({ candidates: 0 }))).toEqual({ kind: "stop", reason: "passes" });
  expect(nextMove(startSearch(entry("0", 0.2), rules()), rules())).toEqual({ kind: "stop", reason: "floor" });
  const nothing = finishPass(start, [], rules()).state;
  expect(nextMove(nothing, rules())).toEqual({ kind: "stop", reason: "nothing-to-propose" });
  const refused = finishPass(start, [attempt("1a", 3)], rules()).state;
  expect(nextMove(refused, rules())).toEqual({ kind: "stop", reason: "no-acceptance" });
});

test("off rewrites nothing", () => {
  const given = rules({ mode: "off" });
  expect(nextMove(startSearch(entry("0", 2), given), given)).toEqual({ kind: "stop", reason: "off" });
});

const PARAGRAPH =
  "A paragraph that is long enough to be rewritten by itself, for it has more than one hundred characters in all.";

function said(label: string, nats: number, paragraphs: number): Entry {
  return { ...entry(label, nats), text: Array.from({ length: paragraphs }, () => PARAGRAPH).join("\n\n") };
}

test("segment goes through the paragraphs once, whether or not one was bettered", () => {
  const given = rules({ mode: "segment", passes: 1 });
  let state = startSearch(said("0", 2, 3), given);
  const places: (number | null)[] = [];
  for (let move = nextMove(state, given); move.kind === "propose"; move = nextMove(state, given)) {
    places.push(move.paragraph);
    const better = move.paragraph === 1 ? 1.5 : 3;
    const rewrite = { ...attempt(`${move.pass}a`, better), text: said("x", 0, 3).text };
    state = finishPass(state, move.paragraph === 2 ? [] : [rewrite], given).state;
  }
  expect(places).toEqual([0, 1, 2]);
  expect(state.s).toBe(1.5);
});

test("segment passes what a paragraph became, and misses none where one went", () => {
  const given = rules({ mode: "segment" });
  const start = startSearch(said("0", 2, 3), given);
  const becomes = (paragraphs: number) =>
    finishPass(start, [{ ...attempt("1a", 1.5), text: said("x", 0, paragraphs).text }], given).state.paragraph;
  expect(becomes(3)).toBe(1);
  expect(becomes(4)).toBe(2);
  expect(becomes(2)).toBe(0);
  expect(becomes(1)).toBe(0);
});

test("segment ends even where every rewrite adds a paragraph", () => {
  const given = rules({ mode: "segment" });
  let state = startSearch(said("0", 100, 2), given);
  let passes = 0;
  for (let move = nextMove(state, given); move.kind === "propose"; move = nextMove(state, given)) {
    passes++;
    // The paragraph went, and its place is taken by the next: without a limit this would go on for ever.
    const text = said("x", 0, 2).text;
    const shrunk = { ...state, paragraph: 0 };
    state = finishPass(shrunk, [{ ...attempt(`${passes}a`, 100 - passes), text }], given).state;
    state = { ...state, paragraph: 0 };
  }
  expect(passes).toBe(10);
});

test("a thought helps where its file is likelier than without it, by more than noise", () => {
  const given = rules({}, 0.1);
  const noThought = entry("no-thought", 2);
  expect(helps(startSearch(entry("0", 1.5), given), noThought, given)).toBe(true);
  expect(helps(startSearch(entry("0", 1.99), given), noThought, given)).toBe(false);
  expect(helps(startSearch(entry("0", 2.5), given), noThought, given)).toBe(false);
  expect(helps(startSearch(entry("0", 1.99), rules()), noThought, rules())).toBe(true);
});
