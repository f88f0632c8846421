import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";
import type { Structure } from "../../schema.ts";

async function arrowsOf(tree: Readonly<Record<string, string>>): Promise<string[]> {
  return arrows(await structureOf(tree));
}

function importsOf({ outlines }: Structure, path: string): string[] {
  const found = outlines.find((outline) => outline.path === path)?.imports ?? [];
  return found.map(({ specifier, resolved, reason }) => `${specifier} ${resolved ?? "-"} ${reason}`);
}

test("a using leads to the files whose types are used, the own namespace is a reference", async () => {
  const structure = await structureOf({
    "Main.cs":
      "using Shop.Data;\nusing Shop.Unused;\nusing System.Text;\nusing Serilog;\nnamespace Shop.App;\nclass Main { Store store; Helper helper; Config config; StringBuilder text; }\n",
    "Store.cs": "namespace Shop.Data { public class Store {} }",
    "Other.cs": "namespace Shop.Data { public class Other {} }",
    "Helper.cs": "namespace Shop.App { class Helper {} }",
    "Config.cs": "namespace Shop { class Config {} }",
    "Unused.cs": "namespace Shop.Unused { class Unused {} }",
  });
  expect(arrows(structure)).toEqual(["Main.cs ~> Config.cs", "Main.cs ~> Helper.cs", "Main.cs -> Store.cs"]);
  expect(importsOf(structure, "Main.cs")).toEqual([
    "Shop.Data Store.cs resolved",
    "Shop.Unused - unused",
    "System.Text - standard-library",
    "Serilog - external",
  ]);
  expect(structure.edges.find(({ to }) => to === "Store.cs")).toMatchObject({
    names: ["Store"],
    lines: [{ start: 6, end: 6 }],
  });
});

test("a using of a namespace of several files, none of whose types is used, means none of them", async () => {
  const structure = await structureOf({
    "A.cs": "using N;\nusing N.Gone;\nclass A {}",
    "B.cs": "namespace N; class B {}",
    "C.cs": "namespace N; class C {}",
  });
  expect(arrows(structure)).toEqual([]);
  expect(importsOf(structure, "A.cs")).toEqual(["N - unused", "N.Gone - not-found"]);
});

test("written namespaces, aliases, using static and global usings are imports", async () => {
  expect(
    await arrowsOf({
      "A.cs": "class A { X.Y.Deep d; object o = global::X.Other.Make(); }",
      "Alias.cs": "using D = X.Y.Deep; using N = X.Y; class Al { D d; N.Second s; }",
      "Static.cs": "using static X.Other; class St { int n = Limit; void F() { Run(); } }",
      "Globals.cs": "global using X.Global;",
      "User.cs": "class User { Everywhere e; }",
      "Deep.cs": "namespace X.Y { class Deep {} }",
      "Second.cs": "namespace X.Y { class Second {} }",
      "Other.cs": "namespace X { static class Other { public const int Limit = 1; public static void Run() {} } }",
      "Everywhere.cs": "namespace X.Global { class Everywhere {} }",
    }),
  ).toEqual([
    "A.cs -> Deep.cs",
    "A.cs -> Other.cs",
    "Alias.cs -> Deep.cs",
    "Alias.cs -> Second.cs",
    "Static.cs -> Other.cs",
    "User.cs -> Everywhere.cs",
  ]);
});

test("partial types lead to all their files, nested types to theirs", async () => {
  expect(
    await arrowsOf({
      "A.cs": "class A { Big big; Big.Inner inner; }",
      "B.cs": "class B : Big { Inner inner; }",
      "Big.cs": "public partial class Big {}",
      "Big.Inner.cs": "public partial class Big { public class Inner {} }",
    }),
  ).toEqual(["A.cs ~> Big.Inner.cs", "A.cs ~> Big.cs", "B.cs ~> Big.Inner.cs", "B.cs ~> Big.cs"]);
});

