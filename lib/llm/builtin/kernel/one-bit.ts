import { at as elementAt } from "#lib/std/assert.ts";
import { f32, f32x4, type I32, i32, i32x4, type Statement, type V128, type Variable, when } from "../wasm/values.ts";
import * as layout from "./layout.ts";
import type { Kernel } from "./variables.ts";

const LEARNING_RATE = 0.01;
const FINAL_LEARNING_RATE = 0.002;
/** Adaptive probabilities move by 1/2^8 of their error; they are integers out of 2^28. */
const ADAPTATION_BITS = 8;
const PROBABILITY_BITS = 28;
/** The input that is always the same. */
const BIAS = 0.5;
const LOGIT_LIMIT = 11;
const LOGIT_STEPS = 256;
/** Added to a float below 2^23, this leaves it rounded to a whole number in its lowest bits. */
const ROUNDING = 2 ** 23;
const LOGIT_MASK = 2 ** 13 - 1;
const PROBABILITY_ONE = 65_536;

/**
 * Predicts one bit, adds up its cost, and learns from it. Each context's bit history is looked up as an adaptive
 * probability; four sets of weights mix the stretched probabilities, and a final set mixes the four results.
 */
export function oneBit(kernel: Kernel): Statement[] {
  const { scope, byte, shift, partial, node, cost } = kernel;
  const bit = scope.variable("i32");
  const probability = scope.variable("f32");
  const outOf65536 = scope.variable("i32");
  const contexts = lookedUp(kernel);
  const match = matchInput(kernel);
  const mixer = mixing(kernel, contexts.histories, match, probability);
  const whole = i32.reinterpret(f32.add(f32.mul(probability, PROBABILITY_ONE), ROUNDING));
  return [
    ...contexts.look,
    ...match.look,
    ...mixer.predict,
    bit.set(i32.and(i32.shr(byte, shift), 1)),
    outOf65536.set(i32.and(whole, 2 * PROBABILITY_ONE - 1)),
    outOf65536.set(i32.select(bit, outOf65536, i32.sub(PROBABILITY_ONE, outOf65536))),
    cost.set(i32.add(cost, i32.load(i32.shl(outOf65536, 2), layout.COST_AT))),
    ...mixer.learn(bit),
    ...contexts.learn(bit),
    ...match.learn(bit),
    partial.set(i32.or(i32.shl(partial, 1), bit)),
    node.set(i32.or(i32.shl(node, 1), bit)),
    shift.set(i32.sub(shift, 1)),
  ];
}

type History = { readonly state: Variable<"i32">; readonly probabilityAt: number };

/** `state` is four times the number of the bit history: a distance in tables of 32-bit entries. */
function lookedUp({ scope, slots, node, partial, lastByte }: Kernel) {
  const places = [
    ...slots.map((slot) => ({ base: i32.add(slot, node), offset: 0 })),
    { base: i32.or(i32.shl(lastByte, 8), partial), offset: layout.ORDER_ONE_AT },
    { base: partial, offset: layout.ORDER_ZERO_AT },
  ];
  const contexts = places.map((place, index) => ({
    ...place,
    state: scope.variable("i32"),
    probabilityAt: layout.PROBABILITIES_AT + index * layout.PROBABILITIES_BYTES,
  }));
  return {
    histories: contexts,
    look: contexts.map(({ state, base, offset }) => state.set(i32.shl(i32.load8(base, offset), 2))),
    learn: (bit: I32) =>
      contexts.flatMap(({ state, probabilityAt, base, offset }) => [
        ...moved(state, probabilityAt, bit),
        i32.store8(base, i32.load8(i32.or(state, bit), layout.NEXT_AT), offset),
      ]),
  };
}

/** The match's certainty, with the sign of the bit that it expects; 0 as soon as this byte differs from the expected one. */
function matchInput({ scope, expectedByte, matchBucket, shift, partial }: Kernel) {
  const expecting = scope.variable("i32");
  const expectedBit = scope.variable("i32");
  const input = scope.variable("f32");
  const weightSet = scope.variable("i32");
  const bucketAt = i32.shl(matchBucket, 2);
  const certainty = f32.load(stretchIndex(bucketAt, layout.MATCH_PROBABILITIES_AT), layout.STRETCH_AT);
  return {
    input,
    weightSet,
    look: [
      expecting.set(i32.equal(i32.shr(expectedByte, i32.add(shift, 1)), partial)),
      expectedBit.set(i32.and(i32.shr(expectedByte, shift), 1)),
      input.set(0),
      weightSet.set(shift),
      when(expecting, [
        input.set(certainty),
        input.set(f32.select(expectedBit, input, f32.negate(input))),
        weightSet.set(i32.add(i32.shl(i32.add(matchBucket, 1), 3), shift)),
      ]),
    ],
    learn: (bit: I32) => [when(expecting, moved(bucketAt, layout.MATCH_PROBABILITIES_AT, i32.equal(bit, expectedBit)))],
  };
}

