import { expect, test } from "vitest";
import { defaultRunConfig } from "#lib/trajectory/index.ts";
import { failsGate } from "./gate.ts";
import { leakMeter, measureLeak } from "./leak.ts";

const TARGET = `// How long a walk takes, in minutes
function walkingTime(meters, steepness) {
  const flatPace = meters / averagePace;
  const uphillExtra = steepness * penaltyPerSlope;
  return Math.max(flatPace + uphillExtra, shortestWalk);
}
`;
const ALOUD =
  "The flat pace is meters divided by average pace, and the uphill extra is the steepness times the penalty per slope; it " +
  "gives back the greater of flat pace plus uphill extra and the shortest walk.";
const search = { ...defaultRunConfig.search, lengthRatio: 9 };
const bitsOf = (thought: string, known: readonly string[] = [], target = TARGET) =>
  measureLeak(thought, target, known).spokenBits ?? 0;

test("code that is read aloud fails the gate, though no token of code stands in a row", () => {
  const measure = leakMeter(TARGET, []).measure(ALOUD);
  expect(measure.leak).toMatchObject({ longestRun: expect.any(Number), pieceBits: 0, renamedBits: 0 });
  expect(measure.leak.longestRun).toBeLessThan(5);
  expect(measure.leak.spokenBits).toBeGreaterThan(search.leakSpoken);
  expect(failsGate(measure, search)).toBe("leak");
  expect(failsGate(measure, { ...search, leakSpoken: 999 })).toBeNull();
});

test("the same matter in other words passes", () => {
  const thought =
    "A walk is longer the steeper it is. I take the distance over the usual pace, put something on top for the slope, and " +
    "never answer less than a least time.";
  expect(bitsOf(thought)).toBe(0);
});

test("it is shown where it stands, with its lines", () => {
  const thought = `I see. ${ALOUD} So it is.`;
  const { spans } = measureLeak(thought, TARGET, []);
  expect(spans.map(({ start, end }) => thought.slice(start, end))[0]).toMatch(/^flat pace is meters/);
  expect(spans[0]?.startLine).toBe(3);
  expect(spans.at(-1)?.endLine).toBe(5);
  for (const [index, { start }] of spans.entries()) expect(start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0);
});

test("its units are left out of the adjusted gain", () => {
  const unitEnds = TARGET.split("").flatMap((character, index) => (character === "\n" ? [index + 1] : []));
  expect([...leakMeter(TARGET, []).sharedUnits([ALOUD], unitEnds)]).toEqual([0, 0, 1, 1, 1, 0]);
});

test("comments may be said, files that were read too, and given names tell little", () => {
  const comment = "How long every hilly walk usually lasts, in minutes";
  expect(bitsOf(comment, [], `// ${comment}\nrun(x);\n`)).toBe(0);
  expect(bitsOf(comment, [], `run("${comment}");\n`)).toBeGreaterThan(28);
  expect(bitsOf(ALOUD, [TARGET])).toBe(0);
  const file = `northernGate = southernGate\n${"other(lines);\n".repeat(30)}`;
  expect(bitsOf("the northern gate equals the southern gate", [], "northernGate = southernGate\n")).toBe(20);
  expect(bitsOf("the northern gate equals the southern gate", [file], "northernGate = southernGate\n")).toBe(0);
  const names = ["flatPace", "meters", "averagePace", "uphillExtra", "steepness", "penaltyPerSlope", "shortestWalk"];
  expect(bitsOf(ALOUD, names)).toBeLessThan(bitsOf(ALOUD) / 2);
});

test("three words in a row are no run, and runs far apart do not add up", () => {
  expect(bitsOf("flat pace is meters", [], "flatPace = meters\n")).toBe(0);
  const [first = "", second = ""] = ALOUD.split("; it");
  expect(bitsOf(`${first} ${"quite so ".repeat(99)} ${second}`)).toBe(Math.max(bitsOf(first), bitsOf(second)));
  expect(bitsOf(first) + bitsOf(second)).toBeGreaterThan(Math.max(bitsOf(first), bitsOf(second)));
});

test("a name alone is no leak, however many words it has, and a given one tells less", () => {
  const target = "ensureEveryPathLeadsNorth();\nstart(northernGate, southernGate, easternGate, westernGate);\n";
  const thought = "It can ensure every path leads north.";
  expect(bitsOf(thought, [], target)).toBe(10);
  expect(bitsOf(thought, ["ensureEveryPathLeadsNorth"], target)).toBe(3);
});
