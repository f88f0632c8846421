import { expect, test } from "vitest";
import { nextState } from "./next-stage.ts";

test("a run can be paused, resumed and cancelled where that makes sense", () => {
  expect(nextState("running", "pause")).toBe("paused");
  expect(nextState("paused", "resume")).toBe("running");
  expect(nextState("failed", "resume")).toBe("running");
  expect(nextState("paused", "cancel")).toBe("cancelled");
});

test("a command out of place says what would be in place", () => {
  expect(() => nextState("done", "pause")).toThrow("A done run cannot be paused. Start a new run instead.");
  expect(() => nextState("paused", "pause")).toThrow("It can be resumed or cancelled.");
});
