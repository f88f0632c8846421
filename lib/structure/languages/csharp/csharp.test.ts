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

const SDK = '<Project Sdk="Microsoft.NET.Sdk"></Project>';

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

test("of one name in several projects the own one is meant, then that of a referenced project", async () => {
  expect(
    await arrowsOf({
      "app/App.csproj":
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="..\\lib\\Lib.csproj" /></ItemGroup></Project>',
      "app/Main.cs": "using N; class Main { Model m; Shared s; Hidden h; Alien a; }",
      "app/Model.cs": "namespace N; class Model {}",
      "lib/Lib.csproj": SDK,
      "lib/Model.cs": "namespace N; public class Model {}",
      "lib/Shared.cs": "namespace N; public class Shared {} ",
      "lib/User.cs": "using N; class User { Model m; }",
      "other/Other.csproj": SDK,
      "other/Shared.cs": "namespace N; public class Shared {}",
      "other/Alien.cs": "namespace N; public class Alien {}",
    }),
  ).toEqual(["app/Main.cs -> app/Model.cs", "app/Main.cs -> lib/Shared.cs", "lib/User.cs -> lib/Model.cs"]);
});

test("a project may be referenced by a path after a computed property", async () => {
  expect(
    await arrowsOf({
      "app/App.csproj":
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="$(Root)\\lib\\Lib.csproj" /></ItemGroup></Project>',
      "app/Main.cs": "using N; class Main { Shared s; }",
      "lib/Lib.csproj": SDK,
      "lib/Shared.cs": "namespace N; public class Shared {}",
    }),
  ).toEqual(["app/Main.cs -> lib/Shared.cs"]);
});

test("old projects compile what they list, links included; usings of the build reach every file", async () => {
  expect(
    await arrowsOf({
      "Directory.Build.props": '<Project><ItemGroup><Using Include="Far" /></ItemGroup></Project>',
      "old/Old.csproj":
        '<Project ToolsVersion="4.0"><Import Project="..\\shared.targets" /><ItemGroup><Compile Include="Main.cs" /><Compile Include="..\\link\\**\\*.cs" /></ItemGroup></Project>',
      "shared.targets": '<Project><ItemGroup><Compile Include="Extra.cs" /></ItemGroup></Project>',
      "old/Main.cs": "class Main { Linked l; Extra e; Dropped d; Remote r; }",
      "old/Extra.cs": "class Extra {}",
      "old/Dropped.cs": "public class Dropped {}",
      "link/deep/Linked.cs": "class Linked {}",
      "link/Remote.cs": "namespace Far; class Remote {}",
    }),
  ).toEqual(["old/Main.cs -> link/Remote.cs", "old/Main.cs ~> link/deep/Linked.cs", "old/Main.cs ~> old/Extra.cs"]);
});

test("items of a project add and take away in their order", async () => {
  expect(
    await arrowsOf({
      "P.csproj": `<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>
        <Compile Remove="old/**" /><Compile Include="old/Kept.cs" />
        <Compile Include="more/**" Exclude="more/Out.cs" />
      </ItemGroup>
      <ItemGroup Condition="'$(TargetFramework)' == 'net8.0'"><Compile Remove="Some.cs" /></ItemGroup></Project>`,
      "A.cs": "class A { Kept k; Gone g; Some s; Out o; }",
      "old/Kept.cs": "class Kept {}",
      "old/Gone.cs": "class Gone {}",
      "Some.cs": "class Some {}",
      "more/Out.cs": "class Out {}",
    }),
  ).toEqual(["A.cs ~> Some.cs", "A.cs ~> more/Out.cs", "A.cs ~> old/Kept.cs"]);
});

test("branches that no build compiles do not count", async () => {
  const structure = await structureOf({
    "P.csproj":
      '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net8.0</TargetFramework><More>HAVE_B</More><DefineConstants>$(More);$(DefineConstants)</DefineConstants></PropertyGroup></Project>',
    "Main.cs": `#define OWN
#if NEVER
using Gone;
#endif
class Main {
#if HAVE_B && !NEVER
  B b;
#elif OWN
  C c;
#endif
#if NETFRAMEWORK || !OWN
  D d;
#else
  E e;
#endif
}`,
    "B.cs": "class B {}",
    "C.cs": "class C {}",
    "D.cs": "class D {}",
    "E.cs": "#if NEVER\nclass E { int old; }\n#endif",
    "E2.cs": "class E {}",
  });
  expect(arrows(structure)).toEqual(["Main.cs ~> B.cs", "Main.cs ~> C.cs", "Main.cs ~> E2.cs"]);
  expect(importsOf(structure, "Main.cs")).toEqual(["Gone - inactive"]);
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
