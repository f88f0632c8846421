import { expect, test } from "vitest";
import { at } from "#lib/std/assert.ts";
import { orderFiles } from "./order.ts";
import type { Classed } from "./order-rank.ts";
import type { Role } from "./schema.ts";

const files = (...entries: readonly string[]): Classed[] =>
  entries.map((entry) => {
    const [path = "", role = "source"] = entry.split(":");
    return { path, role: ROLES.find((each) => each === role) ?? "source" };
  });
const edges = (...arrows: readonly string[]) =>
  arrows.map((arrow) => {
    const [from = "", to = ""] = arrow.split(">");
    return { from, to, kind: "import" as const, typeOnly: false, names: [] };
  });
const KINDS = ["import", "reference"] as const;
const ROLES: readonly Role[] = ["source", "test", "config", "docs", "generated", "vendored", "binary"];

test("dependencies come first, ties by path", () => {
  const { order, places } = orderFiles(files("a", "b", "c", "d"), edges("a>c", "b>a"));
  expect(order).toEqual(["c", "a", "b", "d"]);
  expect([places.get("c")?.level, places.get("a")?.level, places.get("b")?.level]).toEqual([0, 1, 2]);
});

test("configuration is first, docs are last, a test follows the last file it needs", () => {
  const given = files("README:docs", "a", "b", "c", "a.test:test", "z.json:config");
  expect(orderFiles(given, edges("a.test>a", "a.test>b")).order).toEqual(["z.json", "a", "b", "a.test", "c", "README"]);
});

test("a configuration that needs source waits for it", () => {
  expect(orderFiles(files("a", "b", "build:config"), edges("build>a")).order).toEqual(["a", "build", "b"]);
});

test("test helpers come when the first test that needs them can be written", () => {
  const given = files("a", "b", "c", "helper:test", "deep:test", "b.test:test", "alone:test");
  const { order } = orderFiles(given, edges("b.test>b", "b.test>helper", "helper>deep"));
  expect(order).toEqual(["a", "b", "deep", "helper", "b.test", "c", "alone"]);
});

test("a fixture that the product needs is written with the product", () => {
  expect(orderFiles(files("a", "b", "fixture:test", "notes:docs"), edges("a>fixture", "b>notes")).order).toEqual([
    "fixture",
    "a",
    "notes",
    "b",
  ]);
});

test("generated, vendored and binary files have no place", () => {
  const given = files("a", "g:generated", "v:vendored", "x:binary");
  const { order, places } = orderFiles(given, edges("a>g", "g>v"));
  expect(order).toEqual(["a"]);
  expect(places.get("g")).toMatchObject({ order: null, level: 1 });
  expect(places.get("a")).toMatchObject({ order: 0, level: 2 });
});

test("in a cycle the file that needs the fewest of the others goes first", () => {
  const given = files("a", "b", "c", "after", "before");
  const { order, places } = orderFiles(given, edges("a>b", "a>c", "b>c", "c>a", "after>a", "b>before"));
  expect(order.indexOf("before")).toBe(0);
  expect(order.indexOf("after")).toBe(4);
  // b and c need one file of the cycle and a two; once b is written a and c need one each, and the path decides.
  expect(order.slice(1, 4)).toEqual(["b", "a", "c"]);
  expect(["a", "b", "c"].map((path) => places.get(path)?.cycle)).toEqual([0, 0, 0]);
  expect(places.get("after")?.cycle).toBeNull();
});

test("a cycle is parted at its weakest edges", () => {
  const [weak] = edges("c>a");
  if (!weak) throw new Error("no edges");
  const imports = edges("a>b", "b>c");
  // By the fewest needs alone, a would come first.
  expect(orderFiles(files("a", "b", "c"), [...imports, { ...weak, kind: "reference" }]).order).toEqual(["c", "b", "a"]);
  expect(orderFiles(files("a", "b", "c"), [...imports, { ...weak, typeOnly: true }]).order).toEqual(["c", "b", "a"]);
});

