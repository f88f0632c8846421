import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";

async function arrowsOf(tree: Readonly<Record<string, string>>): Promise<string[]> {
  return arrows(await structureOf(tree));
}

test("extension methods are found by what they are called on", async () => {
  const extensions = {
    "Text.cs":
      "namespace E; public static class Text { public static string Shorten(this string s, int n) => s; public static string Own(this string s) => s; public static string Where(this string s, object o) => s; public static T Same<T>(this T it) => it; }",
    "Boxes.cs":
      "namespace E; public static class Boxes { public static Box Own(this IBox box) => null; public static void Twice(this Box b) {} }",
    "Twice.cs":
      "namespace E; public static class Twice_ { public static string Twice(this string s) => s; public static void Generic<[Some(typeof(int))] A, B>(this Box b) {} }",
    "Box.cs":
      "namespace E; public interface IBox {} public class Box : IBox { public void Shorten(int n) {} public void Shorten2() {} public void Generic<A>() {} public static Box Make() => null; public Box Next { get; } }",
  };
  const called = async (body: string, using = "using E;"): Promise<string[]> =>
    (await arrowsOf({ ...extensions, "A.cs": `${using} class A { string Field; ${body} }` })).filter((arrow) =>
      /^A.cs -> (?!Box\.cs)/.test(arrow),
    );
  expect(await called("void F(string s) { s.Shorten(3); }")).toEqual(["A.cs -> Text.cs"]);
  expect(await called("void F(string s) { s.Shorten(3); }", "")).toEqual([]);
  expect(await called("void F(string s) { s.Shorten(1, 2); s.Where(x); }")).toEqual([]);
  expect(await called("void F() { Field.Twice(); }")).toEqual(["A.cs -> Twice.cs"]);
  expect(await called("void F(Box b) { b.Shorten(3); b.Generic<int>(); Box.Twice(); }")).toEqual([]);
  expect(await called("void F(Box b) { b.Generic<int, int>(); }")).toEqual(["A.cs -> Twice.cs"]);
  expect(await called("void F() { var b = new Box(); b.Own(); }")).toEqual(["A.cs -> Boxes.cs"]);
  expect(await called("void F(object o) { ((Box)o).Twice(); }")).toEqual(["A.cs -> Boxes.cs"]);
  expect(await called("void F() { Box.Make().Next\n.Same(x => (1)).Twice(); }")).toEqual(["A.cs -> Boxes.cs"]);
  expect(await called('void F() { "a".Own(); }')).toEqual(["A.cs -> Text.cs"]);
  // Whatever the chain begins with, its methods tell.
  expect(await called("void F() { all[0].ToString().Own(); new[] { 1 }.First().ToString().Twice(); }")).toEqual([
    "A.cs -> Text.cs",
    "A.cs -> Twice.cs",
  ]);
  expect(await called("void F() { var t = all[0].ToString(); t.Own(); }")).toEqual(["A.cs -> Text.cs"]);
  expect(await called("void F() { var t = all[0].ToString() == x; t.Own(); 5.Own(); }")).toEqual([]);
  // Nothing is known of what they are called on, and two files fit.
  expect(await called("void F() { Foreign.Thing().Own(); foreach (var b in all) b.Twice(); }")).toEqual([]);
  expect(await called("void F() { foreach (var b in all) b.Shorten(3); }")).toEqual([]);
});

test("a sequence has the methods of LINQ alone, so that others are extensions", async () => {
  expect(
    await arrowsOf({
      "A.cs":
        "using X; class A { void F(IEnumerable<int> all, List<int> list) { all.Where(n => n > 1).ForEach(Run); } void G(List<int> list) { list.Sort(); } }",
      "Each.cs":
        "namespace X { static class Each { public static void ForEach<T>(this IEnumerable<T> all, Action<T> run) {} } }",
      "Sort.cs": "namespace X { static class Sorts { public static void Sort<T>(this IEnumerable<T> all) {} } }",
    }),
  ).toEqual(["A.cs -> Each.cs"]);
});
