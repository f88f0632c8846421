import { expect, test } from "vitest";
import { dependenciesOf, dependentsOf, edgesAmong } from "./graph.ts";
import type { Edge } from "./schema.ts";

const edge = (from: string, to: string, kind: Edge["kind"] = "import"): Edge => {
  return { from, to, kind, names: [], lines: [{ start: 1, end: 1 }], typeOnly: false };
};
const structure = { edges: [edge("a", "c"), edge("a", "b"), edge("a", "b", "reference"), edge("b", "c")] };

test("dependencies and dependents are direct, distinct and sorted", () => {
  expect(dependenciesOf(structure, "a")).toEqual(["b", "c"]);
  expect(dependentsOf(structure, "c")).toEqual(["a", "b"]);
  expect(dependenciesOf(structure, "c")).toEqual([]);
});

test("edges among files have both ends there", () => {
  expect(edgesAmong(structure, ["a", "b"])).toEqual([edge("a", "b"), edge("a", "b", "reference")]);
});
