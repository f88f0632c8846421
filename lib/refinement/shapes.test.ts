import { expect, test } from "vitest";
import { codeTokens } from "./code-tokens.ts";
import { commonShapes, isIdiom } from "./common-shapes.ts";
import { leakMeter } from "./leak.ts";
import { SHAPE_GRAM, shapeHashes, shapesOf } from "./shapes.ts";

const TARGET = `export function dueDate(invoice: Invoice, terms: Terms): Date {
  const days = terms.net ?? DEFAULT_DAYS;
  if (days < 0 || invoice.closed) throw new RangeError(invoice.id);
  return addDays(invoice.sent, days + terms.grace * WEEK);
}
`;
const RENAMED = `const span = rule.base ?? FALLBACK;
if (span < 0 || bill.done) throw new Oops(bill.key);
return shift(bill.posted, span + rule.extra * SEVEN);`;

test("code under other names is found, and shown where it stands", () => {
  const thought = `What I have in mind is this.\n${RENAMED}\nThat should do.`;
  const { leak } = leakMeter(TARGET, []).measure(thought);
  expect(leak.longestRun).toBeLessThan(8);
  expect(leak.renamedBits).toBeGreaterThan(100);
  expect(leak.spans).toHaveLength(1);
  const [span] = leak.spans;
  expect(thought.slice(span?.start, span?.end)).toBe(RENAMED);
  expect([span?.startLine, span?.endLine]).toEqual([2, 4]);
});

test("renaming must be consistent", () => {
  const mixed = RENAMED.replace("span < 0", "other < 0")
    .replace("bill.done", "sheet.done")
    .replace("bill.key", "note.key");
  const meter = leakMeter(TARGET, []);
  expect(meter.measure(mixed).leak.renamedBits).toBeLessThan((meter.measure(RENAMED).leak.renamedBits ?? 0) * 0.7);
});

test("prose has no shape, however long", () => {
  const prose =
    "The due date depends on the terms of the invoice, and where they say nothing the usual number of days holds. A " +
    "closed invoice has none, so asking for one is an error. Grace is told in weeks, and comes on top of the days.";
  const target = `${TARGET}\n// Terms are agreed on once a year, with the customer, and where they say nothing we use ours.\n`;
  expect(leakMeter(target, []).measure(prose).leak.renamedBits).toBeLessThan(25);
});

test("turns of phrase that everyone writes say nothing", () => {
  const target =
    "function sum(list) {\n  let all = 0;\n  for (let i = 0; i < list.length; i++) {\n    all += list[i];\n  }\n}\n";
  expect(leakMeter(target, []).measure("for (let k = 0; k < rows.length; k++) {").leak.renamedBits).toBeLessThan(20);
  const [hash] = hashes("for (let k = 0; k < rows.length; k++) {");
  expect(isIdiom(hash ?? 0)).toBe(true);
});

test("a shape that was read, or that many files have, says nothing", () => {
  expect(leakMeter(TARGET, [RENAMED]).measure(RENAMED).leak.renamedBits).toBe(0);
  const other = (prefix: string) =>
    RENAMED.replace(/\b[a-z]{4,}\b/g, (name) => (/^(?:const|throw|return)$/.test(name) ? name : prefix + name));
  const meterWith = (others: readonly string[]) => leakMeter(TARGET, [], commonShapes([TARGET, ...others]));
  expect(meterWith(["a", "b", "c"].map(other)).measure(RENAMED).leak.renamedBits).toBe(0);
  expect(meterWith(["a", "b"].map(other)).measure(RENAMED).leak.renamedBits).toBeGreaterThan(100);
});

test("a list of given names has the shape of every list, and says nothing", () => {
  const names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
  const target = `export const all = [${names.join(", ")}];\n`;
  const thought = `It offers ${names.join(", ")}.`;
  expect(leakMeter(target, []).measure(thought).leak.renamedBits).toBeGreaterThan(15);
  expect(leakMeter(target, names).measure(thought).leak.renamedBits).toBe(0);
});

test("windows have the same hash exactly when one is the other renamed, on a small alphabet", () => {
  const alphabet = ["a", "b", "c", "(", "="];
  const seen = new Map<number, string>();
  let state = 1;
  for (let round = 0; round < 4000; round++) {
    const tokens = Array.from({ length: SHAPE_GRAM }, () => {
      state = (state * 48271) % 2147483647;
      return alphabet[state % alphabet.length] ?? "a";
    });
    const [hash = 0] = hashes(tokens.join(" "));
    const names = new Map<string, string>();
    const canonical = tokens.map((each) => {
      if (!/[a-c]/.test(each)) return each;
      const name = names.get(each) ?? `${names.size}`;
      names.set(each, name);
      return name;
    });
    expect(seen.get(hash) ?? canonical.join(" ")).toBe(canonical.join(" "));
    seen.set(hash, canonical.join(" "));
  }
  expect(seen.size).toBe(new Set(seen.values()).size);
});

function hashes(text: string): Int32Array {
  return shapeHashes(shapesOf(text, codeTokens(text, new Map())));
}
