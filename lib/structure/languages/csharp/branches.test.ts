import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";
import { withoutSplits } from "./branches.ts";

/** What is left of the lines, without those that are blank. */
function left(text: string): string[] {
  const result = withoutSplits(text);
  expect(result).toHaveLength(text.length);
  expect(result.split("\n")).toHaveLength(text.split("\n").length);
  return result.split("\n").filter((line) => line.trim() !== "");
}

test("a text without branches is left alone", () => {
  expect(left("class A {}\n// #if\n#region r\n#endregion")).toEqual([
    "class A {}",
    "// #if",
    "#region r",
    "#endregion",
  ]);
});

test("branches of whole members stay as they are", () => {
  const text = "class A {\n#if X\nint a;\n#else\nint b; // why\n#endif\nint c;\n}";
  expect(withoutSplits(text)).toBe(text);
});

test("of branches that cut through a declaration the first for a framework of today is kept", () => {
  expect(left("#if NET35\nclass A : B {\n#elif X\nclass A : C {\n#else\nclass A {\n#endif\n}")).toEqual([
    "class A : C {",
    "}",
  ]);
  expect(left("class A {\nvoid F(\n#if X\nint a\n#else\nint b\n#endif\n) {}\n}")).toEqual([
    "class A {",
    "void F(",
    "int a",
    ") {}",
    "}",
  ]);
});

test("a branch without an alternative loses its directives, and its text where one with the opposite condition was kept", () => {
  expect(left("#if X\nnamespace N {\n#endif\nclass A {}\n#if X\n}\n#endif")).toEqual([
    "namespace N {",
    "class A {}",
    "}",
  ]);
  expect(left("#if X\nclass A : B {\n#endif\n#if !X\nclass A {\n#endif\n}")).toEqual(["class A : B {", "}"]);
});

test("a class whose head has branches is found in its namespace", async () => {
  const structure = await structureOf({
    "A.cs":
      "#if X\nusing N;\nnamespace N {\npublic partial class A\n#if ASYNC\n: System.IAsyncDisposable\n#endif\n{ B b; }\n}\n#endif",
    "B.cs": "namespace N { class B { A a; } }",
  });
  expect(arrows(structure)).toEqual(["A.cs ~> B.cs", "B.cs ~> A.cs"]);
});

test("a class is found by the names it has in each branch, and is public where one says so", async () => {
  const structure = await structureOf({
    "P.csproj":
      '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup Condition="$(Y)"><DefineConstants>Y</DefineConstants></PropertyGroup></Project>',
    "A.cs": "#if Y\npublic partial class A\n{\n#else\npublic partial class B\n{\n#endif\n}",
    "G.cs": "#if Y && X\nclass G : C\n{\n#else\nclass G\n{\n#endif\nB b; }",
    "C.cs": "class C { A a; G g; }",
    "D.cs": "#if X\ninternal\n#else\npublic\n#endif\nclass D {}",
    "E/E.csproj":
      '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="../P.csproj" /></ItemGroup></Project>',
    "E/E.cs": "class E { B b; D d; }",
    "F/F.csproj": '<Project Sdk="Microsoft.NET.Sdk"></Project>',
    "F/F.cs": "public class D {}",
  });
  expect(arrows(structure)).toEqual([
    "C.cs ~> A.cs",
    "C.cs ~> G.cs",
    "E/E.cs ~> A.cs",
    "E/E.cs ~> D.cs",
    "G.cs ~> A.cs",
  ]);
});