function mixing(
  kernel: Kernel,
  histories: readonly History[],
  match: { readonly input: Variable<"f32">; readonly weightSet: I32 },
  probability: Variable<"f32">,
) {
  const { scope, partial, byteSet, lineSet } = kernel;
  const bitsSet = scope.variable("i32");
  const inputs = scope.variables("v128", layout.INPUT_VECTORS);
  const sums = scope.variables("v128", 4);
  const [logits, probabilities, errors, error] = [vector(), vector(), vector(), vector()];
  const final = scope.variable("f32");
  const finalWeights = vector();
  const finalAt = i32.shl(match.weightSet, 4);
  const matchSet = scope.variable("i32");
  const sets = [
    { at: bitsSet, offset: layout.WEIGHTS_BY_BITS_AT },
    { at: matchSet, offset: layout.WEIGHTS_BY_MATCH_AT },
    { at: byteSet, offset: layout.WEIGHTS_BY_BYTE_AT },
    { at: lineSet, offset: layout.WEIGHTS_BY_LINE_AT },
  ];
  function vector() {
    return scope.variable("v128");
  }
  const predict: Statement[] = [
    ...inputs.map((input, group) => input.set(stretched(histories.slice(4 * group, 4 * group + 4), match.input))),
    bitsSet.set(i32.mul(partial, layout.SET_BYTES)),
    matchSet.set(i32.mul(match.weightSet, layout.SET_BYTES)),
    ...sums.map((sum, index) => {
      const { at, offset } = elementAt(sets, index);
      const products = inputs.map((input, group) => f32x4.mul(input, f32x4.load(at, offset + 16 * group)));
      return sum.set(products.reduce((left, right) => f32x4.add(left, right)));
    }),
    ...sumLanes(sums, logits, error),
    logits.set(f32x4.min(f32x4.max(logits, f32x4.splat(-LOGIT_LIMIT)), f32x4.splat(LOGIT_LIMIT))),
    ...squashLanes(logits, probabilities, error),
    finalWeights.set(f32x4.load(finalAt, layout.FINAL_WEIGHTS_AT)),
    error.set(f32x4.mul(finalWeights, logits)),
    error.set(f32x4.add(error, f32x4.shuffle(error, error, [2, 3, 0, 1]))),
    final.set(f32.add(f32x4.lane(0, error), f32x4.lane(1, error))),
    final.set(f32.min(f32.max(final, -LOGIT_LIMIT), LOGIT_LIMIT)),
    final.set(f32.add(f32.mul(final, LOGIT_STEPS), ROUNDING + LOGIT_LIMIT * LOGIT_STEPS)),
    probability.set(f32.load(i32.shl(i32.and(i32.reinterpret(final), LOGIT_MASK), 2), layout.SQUASH_AT)),
  ];
  const learn = (bit: I32): Statement[] => [
    final.set(f32.convert(bit)),
    errors.set(f32x4.mul(f32x4.sub(f32x4.splat(final), probabilities), f32x4.splat(LEARNING_RATE))),
    ...sets.flatMap(({ at, offset }, lane) => [
      error.set(f32x4.shuffle(errors, errors, [lane, lane, lane, lane])),
      ...inputs.map((input, group) => {
        const weights = f32x4.load(at, offset + 16 * group);
        return f32x4.store(at, f32x4.add(weights, f32x4.mul(input, error)), offset + 16 * group);
      }),
    ]),
    final.set(f32.mul(f32.sub(final, probability), FINAL_LEARNING_RATE)),
    f32x4.store(finalAt, f32x4.add(finalWeights, f32x4.mul(logits, f32x4.splat(final))), layout.FINAL_WEIGHTS_AT),
  ];
  return { predict, learn };
}

/** Four contexts' stretched probabilities. The last two of twelve inputs are the match and the constant. */
function stretched(histories: readonly History[], match: Variable<"f32">): V128 {
  const rest = f32x4.const([0, 0, 0, BIAS]);
  const vector = histories.reduce(
    (lanes, { state, probabilityAt }, lane) =>
      f32x4.loadLane(lane, stretchIndex(state, probabilityAt), lanes, layout.STRETCH_AT),
    rest,
  );
  return histories.length === 4 ? vector : f32x4.withLane(2, vector, match);
}

/** Four times the number of an adaptive probability's entry in the table of 4096. */
function stretchIndex(at: I32, offset: number): I32 {
  return i32.and(i32.shr(i32.load(at, offset), PROBABILITY_BITS - 14), 4 * 4095);
}

/** Lane k of `into` becomes the sum of the four lanes of sums[k]. */
function sumLanes(sums: readonly V128[], into: Variable<"v128">, scratch: Variable<"v128">): Statement[] {
  const [a, b, c, d] = [elementAt(sums, 0), elementAt(sums, 1), elementAt(sums, 2), elementAt(sums, 3)];
  return [
    into.set(f32x4.add(f32x4.shuffle(a, b, [0, 4, 1, 5]), f32x4.shuffle(a, b, [2, 6, 3, 7]))),
    scratch.set(f32x4.add(f32x4.shuffle(c, d, [0, 4, 1, 5]), f32x4.shuffle(c, d, [2, 6, 3, 7]))),
    into.set(f32x4.add(f32x4.shuffle(into, scratch, [0, 1, 4, 5]), f32x4.shuffle(into, scratch, [2, 3, 6, 7]))),
  ];
}

function squashLanes(logits: V128, into: Variable<"v128">, scratch: Variable<"v128">): Statement[] {
  const scaled = f32x4.mul(logits, f32x4.splat(LOGIT_STEPS));
  const rounded = f32x4.add(scaled, f32x4.splat(ROUNDING + LOGIT_LIMIT * LOGIT_STEPS));
  const lanes = [1, 2, 3].reduce(
    (vector, lane) => f32x4.loadLane(lane, i32x4.lane(lane, scratch), vector, layout.SQUASH_AT),
    f32x4.loadSplat(i32x4.lane(0, scratch), layout.SQUASH_AT),
  );
  return [scratch.set(i32x4.shl(i32x4.and(rounded, LOGIT_MASK), 2)), into.set(lanes)];
}

/** Moves an adaptive probability towards the bit. */
function moved(at: I32, offset: number, bit: I32): Statement[] {
  const target = i32.sub(i32.shl(bit, PROBABILITY_BITS), bit);
  const current = i32.load(at, offset);
  return [i32.store(at, i32.add(current, i32.shrSigned(i32.sub(target, current), ADAPTATION_BITS)), offset)];
}
