import { expect, test } from "vitest";
import { arrows, line, structureOf } from "../../fixture.ts";
import type { Structure } from "../../schema.ts";

const arrowsOf = async (tree: Record<string, string>) => arrows(await structureOf(tree));
const importsOf = (structure: Structure, path: string) =>
  structure.outlines
    .find((outline) => outline.path === path)
    ?.imports.map(({ specifier, resolved, reason }) => [specifier, resolved, reason]);

test("an import leads to the file of the type, used or not", async () => {
  const structure = await structureOf({
    "src/main/java/a/A.java":
      "package a;\n\nimport b.B;\nimport b.Outer.Inner;\nimport java.util.List;\n\nclass A {\n  B b = new B();\n}\n",
    "src/main/java/b/B.java": "package b;\npublic class B {}\n",
    "src/main/java/b/Outer.java": "package b;\npublic class Outer { public static class Inner {} }\n",
  });
  expect(arrows(structure)).toEqual([
    "src/main/java/a/A.java -> src/main/java/b/B.java",
    "src/main/java/a/A.java -> src/main/java/b/Outer.java",
  ]);
  expect(structure.edges[0]).toMatchObject({ names: ["B"], lines: [3, 8].map(line) });
  expect(importsOf(structure, "src/main/java/a/A.java")).toEqual([
    ["b.B", "src/main/java/b/B.java", "resolved"],
    ["b.Outer.Inner", "src/main/java/b/Outer.java", "resolved"],
    ["java.util.List", null, "standard-library"],
  ]);
});

test("a wildcard leads to the types that are used, and after those of the package", async () => {
  expect(
    await arrowsOf({
      "a/A.java": "package a;\nimport b.*;\nimport java.util.*;\nclass A { Used u; Both both; List<String> l; }\n",
      "a/Both.java": "package a;\nclass Both {}\n",
      "b/Both.java": "package b;\npublic class Both {}\n",
      "b/Used.java": "package b;\npublic class Used {}\n",
      "b/Unused.java": "package b;\npublic class Unused {}\n",
    }),
  ).toEqual(["a/A.java ~> a/Both.java", "a/A.java -> b/Used.java"]);
});

test("a single import comes before the package, also when it leads out of the repository", async () => {
  expect(
    await arrowsOf({
      "a/A.java": "package a;\nimport b.Node;\nimport org.other.Date;\nclass A { Node n; Date d; }\n",
      "a/Node.java": "package a;\nclass Node {}\n",
      "a/Date.java": "package a;\nclass Date {}\n",
      "b/Node.java": "package b;\npublic class Node {}\n",
    }),
  ).toEqual(["a/A.java -> b/Node.java"]);
});

test("a static import needs the class that it names, whatever the member", async () => {
  const structure = await structureOf({
    "a/A.java":
      "package a;\nimport static b.B.max;\nimport static b.C.*;\nimport static b.D.Kind;\nclass A { int x = max(1); Kind k; }\n",
    "b/B.java": "package b;\npublic class B { public static int max(int a) { return a; } }\n",
    "b/C.java": "package b;\npublic class C {}\n",
    "b/D.java": "package b;\npublic class D extends E {}\n",
    "b/E.java": "package b;\npublic class E { public enum Kind { ONE } }\n",
  });
  expect(arrows(structure)).toEqual([
    "a/A.java -> b/B.java",
    "a/A.java -> b/C.java",
    "a/A.java -> b/D.java",
    // The member is inherited, and its use leads on to the class that declares it.
    "a/A.java -> b/E.java",
    "b/D.java ~> b/E.java",
  ]);
});

test("types of the package and qualified names are references, wherever a type can stand", async () => {
  const uses = [
    "class A<T extends A1> extends A2 implements A3<A4> {",
    "  @A5 A6[] field = new A7<>();",
    "  <U extends A8> A9 run(List<? super A10> p, A11... q) throws A12, A13 {",
    "    Object o = (A14) p; if (o instanceof A15) A16.go(); Runnable r = A17::go; Class<?> c = A18.class;",
    "    try { p.of(A19.X, x -> A20.Y); } catch (A21 | A22 e) { throw new a.b.A23(); }",
    "    A24[]::new; A25.<A26>of(); for (A27 each : p) {} return (A28 & A29) q;",
    "  }",
    "}",
  ].join("\n");
  const tree: Record<string, string> = { "z/b/User.java": `package a.b;\n${uses}\n` };
  for (let index = 1; index <= 29; index++) tree[`z/b/A${index}.java`] = `package a.b;\npublic class A${index} {}\n`;
  const found = await arrowsOf(tree);
  expect(found.length).toBe(29);
  expect(found.every((arrow) => arrow.startsWith("z/b/User.java ~> z/b/A"))).toBe(true);
});