test("generic arity tells types apart, type parameters are no types", async () => {
  expect(
    await arrowsOf({
      "A.cs": "class A { Box<int> b; bool c = a < Box && b > c; }",
      "B.cs": "class B<Item> { Item i; void F<Box>(Box b) {} object o = typeof(Box<>); }",
      "Box.cs": "class Box {}",
      "Box1.cs": "class Box<T> {}",
      "Item.cs": "class Item {}",
    }),
  ).toEqual(["A.cs ~> Box1.cs", "B.cs ~> Box1.cs"]);
});

test("attributes are found with and without their suffix", async () => {
  expect(
    await arrowsOf({
      "A.cs": "using M;\n[assembly: Whole]\n[Mark(typeof(T))] class A { [M.Slow, Fact] void F() {} }",
      "Mark.cs": "namespace M; class MarkAttribute : System.Attribute {}",
      "Slow.cs": "namespace M; class Slow : SlowAttribute {} class SlowAttribute : System.Attribute {}",
      "Whole.cs": "namespace M; class Whole : System.Attribute {}",
      "Fact.cs": "namespace M; class Fact {}",
      "T.cs": "namespace M; class T {}",
    }),
  ).toEqual(["A.cs -> Mark.cs", "A.cs -> Slow.cs", "A.cs -> T.cs", "A.cs -> Whole.cs"]);
});

test("locals and members hide types before a dot, unless they are of that very type", async () => {
  expect(
    await arrowsOf({
      "A.cs":
        "class A : Base { string Name; Color Color; void F(string Local) { Name.Trim(); Local.Trim(); Kept.Trim(); var c = Color.Red; foreach (var Loop in x) Loop.Go(); Free.Run(); } }",
      "Base.cs": "class Base { protected string Kept; }",
      "Name.cs": "class Name {} class Local {} class Kept {} class Loop {}",
      "Color.cs": "enum Color { Red }",
      "Free.cs": "static class Free { public static void Run() {} }",
    }),
  ).toEqual(["A.cs ~> Base.cs", "A.cs ~> Color.cs", "A.cs ~> Free.cs"]);
});

test("patterns, casts, nameof, catch and base lists name types; strings, comments and members do not", async () => {
  expect(
    await arrowsOf({
      "A.cs": `class A : IA {
  bool F(object o) => o is P1 or P2 { X: 1 } ? (P3)o is null : nameof(P4) == "P9"; // P9
  void G() { try { switch (x) { case P5: break; } } catch (P6 e) { x.P9.P9 = $"{P7.Y} P9"; } }
  object H() => new { P9 = 1, Z = default(P8) };
}`,
      "IA.cs": "interface IA {}",
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`P${n}.cs`, `class P${n} {}`])),
    }),
  ).toEqual(["A.cs ~> IA.cs", ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `A.cs ~> P${n}.cs`)]);
});

test("an alias may lead elsewhere in each branch, and name an attribute", async () => {
  expect(
    await arrowsOf({
      "Aliases.cs":
        "#if NET462_OR_GREATER\nglobal using MarkAttribute = System.SerializableAttribute;\n#else\nglobal using MarkAttribute = X.EmptyAttribute;\n#endif",
      "A.cs": "[Mark] class A {}",
      "Empty.cs": "namespace X { class EmptyAttribute : System.Attribute {} }",
    }),
  ).toEqual(["A.cs -> Empty.cs", "Aliases.cs -> Empty.cs"]);
});

test("a partial ref struct is declared in all its files", async () => {
  expect(
    await arrowsOf({
      "A.cs": "class A { void F(ref Reader reader) {} }",
      "One.cs": "public ref partial struct Reader { public int Length { get; set; } }",
      "Two.cs": "public ref partial struct Reader { }",
    }),
  ).toEqual(["A.cs ~> One.cs", "A.cs ~> Two.cs"]);
});

test("a full stop of a comment is no dot", async () => {
  expect(
    await arrowsOf({
      "A.cs": "class A { void F() {\n// Runs it.\nP1.Run();\nx.\n  P2.Run(); } }",
      "P1.cs": "class P1 {}",
      "P2.cs": "class P2 {}",
    }),
  ).toEqual(["A.cs ~> P1.cs"]);
});

