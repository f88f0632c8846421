import { expect, test } from "vitest";
import { applyFilter, bundleEdges, bundleWidth } from "./bundles.ts";
import { aFile, anEdge } from "./fixtures.ts";
import { openFolders, readGraphState, toggleFolder, writeGraphState } from "./graph-state.ts";

test("edges between two blocks are one bundle from the needed to the user", () => {
  const blockOf = new Map([
    ["a", "A"],
    ["b", "A"],
    ["c", "C"],
  ]);
  const edges = [anEdge("c", "a"), anEdge("c", "b"), anEdge("a", "b"), anEdge("a", "c"), anEdge("a", "unknown")];
  expect(bundleEdges(edges, blockOf)).toEqual([
    { from: "A", to: "C", weight: 2 },
    { from: "C", to: "A", weight: 1 },
  ]);
});

test("widths", () => {
  expect([bundleWidth(1, 1), bundleWidth(1, 100), bundleWidth(100, 100)]).toEqual([1.2, 0.7, 3.5]);
});

test("an edge is left out with either of its files", () => {
  const graph = {
    files: [aFile("a", 0), aFile("b", 1, { role: "test" }), aFile("c", 2)],
    edges: [anEdge("b", "a"), anEdge("c", "a", { typeOnly: true }), anEdge("a", "c", { kind: "reference" })],
  };
  const left = applyFilter(graph, { edges: new Set(["reference"]), roles: new Set(["test"]), languages: new Set() });
  expect(left.files.map((file) => file.path)).toEqual(["a", "c"]);
  expect(left.edges.map((edge) => edge.from)).toEqual(["c"]);
});

test("the address holds the state, and nothing that is as at first", () => {
  const state = readGraphState(
    new URLSearchParams("mode=focus&focus=a%2Fb.ts&depth=2&open=x&open=y&without-roles=test,nonsense"),
  );
  expect(state).toMatchObject({ mode: "focus", focus: "a/b.ts", depth: 2 });
  expect([...state.filter.roles]).toEqual(["test"]);
  expect(readGraphState(writeGraphState(state))).toEqual(state);
  expect(writeGraphState(readGraphState(new URLSearchParams())).toString()).toBe("");
});

test("folders are remembered against what stands open at first", () => {
  const start = readGraphState(new URLSearchParams());
  const closed = toggleFolder(start, "lib", true, true);
  expect([...closed.closed]).toEqual(["lib"]);
  expect(toggleFolder(closed, "lib", false, true)).toEqual(start);
  expect([...toggleFolder(start, "app", false, false).opened]).toEqual(["app"]);
});

test("the way to the file one comes for is open", () => {
  const state = readGraphState(new URLSearchParams("open=app&close=lib"));
  expect([...openFolders(new Set(["", "lib"]), state, "src/a/b.ts")].sort()).toEqual(["", "app", "src", "src/a"]);
});