test("values, methods, labels, comments and strings are no types", async () => {
  const code = [
    "class A {",
    "  static final int ONE = 1; int two = 2 < ONE ? ONE : 3;",
    "  // Four four; @Four",
    '  String s = "Five five"; String t = """\n    new Six() " """;',
    "  enum Kind { SEVEN, EIGHT(ONE) { }, }",
    "  void Nine() { Nine(); this.Ten.go(); go(ONE, SEVEN); ONE.go(); switch (x) { case SEVEN: break; } }",
    "}",
  ].join("\n");
  const tree: Record<string, string> = { "a/A.java": `package a;\n${code}\n` };
  for (const name of ["ONE", "Four", "Five", "Six", "SEVEN", "EIGHT", "Nine", "Ten"]) {
    tree[`a/${name}.java`] = `package a;\nclass ${name} {}\n`;
  }
  expect(await arrowsOf(tree)).toEqual([]);
});

test("type parameters, nested, local and inherited types hide those of the package", async () => {
  expect(
    await arrowsOf({
      "a/A.java": [
        "package a;",
        "class A<T> extends Base implements java.util.Map<String, String> {",
        "  T t; Nested n; Inherited i; Entry e;",
        "  class Nested {}",
        "  public static <P> P make(P p) { return p; }",
        "  void run() { class Local {} Local l; P p; }",
        "  Local l;",
        "}",
      ].join("\n"),
      "a/Base.java": "package a;\nclass Base extends Root { private class P {} }\n",
      "a/Root.java": "package a;\nclass Root { static class Inherited {} }\n",
      "a/T.java": "package a;\nclass T {}\n",
      "a/P.java": "package a;\nclass P {}\n",
      "a/Nested.java": "package a;\nclass Nested {}\n",
      "a/Local.java": "package a;\nclass Local {}\n",
      "a/Entry.java": "package a;\nclass Entry {}\n",
      "a/Inherited.java": "package a;\nclass Inherited {}\n",
    }),
  ).toEqual([
    "a/A.java ~> a/Base.java",
    // Outside the block that declares it a local type hides nothing.
    "a/A.java ~> a/Local.java",
    // P is a parameter in one method alone, and what Base keeps private is not inherited.
    "a/A.java ~> a/P.java",
    "a/A.java ~> a/Root.java",
    "a/Base.java ~> a/Root.java",
  ]);
});

test("an anonymous class inherits the members of what it is made from", async () => {
  expect(
    await arrowsOf({
      "a/A.java": "package a;\nclass A { Object o = new Base(1) { Step s; }; Step s; }\n",
      "a/Base.java": "package a;\nclass Base { class Step {} }\n",
      "a/Step.java": "package a;\nclass Step {}\n",
    }),
  ).toEqual(["a/A.java ~> a/Base.java", "a/A.java ~> a/Step.java"]);
});

test("of several definitions the source root decides, then the module, then what it depends on", async () => {
  const pom = (name: string, needs: string) =>
    `<project><parent><artifactId>all</artifactId></parent><artifactId>${name}</artifactId><dependencies>${needs}</dependencies></project>`;
  const user = "package p;\nimport q.Q;\nclass User { Q q; }\n";
  const definition = "package q;\npublic class Q {}\n";
  const tree = {
    "one/pom.xml": pom("one", ""),
    "two/pom.xml": pom("two", ""),
    "app/pom.xml": pom("app", "<dependency><artifactId>two</artifactId></dependency>"),
    "one/src/main/java/q/Q.java": definition,
    "two/src/main/java/q/Q.java": definition,
    "app/src/test/java/p/User.java": user,
  };
  expect(await arrowsOf(tree)).toEqual(["app/src/test/java/p/User.java -> two/src/main/java/q/Q.java"]);
  expect(await arrowsOf({ ...tree, "app/src/main/java/q/Q.java": definition })).toEqual([
    "app/src/test/java/p/User.java -> app/src/main/java/q/Q.java",
  ]);
  const unclear = await structureOf({ ...tree, "app/pom.xml": pom("app", "") });
  expect(unclear.edges).toEqual([]);
  expect(importsOf(unclear, "app/src/test/java/p/User.java")).toEqual([["q.Q", null, "ambiguous"]]);
});