test("a type tested before an operator is a type", async () => {
  expect(
    await arrowsOf({
      "A.cs": "class A { bool F(object o, bool b) => o is P1 && b || o is not P2 || b; }",
      "P1.cs": "class P1 {}",
      "P2.cs": "class P2 {}",
    }),
  ).toEqual(["A.cs ~> P1.cs", "A.cs ~> P2.cs"]);
});

test("base lists in a circle and names from Object end", async () => {
  expect(
    await arrowsOf({
      "A.cs": "class A : B { Inner i; constructor c; __proto__ p; void F() { toString.Go(); } }",
      "B.cs": "class B : A {}",
    }),
  ).toEqual(["A.cs ~> B.cs", "B.cs ~> A.cs"]);
});

test("deep nesting does not overflow the stack", async () => {
  const deep = `class A { object o = ${"(".repeat(20_000)}1${")".repeat(20_000)}; B b = ${"x.".repeat(20_000)}y; }`;
  const structure = await structureOf({ "A.cs": deep, "B.cs": "class B {}" });
  expect(structure.outlines).toHaveLength(2);
});

test("the outline of a file", async () => {
  const { outlines } = await structureOf({
    "Shop.cs": `// Sells things. And more.
using Data;
namespace Shop
{
    /// <summary>
    /// A shop for <see cref="T:Item"/>. It is open.
    /// </summary>
    [Serializable]
    public sealed class Shop<T> : Base<T> where T : Item
    {
        public const int Limit = 3;
        private readonly Item first, second;
        public string Name { get; set; } = "a";
        public event Action Sold;
        public Shop(string name) : base(name) { Name = name; }
        [Obsolete] public T Sell(int count = 1, params string[] more) => Stock.Take(count);
        public T this[int index] => null;
        public static bool operator ==(Shop<T> a, Shop<T> b) => true;
        enum State { Open }
    }
    internal record Point(int X, int Y = 2);
    public delegate void Handler(object sender, Item item);
    enum Kind { One, Two = 2 }
    public interface IShop { void Open(); }
}`,
    "Data.cs": "namespace Data; public class Item {} public class Base<T> {} static class Stock {}",
  });
  const outline = outlines.find(({ path }) => path === "Shop.cs");
  expect(outline?.doc).toBe("Sells things.");
  expect(
    outline?.symbols.map(({ name, kind, exported, signature }) => `${kind} ${name} ${exported}: ${signature}`),
  ).toEqual([
    "class Shop true: public sealed class Shop<T> : Base<T> where T : Item",
    "class Point false: internal record Point(int X, int Y = 2)",
    "type Handler true: public delegate void Handler(object sender, Item item)",
    "enum Kind false: enum Kind",
    "interface IShop true: public interface IShop",
  ]);
  expect(outline?.symbols[0]).toMatchObject({
    doc: "A shop for Item.",
    uses: ["Base", "Item", "Stock"],
    range: { startLine: 8, endLine: 20 },
  });
  expect(outline?.symbols[0]?.members.map(({ name, kind, signature }) => `${kind} ${name}: ${signature}`)).toEqual([
    "constant Limit: public const int Limit = 3",
    "field first: private readonly Item first, second",
    "field Name: public string Name",
    "field Sold: public event Action Sold",
    "method Shop: public Shop(string name)",
    "method Sell: public T Sell(int count = 1, params string[] more)",
    "method this: public T this[int index]",
    "method ==: public static bool operator ==(Shop<T> a, Shop<T> b)",
    "enum State: enum State",
  ]);
  expect(outline?.symbols.map(({ parameters }) => parameters)).toEqual([[], ["X", "Y"], ["sender", "item"], [], []]);
  expect(outline?.symbols[3]?.members.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    "constant One",
    "constant Two",
  ]);
});

test("methods with a test attribute are cases", async () => {
  const { outlines } = await structureOf({
    "ShopTests.cs":
      "class ShopTests { [Fact] public void Opens() {} [Theory, InlineData(1)] public void Sells(int n) {} [SetUp] public void Before() {} void Helper() {} }",
  });
  expect(outlines[0]?.testCases).toEqual(["Opens", "Sells"]);
});
