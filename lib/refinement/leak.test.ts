import { expect, test } from "vitest";
import { defaultRunConfig, Leak } from "#lib/trajectory/index.ts";
import { failsGate } from "./gate.ts";
import { leakMeter, measureLeak } from "./leak.ts";

const TARGET = `import { z } from "zod";

/** Parses a duration such as 3h. */
export function parseDuration(text: string, unit: Unit): number {
  const match = /^(\\d+)([smh])$/.exec(text);
  if (!match) throw new Error("bad duration: " + text);
  return Number(match[1]) * SECONDS[unit] * 1000;
}
`;
const HONEST =
  "I need a parser for durations that refuses anything it does not understand, so that a typing error never becomes " +
  "a silent zero. `parseDuration` takes the text and the unit; a regular expression splits number from letter.";
const search = defaultRunConfig.search;

test("an honest thought passes with nothing found", () => {
  const { leak, tokens } = leakMeter(TARGET, []).measure(HONEST);
  expect(leak).toMatchObject({ overlap: 0, words13: 0, fencedLines: 0, repetition: 0, spans: [] });
  expect(leak.longestRun).toBeLessThan(4);
  expect(failsGate({ leak, tokens }, { ...search, lengthRatio: 2 })).toBeNull();
  expect(Leak.parse(leak)).toEqual(leak);
});

test("the target itself is one span from end to end, and fails", () => {
  const measure = leakMeter(TARGET, []).measure(TARGET);
  expect(measure.leak.overlap).toBe(1);
  expect(measure.leak.words13).toBe(1);
  expect(measure.leak.longestRun).toBe(measure.tokens);
  expect(measure.leak.spans).toEqual([
    { start: 0, end: TARGET.length - 1, startLine: 1, endLine: 8, tokens: measure.tokens },
  ]);
  expect(failsGate(measure, search)).toBe("leak");
});

test("a quoted line is underlined where it stands, beside its line in the target", () => {
  const thought = `First \u{1F600} this: if (!match) throw new Error("bad duration: " + text); then the rest.`;
  const { spans } = measureLeak(thought, TARGET, []);
  expect(spans).toHaveLength(1);
  const [span] = spans;
  expect(thought.slice(span?.start, span?.end)).toBe(`if (!match) throw new Error("bad duration: " + text);`);
  expect([span?.startLine, span?.endLine]).toEqual([6, 6]);
});

test("white space and backquotes hide nothing", () => {
  const thought = "return\n  Number( `match`[1] )\t*  `SECONDS[unit]` * 1000 ;";
  expect(measureLeak(thought, TARGET, []).overlap).toBe(1);
});

test("signatures and lines that were given are no leak", () => {
  const signature = "function parseDuration(text: string, unit: Unit): number";
  const thought = `I begin with export function parseDuration(text: string, unit: Unit): number and go from there.`;
  expect(measureLeak(thought, TARGET, []).longestRun).toBe(14);
  const known = measureLeak(thought, TARGET, [signature]);
  expect(known.longestRun).toBeLessThan(3);
  expect(known.overlap).toBe(0);
  expect(known.spans).toEqual([]);
});

test("a given name or mark opens no door to the rest of its line", () => {
  const thought = `if (!match) throw new Error("bad duration: " + text);`;
  expect(measureLeak(thought, TARGET, ["match\ntext\n) {\n}\nError"]).overlap).toBe(1);
});

test("in another case and behind marks of comment a quotation is one", () => {
  const thought =
    '// IF (!MATCH) THROW NEW ERROR("BAD DURATION: " + TEXT);\n# return number(match[1]) * seconds[unit] * 1000';
  expect(measureLeak(thought, TARGET, []).longestRun).toBeGreaterThan(12);
});

test("one short run in a short thought is a large share and no leak; many pieces close together are", () => {
  const measure = leakMeter(TARGET, []).measure("It says Number(match[1]) * 60 at the end, I think.");
  expect(measure.leak).toMatchObject({ longestRun: 8, copiedTokens: 8 });
  expect(measure.leak.overlap).toBeGreaterThan(search.leakOverlap);
  expect(measure.leak.pieceBits).toBeGreaterThan(30);
  expect(failsGate(measure, { ...search, lengthRatio: 9 })).toBeNull();

  const pieces = "const match = /^( and if (!match) throw and ) throw new Error( and + text); and Number(match[";
  const many = leakMeter(TARGET, []).measure(pieces);
  expect(many.leak.longestRun).toBeLessThan(8);
  expect(many.leak.pieceBits).toBeGreaterThan(search.leakPieces);
  expect(failsGate(many, { ...search, lengthRatio: 9 })).toBe("leak");
});

