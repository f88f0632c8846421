import { expect, test } from "vitest";
import { aHeader, aTrajectory } from "./fixtures.ts";
import { stepTitle, stepWords } from "./step-words.ts";

test("a thought is named after what it leads to", () => {
  const steps = aTrajectory();
  const words = (index: number) => stepTitle(steps[index] ?? aHeader(0), steps[index + 1]);
  expect(words(0)).toBe("Think before planning");
  expect(words(1)).toBe("Plan");
  expect(words(3)).toBe("Think before reading std.ts");
  expect(words(6)).toBe("Think before writing");
  expect(words(8)).toBe("Return to the main agent");
});

test("observations say what came back", () => {
  const read = aHeader(0, { kind: "observation", tool: "read", path: "a/b.ts", lines: 1200 });
  expect(stepWords(read, undefined).subject.text).toBe("a/b.ts, 1,200 lines");
  expect(stepWords({ ...read, tool: "write", lines: 1 }, undefined).subject.text).toBe("written, 1 line");
});