test("a header comes before its implementation, and what includes the header after both", () => {
  const given = files("a_main.c", "z.c", "z.h");
  const pointer = { from: "z.h", to: "z.c", kind: "reference" as const, typeOnly: false, names: [] };
  const { order, places } = orderFiles(given, [...edges("z.c>z.h", "a_main.c>z.h"), pointer]);
  expect(order).toEqual(["z.h", "z.c", "a_main.c"]);
  expect([...places.values()].map(({ cycle }) => cycle)).toEqual([null, null, null]);
  expect(places.get("z.c")?.level).toBe(1);
});

test("the reason names what is used", () => {
  const [edge] = edges("b>a");
  if (!edge) throw new Error("no edge");
  const reason = (names: string[]) => orderFiles(files("a", "b"), [{ ...edge, names }]).places.get("b")?.reason;
  expect(reason(["parse"])).toBe("After a because it uses parse.");
  expect(reason(["Token", "parse"])).toBe("After a because it uses Token and parse.");
  expect(reason(["A", "B", "C", "D", "E"])).toBe("After a because it uses A, B, C and 2 more.");
  expect(reason(["*"])).toBe("After a, which it needs.");
});

test("every file has a reason of one sentence", () => {
  const given = files("a", "b", "c", "d:config", "a.test:test", "R:docs", "g:generated");
  const { places } = orderFiles(given, edges("a>b", "b>a", "c>a", "a.test>c", "a.test>a"));
  const reasons = Object.fromEntries([...places].map(([path, { reason }]) => [path, reason]));
  expect(reasons["a.test"]).toBe("A test, after c, which it needs, and after 1 other file it needs.");
  expect(reasons.a).toContain("One of 2 files that need each other");
  expect(Object.values(reasons).every((reason) => /^[A-Z][^.]*\.?.*\.$/.test(reason))).toBe(true);
});

test("a chain longer than the call stack is ordered", () => {
  const size = 50_000;
  const name = (index: number): string => String(index).padStart(6, "0");
  const given = Array.from({ length: size }, (_, index) => ({ path: name(index), role: "source" as const }));
  const chain = given.slice(1).map((file, index) => ({
    from: name(index),
    to: file.path,
    kind: "import" as const,
    typeOnly: false,
    names: [],
  }));
  const { order } = orderFiles(given, chain);
  expect(order[0]).toBe(name(size - 1));
  expect(order).toHaveLength(size);
});

test("on any graph: every written file once, dependencies first outside cycles, whatever the sequence of the input", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = generator(seed);
    const size = 1 + Math.floor(random() * 25);
    const given = Array.from({ length: size }, (_, index) => ({
      path: `${String.fromCharCode(97 + Math.floor(random() * 26))}${index}`,
      role: at(ROLES, Math.floor(random() * ROLES.length)),
    }));
    const pick = () => at(given, Math.floor(random() * size)).path;
    const arrows = Array.from({ length: Math.floor(random() * size * 2) }, () => ({
      from: pick(),
      to: pick(),
      kind: at(KINDS, Math.floor(random() * 2)),
      typeOnly: random() < 0.3,
      names: [],
    }));
    const { order, places } = orderFiles(given, arrows);

    const written = given.filter(({ role }) => ["source", "test", "config", "docs"].includes(role));
    expect([...order].sort()).toEqual(written.map(({ path }) => path).sort());
    order.forEach((path, index) => {
      expect(places.get(path)?.order).toBe(index);
    });
    const isBack = (from: string, to: string): boolean =>
      arrows.some((arrow) => arrow.from === to && arrow.to === from && arrow.kind === "import");
    for (const { from, to, kind } of arrows) {
      if (kind === "reference" && isBack(from, to)) continue;
      const source = places.get(from);
      const target = places.get(to);
      if (!source || !target || from === to) continue;
      const inCycle = source.cycle !== null && source.cycle === target.cycle;
      if (!inCycle) expect(target.level).toBeLessThan(source.level);
      if (inCycle || source.order === null || target.order === null) continue;
      expect(target.order, `seed ${seed}: ${from} needs ${to}`).toBeLessThan(source.order);
    }
    const shuffled = orderFiles(shuffle(given, random), shuffle([...arrows, ...arrows], random));
    expect(shuffled.order).toEqual(order);
    expect(new Map([...shuffled.places].sort())).toEqual(new Map([...places].sort()));
  }
});

/** A small linear congruential generator (Numerical Recipes): the same graphs on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
