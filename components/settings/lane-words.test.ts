import { expect, test } from "vitest";
import { circuitInWords } from "./lane-words.ts";

test.each([
  [{ kind: "closed" as const }, "closed: calls go out"],
  [{ kind: "open" as const, cause: "refused", triesInMs: 12_000 }, "open: refused at once, tried again in 12 s"],
  [{ kind: "trial" as const, cause: "refused" }, "on trial: one call decides"],
])("a circuit that is %j", (circuit, words) => {
  expect(circuitInWords({ circuit })).toBe(words);
});
