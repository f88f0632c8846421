import { expect, test } from "vitest";
import { measureLeak } from "./leak.ts";

const TARGET = `class Timer {
  start(seconds) {
    this.left = seconds;
    clock.onTick(() => this.tick());
    if (this.left <= 0) ring();
  }
  options() {
    return {
      user: account.user,
      pass: account.pass,
      port: account.port,
    };
  }
}
`;
const LINES = TARGET.split("\n").map((line) => line.trim());
const bitsOf = (thought: string, known: readonly string[] = [], target = TARGET) =>
  measureLeak(thought, target, known).pieceBits ?? 0;
const LEAST = 58;

test("lines tell the same in any order, and between sentences nearly as much", () => {
  const [left = "", tick = "", ring = ""] = LINES.slice(2, 5);
  const inOrder = bitsOf(`${left} ${tick} ${ring}`);
  expect(inOrder).toBeGreaterThan(LEAST);
  expect(bitsOf(`${ring} ${left} ${tick}`)).toBe(inOrder);
  const between = bitsOf(`First comes ${left} then the clock says ${tick} and last of all ${ring}`);
  expect(between).toBeGreaterThan(inOrder - 20);
  expect(between).toBeLessThan(inOrder);
});

test("far apart they do not add up, and said again they tell nothing new", () => {
  const [left = "", tick = ""] = LINES.slice(2, 4);
  const alone = bitsOf(left);
  expect(bitsOf(`${left} ${"word ".repeat(80)} ${left}`)).toBe(alone);
  expect(bitsOf(`${left} ${left} ${left}`)).toBe(alone);
  expect(bitsOf(`${left} ${"word ".repeat(200)} ${tick}`)).toBe(Math.max(alone, bitsOf(tick)));
});

test("whole lines of code count without marks of code, pieces of them do not", () => {
  expect(bitsOf("user: account.user, and port: account.port, and pass: account.pass,")).toBeGreaterThan(LEAST);
  expect(bitsOf("the user: account, the pass: account, the port: account")).toBe(0);
});

test("words of prose in a row tell nothing, on a line of their own neither", () => {
  const target = "// so that the last of them wins, and nothing is lost\nrun(x);\n";
  expect(bitsOf("It is so that the last of them wins, and nothing is lost", [], target)).toBe(0);
  expect(bitsOf("It sees that nothing is lost; the last of them wins", [], target)).toBe(0);
});

test("a cut line tells less than a whole one", () => {
  const cut = bitsOf("I write left = seconds; there.");
  const whole = bitsOf("I write this.left = seconds; there.");
  expect(bitsOf("this.left = seconds", [], "this.left = seconds;\n")).toBe(
    bitsOf("this.left = seconds", [], "this.left = seconds\n") - 4,
  );
  expect(whole - cut).toBeGreaterThan(4);
});

test("what known texts have tells nothing, and a given name little", () => {
  const line = "clock.onTick(() => this.tick());";
  expect(bitsOf(line)).toBeGreaterThan(LEAST);
  expect(bitsOf(line, ["x = y;\nclock.onTick(() => this.tick()); // elsewhere\n"])).toBe(0);
  // Too short a run of a known line to be given, and yet no news.
  expect(bitsOf("this.left = seconds;", ["ring(this.left = seconds)"])).toBeLessThan(8);
  expect(bitsOf(line, ["clock", "onTick", "tick"])).toBe(bitsOf(line) - 4 - 8 - 4);
});

test("pieces that tell much are shown where they stand", () => {
  const thought = `First ${LINES[4]} and before it ${LINES[2]} as it must be.`;
  const { spans } = measureLeak(thought, TARGET, []);
  expect(spans.map(({ start, end }) => thought.slice(start, end))).toEqual([LINES[4], LINES[2]]);
  expect(spans.map(({ startLine }) => startLine)).toEqual([5, 3]);
});

test("line ends of two characters are line ends, and a file on one line is one", () => {
  const thought = `${LINES[4]} ${LINES[2]}`;
  expect(bitsOf(thought, [], TARGET.replaceAll("\n", "\r\n"))).toBe(bitsOf(thought));
  expect(bitsOf(thought, [], TARGET.replaceAll(/\s*\n\s*/g, " "))).toBeLessThan(bitsOf(thought));
});
