import { invariant } from "#lib/std/assert.ts";

/**
 * What one context has seen at one bit position, in one byte: the exact sequence up to four bits, afterwards two bounded
 * counts and the latest bit. The idea is Mahoney's (PAQ6, "nonstationary state"): a bit that contradicts a long run takes
 * most of the run's weight away, because the recent past predicts better than the distant one.
 */
type History = { readonly exact: string } | { readonly zeros: number; readonly ones: number; readonly last: number };

const EXACT_BITS = 4;
/** The larger count is at most CAPS[smaller count]; the smaller is at most CAPS.length - 1. 191 states in all. */
const CAPS = [40, 24, 12, 8, 6, 5];
/** Added to both counts when a state's first probability is estimated. */
const PRIOR = 0.35;

const histories = enumerate();
invariant(histories.length <= 256, `${histories.length} bit histories do not fit a byte`);

/** `NEXT_HISTORY[2 * state + bit]` is the state after that bit; state 0 has seen nothing. */
export const NEXT_HISTORY = new Uint8Array(512);
/** The probability of a one that a state stands for before anything was learned about it. */
export const FIRST_PROBABILITY = new Float64Array(256).fill(0.5);
/** How many bits a state remembers: slots that remember least are replaced first. */
export const CONFIDENCE = new Uint8Array(256);

const numberOf = new Map(histories.map((history, index) => [nameOf(history), index]));
histories.forEach((history, index) => {
  NEXT_HISTORY[2 * index] = numberOf.get(nameOf(after(history, 0))) ?? 0;
  NEXT_HISTORY[2 * index + 1] = numberOf.get(nameOf(after(history, 1))) ?? 0;
  const { zeros, ones } = countsOf(history);
  FIRST_PROBABILITY[index] = (ones + PRIOR) / (zeros + ones + 2 * PRIOR);
  CONFIDENCE[index] = zeros + ones;
});

/** All histories that can be reached from the empty one, in breadth-first order. */
function enumerate(): History[] {
  const found: History[] = [{ exact: "" }];
  const names = new Set(found.map(nameOf));
  for (let index = 0; index < found.length; index++) {
    const history = found[index];
    invariant(history, "the loop stays inside the list");
    for (const bit of [0, 1]) {
      const next = after(history, bit);
      if (!names.has(nameOf(next))) found.push(next);
      names.add(nameOf(next));
    }
  }
  return found;
}

function after(history: History, bit: number): History {
  if ("exact" in history && history.exact.length < EXACT_BITS) return { exact: `${history.exact}${bit}` };
  const counts = countsOf(history);
  const zeros = bit === 0 ? counts.zeros + 1 : discounted(counts.zeros);
  const ones = bit === 1 ? counts.ones + 1 : discounted(counts.ones);
  const smaller = Math.min(zeros, ones, CAPS.length - 1);
  const larger = Math.min(Math.max(zeros, ones), CAPS[smaller] ?? 0);
  return {
    zeros: zeros >= ones ? larger : smaller,
    ones: zeros >= ones ? smaller : larger,
    last: smaller === 0 ? 0 : bit,
  };
}

function countsOf(history: History): { zeros: number; ones: number } {
  if (!("exact" in history)) return history;
  const ones = [...history.exact].filter((bit) => bit === "1").length;
  return { zeros: history.exact.length - ones, ones };
}

function discounted(count: number): number {
  if (count <= 3) return Math.min(count, 2);
  if (count <= 5) return 3;
  if (count <= 10) return 4;
  return count <= 20 ? 5 : 6;
}

function nameOf(history: History): string {
  return "exact" in history ? `exact ${history.exact}` : `${history.zeros} ${history.ones} ${history.last}`;
}
