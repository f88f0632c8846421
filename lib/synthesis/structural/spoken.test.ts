import { expect, test } from "vitest";
import type { OutlineSymbol } from "#lib/structure/index.ts";
import { outlinesOf, sampleProject } from "../fixture.ts";
import { isTestModule, kindWord, spokenSymbols } from "./spoken.ts";

test("impl blocks belong to their type, and one for a foreign type keeps a name without generics", async () => {
  const [outline] = await outlinesOf({
    "src/area.rs": `use std::fmt;
pub struct Area<T> { side: T }
impl<T: Clone> Area<T> {
    pub fn new(side: T) -> Self { Area { side } }
}
impl<T> fmt::Display for Area<T> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result { Ok(()) }
}
impl<'de> Deserialize<'de> for Far {
    fn deserialize() {}
}
#[cfg(test)]
mod tests {
    #[test]
    fn adds() {}
}
`,
  });
  const spoken = spokenSymbols(outline);
  expect(spoken.map((symbol) => symbol.name)).toEqual(["Area", "impl Deserialize for Far", "tests"]);
  expect(spoken[0]).toMatchObject({ traits: ["Display"] });
  expect(spoken[0]?.members.map((member) => member.name)).toEqual(["side", "new"]);
  expect(spoken.map((symbol) => kindWord(symbol, "rust"))).toEqual(["struct", "block", "module"]);
  expect(spoken.filter(isTestModule).map((symbol) => symbol.name)).toEqual(["tests"]);
});

test("namespaces and constructors are not spoken of, and methods outside belong to their class", async () => {
  const [outline] = await outlinesOf({
    "arena.h": `namespace store {
class Arena {
 public:
  Arena();
  ~Arena();
  char* Allocate(int bytes);
};
inline char* Arena::Allocate(int bytes) { return nullptr; }
#define ARENA_SIZE 4096
}
`,
  });
  const spoken = spokenSymbols(outline);
  expect(spoken.map((symbol) => symbol.name)).toEqual(["Arena", "ARENA_SIZE"]);
  expect(spoken[0]?.members.map((member) => member.name)).toEqual(["Allocate"]);
  expect(spoken[0]?.bodies.length).toBe(2);
  expect(spoken.map((symbol) => kindWord(symbol, "cpp"))).toEqual(["class", "macro"]);
});

test("a name that took its type along loses it", async () => {
  const [outline] = await outlinesOf({ "a.h": "" });
  const symbol: OutlineSymbol = {
    name: "Status WriteFile",
    kind: "constant",
    signature: "STORE_EXPORT Status WriteFile(Env* env)",
    exported: true,
    range: { startLine: 1, endLine: 1, start: 0, end: 1 },
    doc: "",
    parameters: ["env"],
    members: [],
    uses: [],
  };
  const [spoken] = spokenSymbols({ ...outline, language: "cpp", symbols: [symbol] });
  expect(spoken).toMatchObject({ name: "WriteFile", kind: "function" });
});

test.each([
  ["a.java", "public @interface Mark { String value(); }\n", "annotation"],
  ["a.java", "public record Point(int x, int y) {}\n", "record"],
  ["a.cs", "public delegate void Call(int a);\n", "delegate"],
  ["a.cs", "public struct Point { public int X; }\n", "struct"],
  ["a.php", "<?php\ntrait Loud { public function shout(): void {} }\n", "trait"],
  ["a.rs", "pub trait Shape { fn area(&self) -> f64; }\n", "trait"],
  ["a.c", "struct point { int x; };\n", "struct"],
  ["a.go", "package a\n\ntype Point struct { X int }\n", "struct"],
  ["a.css", ".button { color: red }\n", "rule"],
  ["a.ts", "export class A {}\n", "class"],
])("%s: %s is a %s", async (path, text, word) => {
  const [outline] = await outlinesOf({ [path]: text });
  const [symbol] = spokenSymbols(outline);
  expect(symbol && kindWord(symbol, outline.language)).toBe(word);
});

test("a module of Ruby that only holds others is not spoken of", async () => {
  const { structure } = await sampleProject({
    "lib/shop.rb": "module Shop\n  class Basket\n    def initialize\n    end\n    def total\n    end\n  end\nend\n",
  });
  const [spoken] = structure.outlines.map(spokenSymbols);
  expect(spoken?.map((symbol) => symbol.name)).toEqual(["Shop::Basket"]);
  expect(spoken?.[0]?.members.map((member) => member.name)).toEqual(["total"]);
});
