import { expect, test } from "vitest";
import { defaultRunConfig, type RunConfig } from "#lib/trajectory/index.ts";
import { attributeGain, blankCopies, judgePass } from "./attribution.ts";
import { type Attempt, type Entry, type Rules, startSearch } from "./search.ts";

const UNITS = 40;
const scale = { scoredFrom: 0, clipNats: null };

function rules(search: Partial<RunConfig["search"]> = {}): Rules {
  return { search: { ...defaultRunConfig.search, floorNats: 0, ...search }, scale, noiseNats: 0 };
}

function nats(value: number): number[] {
  return Array.from({ length: UNITS }, () => -value);
}

function entry(label: string, value: number, text = label): Entry {
  return { label, text, operator: "op", tokens: 10, logprobs: nats(value) };
}

/** A rewrite of which `copied` is marked as copied. */
function attempt(label: string, value: number, text: string, copied = ""): Attempt {
  const start = text.indexOf(copied);
  const span = { start, end: start + copied.length, startLine: 1, endLine: 1, tokens: 8 };
  const copies = copied === "" ? [] : [span];
  return { ...entry(label, value, text), dismissed: null, failsGate: null, adjustedGain: 0.1, copies };
}

test("copies are blanked, but not what the thought before had, too", () => {
  const text = "First a = b + c; then d = e * f; and so on.";
  const spanOf = (part: string) => {
    const start = text.indexOf(part);
    return { start, end: start + part.length, startLine: 1, endLine: 1, tokens: 8 };
  };
  const spans = [spanOf("a = b + c;"), spanOf("d = e * f;")];
  expect(blankCopies(text, spans, "Nothing.")).toBe("First … then … and so on.");
  expect(blankCopies(text, spans, "It had a = b + c; before.")).toBe("First a = b + c; then … and so on.");
  expect(blankCopies(text, spans, text)).toBeNull();
  expect(blankCopies(text, [], "")).toBeNull();
});

test("the share of a gain that vanishes with its copies", () => {
  const share = (blanked: number) => attributeGain(nats(2), nats(1), nats(blanked), scale);
  expect(share(1)).toBe(0);
  expect(share(1.25)).toBeCloseTo(0.25);
  expect(share(2)).toBe(1);
  expect(share(3)).toBe(1);
  expect(share(0.5)).toBe(0);
  expect(attributeGain(nats(1), nats(2), nats(3), scale)).toBe(0);
});

test("a rewrite whose gain comes from what it copies leaks, and the next best is judged in its place", async () => {
  const state = startSearch(entry("0", 2, "start"), rules());
  const copying = attempt("1a", 1, "It is x = y(z) + 1 in the end.", "x = y(z) + 1");
  const honest = attempt("1b", 1.5, "It adds one to what y makes of z.");
  const asked: string[] = [];
  const judge = (blanked: number, given = rules()) =>
    judgePass(state, [copying, honest], given, state.incumbent.logprobs, async (text) => {
      asked.push(text);
      return nats(blanked);
    });

  const caught = await judge(1.9);
  expect(asked).toEqual(["It is … in the end."]);
  expect(caught.reasons).toEqual(["leak", "accepted"]);
  expect(caught.attempts[0]?.copiedGain).toBeCloseTo(0.9);
  expect(caught.attempts[1]?.copiedGain).toBeUndefined();
  expect(caught.state.incumbent.label).toBe("1b");

  const passed = await judge(1.2);
  expect(passed.reasons).toEqual(["accepted", "not-better"]);
  expect(passed.attempts[0]?.copiedGain).toBeCloseTo(0.2);
  expect(asked).toHaveLength(2);

  expect((await judge(1.9, rules({ copiedGain: 0.95 }))).reasons[0]).toBe("accepted");
  expect((await judge(1.9, rules({ mode: "faithful" }))).reasons[0]).toBe("accepted");
  expect(asked).toHaveLength(3);
});

test("nothing is scored where nothing would be accepted, or where nothing is copied", async () => {
  const state = startSearch(entry("0", 2, "start"), rules());
  const never = async () => {
    throw new Error("not to be asked");
  };
  const worse = attempt("1a", 3, "It is x = y(z) + 1 in the end.", "x = y(z) + 1");
  expect((await judgePass(state, [worse], rules(), nats(2), never)).reasons).toEqual(["not-better"]);
  const honest = attempt("1b", 1, "It adds one.");
  expect((await judgePass(state, [honest], rules(), nats(2), never)).reasons).toEqual(["accepted"]);
});
