import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ContextModel } from "./context-model.ts";
import { SEED } from "./seed.ts";
import { COST_UNIT, SQUASH } from "./tables.ts";

/** Small tables: quick to make, and slots collide, which is the harder case. */
const SLOT_BITS = 14;
const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();
const source = readFileSync(new URL("./context-model.ts", import.meta.url)).subarray(0, 12_000);

function read(model: ContextModel, bytes: Uint8Array): number {
  const costs = new Int32Array(bytes.length);
  model.read(bytes, 0, bytes.length, costs);
  return costs.reduce((sum, cost) => sum + cost, 0);
}

function freshAfter(bytes: Uint8Array): ContextModel {
  const model = new ContextModel({ slotBits: SLOT_BITS });
  read(model, bytes);
  return model;
}

/** The probability of each next byte, computed by reading it and taking it back. */
function nextByte(model: ContextModel): number[] {
  return Array.from({ length: 256 }, (_, byte) => {
    const checkpoint = model.checkpoint();
    const cost = read(model, Uint8Array.of(byte));
    model.rollBack(checkpoint);
    return Math.exp(-cost / COST_UNIT);
  });
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe("known answers", () => {
  // Whoever changes one of these changes all scores: raise the version in the scorer's id.
  test.each([
    ["", 0],
    ["a", 42_666_179],
    ["the cat sat on the mat, and the dog sat on the cat.\n", 459_518_439],
    ["function add(left, right) {\n  return left + right;\n}\n".repeat(3), 587_364_009],
    ["Zürich — 東京 🙂\r\n\t\u0000", 676_384_072],
  ])("the cost of %j in 1/4194304 nat", (text, cost) => {
    expect(read(new ContextModel({ slotBits: SLOT_BITS }), encoder.encode(text))).toBe(cost);
  });

  test.each([
    [16, 172_104_608_157],
    [20, 170_809_714_114],
  ])("the cost of the seed itself for a model that has read nothing, with 2^%i slots", (slotBits, cost) => {
    expect(read(new ContextModel({ slotBits, seed: NOTHING }), encoder.encode(SEED))).toBe(cost);
  });

  test("the first two bits of an empty model, by hand", () => {
    const distribution = nextByte(new ContextModel({ slotBits: SLOT_BITS, seed: NOTHING }));
    // Every input and the bias weight are 0, so the first bit is even.
    expect(total(distribution.slice(0, 128))).toBeCloseTo(0.5, 6);
    // After a 0 the ten contexts' probability is 2048 - 2048/256 = 2040 of 4096, stretched ln(2040.5 / 2055.5) = -2/256, and
    // each has the weight 0.2. The bias weights of the two sets that stay the same moved by -0.5 x 0.01 x 0.5.
    const fresh = 10 * 0.2 * (-2 / 256);
    const moved = fresh + 0.5 * (-0.5 * 0.01 * 0.5);
    // Four results with the final weight 1/4 each.
    const logit = (2 * fresh + 2 * moved) / 4;
    const one = (SQUASH[Math.round((logit + 11) * 256)] ?? 0) / 65_536;
    expect(one).toBeCloseTo(0.4961, 4);
    expect(total(distribution.slice(0, 64))).toBeCloseTo(0.5 * (1 - one), 6);
    expect(total(distribution.slice(64, 128))).toBeCloseTo(0.5 * one, 6);
  });
});

test.each([0, 1, 500, 4_321, 12_000])("the 256 next bytes after %i bytes sum to 1", (length) => {
  const distribution = nextByte(freshAfter(source.subarray(0, length)));
  // Costs are rounded to 2.4e-7 nat.
  expect(Math.abs(total(distribution) - 1)).toBeLessThan(1e-6);
  expect(Math.min(...distribution)).toBeGreaterThan(0);
});

test("rolling back leaves no trace", () => {
  const model = freshAfter(source.subarray(0, 6_000));
  const rest = source.subarray(6_000);
  const untouched = read(freshAfter(source.subarray(0, 6_000)), rest);
  for (const candidate of ["return null;\n", "x".repeat(3_000), ""]) {
    const outer = model.checkpoint();
    read(model, encoder.encode(candidate));
    const inner = model.checkpoint();
    read(model, rest);
    model.rollBack(inner);
    read(model, encoder.encode("and on\n"));
    model.rollBack(outer);
  }
  expect(model.position).toBe(6_000);
  expect(read(model, rest)).toBe(untouched);
});

test("rolling back to an outer checkpoint ends the inner ones", () => {
  const model = freshAfter(source.subarray(0, 100));
  const outer = model.checkpoint();
  const inner = model.checkpoint();
  model.rollBack(outer);
  expect(() => model.rollBack(inner)).toThrow("rolled back to once");
});

test("a clone goes its own way from the same state", () => {
  const model = freshAfter(source.subarray(0, 6_000));
  const copy = model.clone();
  const here = read(model, source.subarray(6_000));
  expect(read(copy, source.subarray(6_000))).toBe(here);
});

test("a model that was reset is as new, and so is a copy of it", () => {
  const model = freshAfter(source.subarray(0, 6_000));
  model.checkpoint();
  read(model, source.subarray(6_000, 9_000));
  const copy = model.clone();
  for (const each of [model, copy]) {
    each.reset();
    expect(each.position).toBe(0);
    expect(read(each, source)).toBe(read(new ContextModel({ slotBits: SLOT_BITS }), source));
  }
});

test("reading in pieces is reading", () => {
  const model = new ContextModel({ slotBits: SLOT_BITS });
  const whole = read(new ContextModel({ slotBits: SLOT_BITS }), source);
  const costs = new Int32Array(source.length);
  for (const [from, to] of [
    [0, 1],
    [1, 4_000],
    [4_000, 4_000],
    [4_000, source.length],
  ] as const)
    model.read(source, from, to, costs);
  expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(whole);
});

test("a second copy costs under 5 % of the first, for a model without prior knowledge that makes the first cheap", () => {
  const model = new ContextModel({ slotBits: 16, seed: NOTHING });
  const page = source.subarray(2_000, 3_000);
  const first = read(model, page);
  expect(read(model, page) / first).toBeLessThan(0.05);
});

test("history longer than the window is forgotten, not misread", () => {
  const model = new ContextModel({ slotBits: SLOT_BITS, historyBits: 11 });
  read(model, source);
  const untouched = nextByte(model);
  const checkpoint = model.checkpoint();
  read(model, source.subarray(500, 9_000));
  model.rollBack(checkpoint);
  expect(nextByte(model)).toEqual(untouched);
  // A page that left the window costs more than one that is still in it.
  const page = source.subarray(2_000, 3_000);
  read(model, page);
  const near = read(model.clone(), page);
  read(model, source.subarray(6_000, 9_000));
  expect(read(model, page)).toBeGreaterThan(2 * near);
});