test("a row of given names is no leak, a row of others is", () => {
  const target = "enum Color { Red, Green, Blue, Cyan, Magenta, Yellow, Black, White }\n";
  const thought = "The colours are Red, Green, Blue, Cyan, Magenta, Yellow, Black, White, as agreed.";
  expect(measureLeak(thought, target, []).longestRun).toBe(15);
  const names = thought.match(/\b[A-Z]\w+/g) ?? [];
  expect(measureLeak(thought, target, names).longestRun).toBe(0);
});

test("code under other names fails the gate", () => {
  const renamed = `const hit = /^(\\d+)([smh])$/.exec(word); if (!hit) throw new Oops("poor span: " + word); return Real(hit[1]) * TABLE[kind] * 1000;`;
  const measure = leakMeter(TARGET, []).measure(renamed);
  expect(measure.leak.renamedBits).toBeGreaterThan(search.leakBits);
  expect(failsGate(measure, { ...search, leakRun: 99, leakOverlap: 1, lengthRatio: 9 })).toBe("leak");
});

test("a leak that was measured before the later measures were is judged by what it has", () => {
  const { copiedTokens, pieceBits, spokenBits, renamedBits, ...old } = measureLeak(TARGET, TARGET, []);
  expect([copiedTokens, pieceBits, spokenBits, renamedBits].every((each) => (each ?? 0) > 0)).toBe(true);
  expect(Leak.parse(old)).toEqual(old);
  expect(failsGate({ leak: { ...old, longestRun: 0 }, tokens: 60 }, search)).toBe("leak");
  const passing = { ...old, longestRun: 0, overlap: 0, lengthRatio: 0 };
  expect(failsGate({ leak: passing, tokens: 60 }, search)).toBeNull();
});

test("units under other names are marked, too", () => {
  const meter = leakMeter(TARGET, []);
  const unitEnds = TARGET.split("").flatMap((character, index) => (character === "\n" ? [index + 1] : []));
  const renamed = `if (!hit) throw new Oops("poor span: " + word);\nreturn Real(hit[1]) * TABLE[kind] * 1000;`;
  expect([...meter.sharedUnits([renamed], unitEnds)].slice(5, 7)).toEqual([1, 1]);
});

test("two quoted places side by side give two spans that do not overlap", () => {
  const thought = `const match = /^(\\d+)([smh])$/.exec(text); return Number(match[1]) * SECONDS[unit] * 1000;`;
  const { spans } = measureLeak(thought, TARGET, []);
  expect(spans.map(({ startLine }) => startLine)).toEqual([5, 7]);
  expect(spans[0]?.end).toBeLessThanOrEqual(spans[1]?.start ?? 0);
});

test("fenced lines, closed or not, count the longest block", () => {
  const fenced = "```ts\na\nb\nc\nd\n```\n~~~\nx\n~~~\n";
  expect(measureLeak(fenced, TARGET, []).fencedLines).toBe(4);
  expect(measureLeak("````\n```\na", TARGET, []).fencedLines).toBe(2);
  expect(failsGate(leakMeter(TARGET, []).measure(fenced), { ...search, lengthRatio: 9 })).toBe("leak");
});

test("repetition is the share of runs that came before", () => {
  const sentence = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen ";
  expect(measureLeak(sentence, TARGET, []).repetition).toBe(0);
  const measure = leakMeter(TARGET, []).measure(sentence.repeat(6));
  expect(measure.leak.repetition).toBeGreaterThan(0.7);
  expect(failsGate(measure, { ...search, lengthRatio: 9 })).toBe("repetition");
});

test("length fails above the ratio, but not below the floor and not where the parent is as long", () => {
  const measure = leakMeter("a b c d", []).measure("word ".repeat(3));
  expect(failsGate(measure, { ...search, lengthFloor: 3 })).toBe("too-long");
  expect(failsGate(measure, { ...search, lengthFloor: 4 })).toBeNull();
  expect(failsGate(measure, { ...search, lengthFloor: 3 }, 3)).toBeNull();
});

test("units in a shared run are marked, the others not", () => {
  const meter = leakMeter(TARGET, []);
  const unitEnds = TARGET.split("").flatMap((character, index) => (character === "\n" ? [index + 1] : []));
  const quote = `if (!match) throw new Error("bad duration: " + text);`;
  expect([...meter.sharedUnits([quote], unitEnds)]).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
  expect([...meter.sharedUnits([HONEST], unitEnds)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test("empty and tiny texts", () => {
  expect(measureLeak("", "", [])).toMatchObject({ overlap: 0, longestRun: 0, lengthRatio: 0 });
  expect(measureLeak("a", "a", [""])).toMatchObject({ overlap: 0, longestRun: 1, lengthRatio: 1 });
});

test("a hostile target of one repeated token stays linear", () => {
  const many = "a ".repeat(50_000);
  const { leak } = leakMeter(many, [many.slice(0, 20)]).measure("b ".repeat(1000) + many.slice(0, 4000));
  expect(leak.longestRun).toBe(0);
  expect(leakMeter(many, []).measure(many).leak.longestRun).toBe(50_000);
});