test("Gradle names the modules that a module depends on", async () => {
  const definition = "package q;\npublic class Q {}\n";
  const tree = (needs: string) => ({
    "first-part/build.gradle.kts": "",
    "second-part/build.gradle.kts": "",
    "app/build.gradle.kts": `dependencies {\n  // implementation(project(":first-part"))\n  ${needs}\n}\n`,
    "first-part/src/main/java/q/Q.java": definition,
    "second-part/src/main/java/q/Q.java": definition,
    "app/src/main/java/p/User.java": "package p;\nimport q.*;\nclass User { Q q; }\n",
  });
  const expected = ["app/src/main/java/p/User.java -> second-part/src/main/java/q/Q.java"];
  expect(await arrowsOf(tree('api(project(":second-part"))'))).toEqual(expected);
  expect(await arrowsOf(tree("implementation(projects.secondPart)"))).toEqual(expected);
  expect(await arrowsOf(tree(""))).toEqual([]);
});

test("of the releases of a class the base is meant", async () => {
  const definition = "package q;\npublic class Q {}\n";
  expect(
    await arrowsOf({
      "lib/build.gradle": "",
      "app/build.gradle": "dependencies { api project(':lib') }",
      "lib/src/main/java/q/Q.java": definition,
      "lib/src/main/java9/q/Q.java": definition,
      "lib/src/main/java9/q/R.java": "package q;\nclass R extends Q {}\n",
      "app/src/main/java/p/User.java": "package p;\nimport q.Q;\nclass User extends Q {}\n",
    }),
  ).toEqual([
    "app/src/main/java/p/User.java -> lib/src/main/java/q/Q.java",
    "lib/src/main/java9/q/R.java ~> lib/src/main/java9/q/Q.java",
  ]);
});

test("code never sees the tests of its own module by package", async () => {
  expect(
    await arrowsOf({
      "src/main/java/p/User.java": "package p;\nclass User { Helper h; }\n",
      "src/test/java/p/Helper.java": "package p;\nclass Helper { User u; }\n",
    }),
  ).toEqual(["src/test/java/p/Helper.java ~> src/main/java/p/User.java"]);
});

test("what leads nowhere keeps its reason", async () => {
  const structure = await structureOf({
    "p/A.java":
      "package p;\nimport javax.swing.JFrame;\nimport javax.inject.Inject;\nimport p.gen.Made;\nimport static p.q.B.x;\nimport org.w3c.dom.*;\nclass A {}\n",
    "p/q/B.java": "package p.q;\npublic class B {}\n",
  });
  expect(importsOf(structure, "p/A.java")).toEqual([
    ["javax.swing.JFrame", null, "standard-library"],
    ["javax.inject.Inject", null, "external"],
    ["p.gen.Made", null, "not-found"],
    ["p.q.B.x", "p/q/B.java", "resolved"],
    ["org.w3c.dom.*", null, "standard-library"],
  ]);
});

test("a description of a module names modules and the types of its services", async () => {
  const structure = await structureOf({
    "a/module-info.java":
      "module m.a {\n  requires java.base;\n  requires transitive m.b;\n  exports p.a;\n  provides p.a.Service with p.a.Impl;\n}\n",
    "a/p/a/Service.java": "package p.a;\npublic interface Service {}\n",
    "a/p/a/Impl.java": "package p.a;\npublic class Impl implements Service {}\n",
    "b/module-info.java": "module m.b { }\n",
  });
  expect(arrows(structure)).toEqual([
    "a/module-info.java ~> a/p/a/Impl.java",
    "a/module-info.java ~> a/p/a/Service.java",
    "a/module-info.java -> b/module-info.java",
    "a/p/a/Impl.java ~> a/p/a/Service.java",
  ]);
});

