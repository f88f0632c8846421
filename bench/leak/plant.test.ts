import { expect, test } from "vitest";
import { type Kind, plantedLeaks } from "./plant.ts";
import { randomFor } from "./random.ts";

const TARGET = `import { clock } from "./clock.ts";

// Counts what is left, second by second, until there is nothing left to count.
export function remaining(seconds: number): number {
  const start = clock.now();
  const passed = (clock.now() - start) / 1000;
  if (passed > seconds) throw new Error("there is no time left for this one, try another");
  return seconds - passed;
}
`;
const THOUGHT = "First I think of time. Then I think of what is left of it. Last comes the end.";
const planted = plantedLeaks(THOUGHT, TARGET, "typescript", randomFor("plant"));
const one = (kind: Kind) => planted.find((each) => each.kind === kind);

test("a copy stands in the thought as in its range of the target, never in the imports", () => {
  const copies = planted.filter(({ kind }) => kind === "verbatim");
  expect(copies.map(({ lines }) => lines)).toEqual([1, 2, 3, 5]);
  for (const { from, to, thought, lines } of copies) {
    const original = TARGET.slice(from, to);
    expect(original.split("\n")).toHaveLength(lines);
    expect(thought).toContain(original);
    expect(original).not.toContain("import");
    expect(thought.replace(original, "").replace(/\s+/g, " ")).toBe(THOUGHT);
  }
});

test("renaming leaves the words of the language and takes all names", () => {
  const renamed = planted.find(({ kind, lines }) => kind === "renamed" && lines === 5)?.thought ?? "";
  expect(renamed).toMatch(/\bthrow new \w+\(/);
  expect(renamed).not.toMatch(/clock|passed|seconds|remaining|Error/);
});

test("the other kinds copy what they say they do", () => {
  expect(one("comments")?.thought).toContain(
    "\nCounts what is left, second by second, until there is nothing left to count.\n",
  );
  expect(one("literal")?.thought).toContain('"there is no time left for this one, try another"');
  expect(one("read aloud")?.thought).not.toMatch(/[(){};=]/);
  expect(one("retold")?.thought).not.toMatch(/[(){};=]|\b(?:const|return)\b/);
  expect(one("retold")?.thought).not.toBe(one("read aloud")?.thought);
  const alone = one("alone");
  expect(alone?.thought).toBe(TARGET.slice(alone?.from, alone?.to));
  const shuffled = planted.find(({ kind, lines }) => kind === "shuffled" && lines === 5);
  expect(shuffled?.thought).not.toContain(TARGET.slice(shuffled?.from, shuffled?.to));
});

test("the same name gives the same leaks", () => {
  expect(plantedLeaks(THOUGHT, TARGET, "typescript", randomFor("plant"))).toEqual(planted);
});
