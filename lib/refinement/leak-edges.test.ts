import { expect, test } from "vitest";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { failsGate } from "./gate.ts";
import { leakMeter, measureLeak } from "./leak.ts";
import { firstScoredUnit } from "./score.ts";
import { withoutQuotes } from "./without-quotes.ts";

const search = { ...defaultRunConfig.search, lengthRatio: Number.MAX_VALUE };
const verdict = (thought: string, target: string, known: readonly string[] = []) =>
  failsGate(leakMeter(target, known).measure(thought), search);

const CODE = `export function shortest(paths: Path[], limit: number): Path | null {
  let best: Path | null = null;
  for (const path of paths) {
    if (path.length > limit) continue;
    if (best === null || path.length < best.length) best = path;
  }
  return best;
}
`;
const QUOTE = "if (path.length > limit) continue; if (best === null || path.length < best.length) best = path;";
const RENAMED = "for (const a of b) { if (a.size > c) continue; if (d === null || a.size < d.size) d = a; } return d;";
const HONEST = "Of all the paths I keep the one that takes least, and forget those over the limit before I compare.";

test("before an empty file nothing is a leak, and nothing is shared", () => {
  const meter = leakMeter("", ["given", CODE]);
  const { leak, tokens } = meter.measure(HONEST);
  expect(leak).toMatchObject({ overlap: 0, longestRun: 0, pieceBits: 0, spokenBits: 0, renamedBits: 0, spans: [] });
  expect(failsGate({ leak, tokens }, search)).toBeNull();
  expect(meter.sharedUnits([HONEST], [])).toHaveLength(0);
  expect(failsGate(meter.measure(""), search)).toBeNull();
});

test("a file of one line is scored from its start, and its quote is a leak", () => {
  const target =
    "export const route = (from: Town, to: Town) => shortest(paths(from, to), farthest) ?? detour(from, to);";
  expect(firstScoredUnit(target, [10, target.length], "typescript")).toBe(0);
  expect(verdict(`I write ${target.slice(20, -3)} there.`, target)).toBe("leak");
  expect(verdict(HONEST, target)).toBeNull();
});

test("of a file that is known wholly everything may be said", () => {
  const aloud =
    "For const path of paths, if path length is over limit continue; if best is null or path length less than best length.";
  for (const thought of [QUOTE, RENAMED, aloud, CODE]) {
    expect(verdict(thought, CODE)).toBe("leak");
    expect(verdict(thought, CODE, [CODE])).toBeNull();
  }
  expect(measureLeak(QUOTE, CODE, [CODE]).spans).toEqual([]);
});

test.each([
  [
    "Greek",
    "αν (μήκος > όριο) { συνέχισε(διαδρομή, επόμενη); }\nκαλύτερη = ελάχιστη(διαδρομές, μήκος);\n",
    "Κρατώ την πιο σύντομη διαδρομή.",
  ],
  ["Chinese", "// 从所有路径里选出最短的一条，超过上限的先去掉\n取最短(路径, 上限);\n", "我先想清楚要什么，再写出来。"],
  ["Thai", "# เลือกเส้นทางที่สั้นที่สุดจากทั้งหมด\nเลือก(เส้นทาง)\n", "ฉันคิดก่อนแล้วจึงเขียน"],
  [
    "Korean",
    "// 모든 길 가운데 가장 짧은 길 하나를 골라 돌려주고, 한계를 넘는 길은 먼저 버린다, 그리고 다시 센다, 끝까지\n고르기(길);\n",
    "먼저 생각하고 나서 쓴다.",
  ],
])("in %s a copy is found and an honest thought passes", (_, target, honest) => {
  expect(verdict(`1. ${target.trim()}`, target)).toBe("leak");
  expect(verdict(honest, target)).toBeNull();
});

test("the ends of lines change nothing that is measured", () => {
  const thought = `I think: ${QUOTE}\n\nThen:\n\`\`\`\nreturn best;\n}\n\`\`\`\n`;
  const plain = measureLeak(thought, CODE, ["limit: number"]);
  expect(plain.spans.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
    [4, 5],
    [7, 8],
  ]);
  expect(measureLeak(thought, CODE.replaceAll("\n", "\r\n"), ["limit: number"])).toEqual(plain);
  const { spans, ...measures } = measureLeak(thought.replaceAll("\n", "\r\n"), CODE, ["limit: number"]);
  expect({ ...measures, spans: spans.length }).toEqual({ ...plain, spans: 2 });
  expect(measures.fencedLines).toBe(2);
});

test("a thought with line ends of two characters keeps its paragraphs when a quote is taken out", () => {
  const { text, removed } = withoutQuotes(
    `First I think.\r\n\r\nIt is ${QUOTE}\r\n\r\nLast I look again.`,
    leakMeter(CODE, []),
    search,
  );
  expect(removed).toEqual([`It is ${QUOTE}`]);
  expect(text).toBe("First I think.\n\nLast I look again.");
});

/** Two hundred thousand characters on one line, each statement other than the one before. */
const MINIFIED = Array.from({ length: 8000 }, (_, at) => `v${at % 97}=f${at % 89}(v${(at * 7) % 97},${at});`).join("");

test("a minified file on one line is measured like another", () => {
  expect(MINIFIED.length).toBeGreaterThan(130_000);
  const meter = leakMeter(MINIFIED, [CODE]);
  const copy = `It goes ${MINIFIED.slice(90_000, 90_080)} here.`;
  expect(failsGate(meter.measure(copy), search)).toBe("leak");
  expect(meter.measure(copy).leak.spans[0]).toMatchObject({ startLine: 1, endLine: 1 });
  expect(failsGate(meter.measure(HONEST), search)).toBeNull();
  const ends = [90_000, 90_040, 90_080, MINIFIED.length];
  expect([...meter.sharedUnits([copy], ends)].slice(1)).toEqual([1, 1, 0]);
  expect([...meter.sharedUnits([HONEST], ends)]).toEqual([0, 0, 0, 0]);
});

test.each([
  ["zeros", `data=[${"0,".repeat(100_000)}]`],
  ["one word", "a".repeat(200_000)],
  ["a hash", "a1".repeat(100_000)],
  ["opening marks", "({[<".repeat(50_000)],
  ["camels", "aB".repeat(100_000)],
])("a line of two hundred thousand characters of %s is measured to its end", (_, target) => {
  const meter = leakMeter(target, [target.slice(0, 100)]);
  expect(meter.measure(target).leak.lengthRatio).toBe(1);
  expect(failsGate(meter.measure(HONEST), search)).toBeNull();
});