test("outlines have members, parameters of records, docs and uses", async () => {
  const structure = await structureOf({
    "p/A.java": [
      "/* Copyright of somebody. */",
      "package p;",
      "/** Says things. And more. */",
      '@Deprecated(since = "1)")',
      "public final class A<T> extends B {",
      "  public static final int MAX = 3;",
      "  private int a, b = 2;",
      "  A(int x) { }",
      "  @Override public String say(C c) { return c.toString(); }",
      "  enum Kind { ONE, TWO; void f() {} }",
      "}",
      "record Point(int x, C y) {}",
    ].join("\n"),
    "p/B.java": "package p;\nclass B {}\n",
    "p/C.java": "package p;\nclass C {}\n",
  });
  const outline = structure.outlines.find(({ path }) => path === "p/A.java");
  expect(outline?.doc).toBe("");
  expect(outline?.symbols).toMatchObject([
    {
      name: "A",
      kind: "class",
      exported: true,
      signature: "public final class A<T> extends B",
      doc: "Says things.",
      uses: ["B", "C"],
    },
    { name: "Point", kind: "class", exported: false, parameters: ["x", "y"], uses: ["C"] },
  ]);
  expect(outline?.symbols[0]?.members.map(({ name, kind, signature }) => [name, kind, signature])).toEqual([
    ["MAX", "constant", "public static final int MAX = 3"],
    ["a", "field", "private int a, b = 2"],
    ["b", "field", "private int a, b = 2"],
    ["A", "method", "A(int x)"],
    ["say", "method", "public String say(C c)"],
    ["Kind", "enum", "enum Kind"],
  ]);
});

test("annotations of any length and comments between them leave the declaration as it is", async () => {
  const structure = await structureOf({
    "p/A.java": [
      "package p;",
      `@Doc("${"long ".repeat(1000)}")`,
      "@Other // why",
      "public class A {",
      `  @Doc("${"long ".repeat(1000)}") @Size(max = 3) private String name, other;`,
      "  @Override public @Nullable String say() { return name; }",
      "}",
      "@Doc class B {}",
      "abstract strictfp public class C {}",
      "@interface Public {}",
    ].join("\n"),
  });
  const symbols = structure.outlines[0]?.symbols;
  expect(symbols?.map(({ signature, exported }) => [signature, exported])).toEqual([
    ["public class A", true],
    ["class B", false],
    ["abstract strictfp public class C", true],
    ["@interface Public", false],
  ]);
  expect(symbols?.[0]?.members.map(({ name, signature }) => [name, signature])).toEqual([
    ["name", "private String name, other"],
    ["other", "private String name, other"],
    ["say", "public @Nullable String say()"],
  ]);
});

test("an annotation inside a qualified name is a name, and what follows it is none of its own", async () => {
  const structure = await structureOf({
    "p/A.java":
      "package p;\nclass A {\n  java.util.@Nullable List<Element> f(java.util.@Nullable @Other List x) { return x; }\n}\n",
    "p/List.java": "package p;\nclass List {}\n",
    "p/Element.java": "package p;\nclass Element {}\n",
    "p/Nullable.java": "package p;\n@interface Nullable {}\n",
    "p/Other.java": "package p;\n@interface Other {}\n",
  });
  expect(arrows(structure)).toEqual([
    "p/A.java ~> p/Element.java",
    "p/A.java ~> p/Nullable.java",
    "p/A.java ~> p/Other.java",
  ]);
});

test("test cases are told by annotation, or by name in older ones", async () => {
  const structure = await structureOf({
    "src/test/java/p/ATest.java":
      'package p;\nclass ATest {\n  @Test void adds() {}\n  @DisplayName("x")\n  @ParameterizedTest(name = "n") void each(int i) {}\n  void helper() {}\n  public void testOld() {}\n}\n',
  });
  expect(structure.outlines[0]?.testCases).toEqual(["adds", "each", "testOld"]);
});

test("circles of supertypes and broken code come to an end", async () => {
  const structure = await structureOf({
    "p/A.java": "package p;\nclass A extends B.X { Y y; class X extends B {} }\n",
    "p/B.java": "package p;\nclass B extends A.X { Z z; class X extends A {} }\n",
    "p/C.java": `package p;\nclass C { void f( { ${"{(".repeat(500)} A a; `,
    "p/D.java": `package p;\n${"class N { ".repeat(1000)}`,
  });
  expect(structure.outlines.every(({ problem }) => problem === null)).toBe(true);
  expect(arrows(structure)).toContain("p/A.java ~> p/B.java");
});
