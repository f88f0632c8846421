import { expect, test } from "vitest";
import { arrows, line, structureOf } from "../../fixture.ts";

const MOD = { "go.mod": "module example.com/m\n\ngo 1.22\n" };
const arrowsOf = async (tree: Record<string, string>) => arrows(await structureOf({ ...MOD, ...tree }));

test("an import leads to the files that define what is used", async () => {
  const structure = await structureOf({
    ...MOD,
    "main.go":
      'package main\n\nimport (\n\t"fmt"\n\tother "example.com/m/pkg"\n)\n\nfunc main() { fmt.Println(other.Run(), other.Run) ; var x other.Box; _ = x }\n',
    "pkg/run.go": "package pkg\n\nfunc Run() int { return 1 }\n",
    "pkg/box.go": "package pkg\n\ntype Box struct{}\n",
    "pkg/unused.go": "package pkg\n\nfunc Unused() {}\n",
  });
  expect(arrows(structure)).toEqual(["main.go -> pkg/box.go", "main.go -> pkg/run.go"]);
  expect(structure.edges[1]).toMatchObject({ names: ["Run"], lines: [5, 8].map(line), typeOnly: false });
  const imports = structure.outlines.find(({ path }) => path === "main.go")?.imports;
  expect(imports?.map(({ specifier, line, reason }) => [specifier, line, reason])).toEqual([
    ["fmt", 4, "standard-library"],
    ["example.com/m/pkg", 5, "resolved"],
  ]);
});

test("files of a package see each other, tests see all and are seen by none", async () => {
  expect(
    await arrowsOf({
      "a.go": "package m\n\nfunc A() { b(); helper() }\n",
      "b.go": "package m\n\nfunc b() {}\n",
      "a_test.go": "package m\n\nfunc helper() { A() }\n",
      "x_test.go": 'package m_test\n\nimport "example.com/m"\n\nfunc helper() { m.A(); m.Hook() }\n',
      "export_test.go": "package m\n\nfunc Hook() {}\n",
    }),
  ).toEqual(["a.go ~> b.go", "a_test.go ~> a.go", "x_test.go -> a.go", "x_test.go -> export_test.go"]);
});

test.each([
  ["a parameter", "func f(name int) int { return name }"],
  ["a result", "func f() (name int) { return name }"],
  ["a short declaration", "func f() { name := 1; use(name) }"],
  ["an if statement", "func f() { if name := 1; name > 0 { use(name) } }"],
  ["a range clause", "func f() { for _, name := range xs { use(name) } }"],
  ["a for clause", "func f() { for name := 0; name < 3; name++ { } }"],
  ["a type switch", "func f(x any) { switch name := x.(type) { case int: use(name) } }"],
  ["a receive", "func f() { select { case name := <-ch: use(name) } }"],
  ["a closure's parameter", "func f() { g(func(name int) { use(name) }) }"],
  ["a variable", "func f() { var name int; use(name) }"],
  ["a constant", "func f() { const name = 1; use(name) }"],
  ["a local type", "func f() { type name int; var x name; use(x) }"],
  ["a type parameter", "func f[name any](x name) { var y name; use(y) }"],
  ["a receiver's type parameter", "type L[T any] struct{}\nfunc (l L[name]) f(x name) {}"],
  ["a generic type's parameter", "type L[name any] struct{ x name }"],
  ["a field", "func f(x S) { use(x.name) }\ntype S struct { name int }"],
  ["a struct's key", "func f() S { return S{name: 1} }\ntype S struct { name int }"],
  ["an elided struct's key", "func f() any { return []S{{name: 1}, {name: 2}} }\ntype S struct { name int }"],
  ["a function type's parameter", "type F func(name int) error"],
  ["a label", "func f() { name: for { break name } }"],
  ["a method", "func (s S) name() {}\ntype S struct{}"],
  ["a parameter without a body", "func f(x, name int) bool"],
  ["a type parameter of constraints before it", "func f[S ~[]name, name any](x S) {}"],
  ["an interface's method", "type I interface { name(x int) error }"],
  ["a raw string", 'const x = `\n" name \n` + "\\"name"'],
  ["a comment", "func f() { /* { name\n } */ // name(\n}"],
  ["a goto", "func f() { goto name; name: f() }"],
  ["a field of a struct in a struct", "type S struct { x, name [3]int; y struct { name []int } }"],
])("%s hides the package's name", async (_, body) => {
  expect(await arrowsOf({ "a.go": `package m\n\n${body}\n`, "b.go": "package m\n\nvar name = 1\n" })).toEqual([]);
});

test.each([
  ["before its own declaration", "func f() { name := name; use(name) }"],
  ["in the signature that hides it", "func f(name name) {}"],
  ["after the scope ends", "func f() { { name := 1; use(name) }; use(name) }"],
  ["with = in a range clause", "func f() { for name = range xs { } }"],
  ["as a map's key", "func f() any { return map[int]int{name: 1} }"],
  ["as a named map's key", "type M map[int]int\nfunc f() any { return M{name: 1} }"],
  ["as a value of a struct", "func f() S { return S{x: name} }\ntype S struct { x int }"],
  ["as an embedded field", "type S struct { name }"],
  ["as the type of a receiver", "func (n *name) f() {}"],
  ["in a conversion", "func f() { use(name(1)) }"],
  ["as a type argument", "func f() { use(g[name]()) }"],
  ["in a constant", "const other = name + 1"],
  ["in a case", "func f(x int) { switch x { case name: } }"],
  ["as the condition before a block", "func f() { if x := 1; x == name {} }"],
  ["as the length of an array", "type A [name]int"],
  ["as the element of a list in a header", "func f() { for range []name{{}} {} }"],
  ["beside its own declaration in a type switch", "func f() { switch name := name.(type) { case int: use(name) } }"],
  ["as an unnamed parameter", "type F func(int, name) error"],
  ["as an embedded generic type", "type S struct { name[int] `tag` }"],
  ["on a line that ends in an operator", "var x = 1 +\n\tname"],
  ["after a line that ends in two", "func f(x int) { x++\n\tname(x) }"],
  ["in a closure in arguments", "func f() { g(1, func(x int) { use(name, x) }) }"],
  ["as a union of constraints", "type I interface { ~int | name }"],
  ["as a slice's bound", "func f(x []int) { use(x[1:name]) }"],
  ["as what is asserted", "func f(x any) { _, _ = x.(name) }"],
])("the package's name is used %s", async (_, body) => {
  expect(await arrowsOf({ "a.go": `package m\n\n${body}\n`, "b.go": "package m\n\ntype name int\n" })).toEqual([
    "a.go ~> b.go",
  ]);
});

test("keys are values in maps of other packages, and fields in their structs", async () => {
  expect(
    await arrowsOf({
      "a.go":
        'package m\n\nimport (\n\t"net/http"\n\t"example.com/m/p"\n\t"example.com/other"\n)\n\nfunc f() { use(http.Header{one: nil}, http.Server{two: 1}, p.M{three: 1}, p.S{four: 1}, other.M{five: 1}) }\n',
      ...Object.fromEntries(
        ["one", "two", "three", "four", "five"].map((n) => [`${n}.go`, `package m\n\nvar ${n} = 1\n`]),
      ),
      "p/p.go": "package p\n\ntype M map[int]int\n\ntype S struct{}\n",
    }),
  ).toEqual(["a.go ~> one.go", "a.go -> p/p.go", "a.go ~> three.go"]);
});

test("what nests without an end costs its own file alone", async () => {
  const structure = await structureOf({
    ...MOD,
    "a.go": `package m\n\nfunc f() { b() }\n\nvar x = ${"[](".repeat(20_000)}\n`,
    "b.go": "package m\n\nfunc b() {}\n",
  });
  expect(arrows(structure)).toEqual(["a.go ~> b.go"]);
});

test("of files for different platforms the one built together counts", async () => {
  expect(
    await arrowsOf({
      "use.go": "package m\n\nfunc f() { open() }\n",
      "use_windows.go": "package m\n\nfunc g() { open() }\n",
      "open_linux.go": "package m\n\nfunc open() {}\n",
      "open_windows.go": "package m\n\nfunc open() {}\n",
      "open_other.go": "//go:build !linux && !(windows || ignore)\n\npackage m\n\nfunc open() {}\n",
    }),
  ).toEqual(["use.go ~> open_linux.go", "use_windows.go ~> open_windows.go"]);
});

test("a file that no build takes is met only by files with tags of their own", async () => {
  const use = 'package m\n\nimport "example.com/m/off"\n\nfunc f() { off.Run(); tagged() }\n';
  const structure = await structureOf({
    ...MOD,
    "use.go": use,
    "special.go": `//go:build special\n\n${use.replace("f()", "g()")}`,
    "tagged.go": "//go:build special\n\npackage m\n\nfunc tagged() {}\n",
    "off/off.go": "//go:build ignore\n\npackage off\n\nfunc Run() {}\n",
  });
  expect(arrows(structure)).toEqual(["special.go -> off/off.go", "special.go ~> tagged.go"]);
  const outline = structure.outlines.find(({ path }) => path === "use.go");
  expect(outline?.imports).toMatchObject([{ resolved: null, reason: "inactive" }]);
});

test("several modules, replacements, dot and blank imports", async () => {
  const structure = await structureOf({
    "go.work": "go 1.22\nuse (\n\t./a\n\t./b\n)\n",
    "a/go.mod": "module example.com/a\n\nrequire example.com/c v1.0.0 // indirect\n\nreplace example.com/c => ../c\n",
    "a/main.go":
      'package main\n\nimport (\n\t. "example.com/b/v2/tools"\n\t_ "example.com/b/v2/driver"\n\t"example.com/c"\n\t"example.com/d"\n\t"example.com/a/none"\n)\n\nfunc main() { Dot(); c.C(); d.D() }\n',
    "b/go.mod": "module example.com/b/v2\n",
    "b/tools/tools.go": "package tools\n\nfunc Dot() {}\n",
    "b/driver/also.go": "package driver\n",
    "b/driver/driver.go": "package driver\n\nfunc init() {}\n",
    "c/go.mod": "module example.com/original\n",
    "c/c.go": "package c\n\nfunc C() {}\n",
  });
  expect(arrows(structure)).toEqual(["a/main.go -> b/tools/tools.go", "a/main.go -> c/c.go"]);
  const imports = structure.outlines.find(({ path }) => path === "a/main.go")?.imports;
  expect(imports?.map(({ resolved, reason }) => resolved ?? reason)).toEqual([
    "b/tools/tools.go",
    "unused",
    "c/c.go",
    "external",
    "not-found",
  ]);
});

test("a module sees its own replacement first, then its vendor folder, then the other modules of the tree", async () => {
  const c = "package c\n\nfunc C() {}\n";
  const main = 'package main\n\nimport "example.com/c"\n\nfunc main() { c.C() }\n';
  const tree = {
    "a/go.mod": "module example.com/a\n\nreplace example.com/c => ../fork\n",
    "a/main.go": main,
    "fork/go.mod": "module example.com/c\n",
    "fork/c.go": c,
    "d/deep/c/go.mod": "module example.com/c\n",
    "d/deep/c/c.go": c,
    "c/go.mod": "module example.com/c // the module itself\n",
    "c/c.go": c,
    "_old/go.mod": "module example.com/c\n",
    "_old/c.go": c,
    "b/go.mod": "module example.com/b\n",
    "b/main.go": main,
  };
  expect(await arrowsOf(tree)).toEqual(["a/main.go -> fork/c.go", "b/main.go -> c/c.go"]);
  expect(await arrowsOf({ ...tree, "a/vendor/example.com/c/c.go": c })).toEqual([
    "a/main.go -> a/vendor/example.com/c/c.go",
    "b/main.go -> c/c.go",
  ]);
});

test("packages under vendor import each other, and are nobody's outside their module", async () => {
  expect(
    await arrowsOf({
      "m.go": 'package m\n\nimport "other.org/x"\n\nvar _ = x.X\n',
      "vendor/other.org/x/x.go": 'package x\n\nimport "other.org/y"\n\nvar X = y.Y\n',
      "vendor/other.org/y/y.go": "package y\n\nvar Y = 1\n",
      "tools/go.mod": "module example.com/tools\n",
      "tools/t.go": 'package tools\n\nimport "other.org/x"\n\nvar _ = x.X\n',
    }),
  ).toEqual(["m.go -> vendor/other.org/x/x.go", "vendor/other.org/x/x.go -> vendor/other.org/y/y.go"]);
});

test("a module that another one replaces finds its needs in the vendor folder of that one", async () => {
  expect(
    await arrowsOf({
      "go.mod": "module example.com/m\n\nreplace example.com/part => ./part\n",
      "part/go.mod": "module example.com/part\n",
      "part/p.go": 'package part\n\nimport "other.org/x"\n\nvar _ = x.X\n',
      "vendor/other.org/x/x.go": "package x\n\nvar X = 1\n",
    }),
  ).toEqual(["part/p.go -> vendor/other.org/x/x.go"]);
});

test("the standard library's own tree is the standard library", async () => {
  expect(
    await arrowsOf({
      "src/go.mod": "module std\n",
      "src/fmt/print.go": 'package fmt\n\nimport "os"\n\nvar X = os.Args\n',
      "src/os/proc.go": "package os\n\nvar Args []string\n",
    }),
  ).toEqual(["src/fmt/print.go -> src/os/proc.go"]);
});

test("an import of another package hides a name of the own one", async () => {
  expect(
    await arrowsOf({
      "a.go": 'package m\n\nimport "encoding/json"\n\nfunc f() { json.Marshal(nil) }\n',
      "b.go": "//go:build never\n\npackage m\n\nvar json = 1\n",
    }),
  ).toEqual([]);
});

test("the outline of a Go file", async () => {
  const { outlines } = await structureOf({
    ...MOD,
    "a.go": `// Copyright 2020 Someone.

// Package m measures. It does more.
package m

// Size is a size.
type Size struct {
	Width, Height int
	*Base
}

// Reader reads.
type Reader interface {
	Read(p []byte) (int, error)
}

const (
	// Small is small.
	Small = iota
	large
)

// Grow makes it grow. Always.
func (s *Size) Grow(by, times int, opts ...Option) error {
	return helper(by)
}
`,
    "b.go": "package m\n\ntype Base struct{}\ntype Option func()\nfunc helper(int) error { return nil }\n",
    "a_test.go":
      "package m\n\nfunc TestGrow(t *testing.T) {}\nfunc Testing() {}\nfunc BenchmarkGrow(b *testing.B) {}\n",
  });
  const outline = outlines.find(({ path }) => path === "a.go");
  expect(outline).toMatchObject({ doc: "Package m measures.", parsed: true });
  expect(outline?.symbols.map(({ name, kind, exported, doc }) => `${name} ${kind} ${exported} ${doc}`)).toEqual([
    "Size class true Size is a size.",
    "Reader interface true Reader reads.",
    "Small constant true ",
    "large constant false ",
    "Grow method true Grow makes it grow.",
  ]);
  expect(outline?.symbols[0]).toMatchObject({ signature: "type Size struct", uses: ["Base"] });
  expect(outline?.symbols[0]?.members.map(({ name }) => name)).toEqual(["Width", "Height", "Base"]);
  expect(outline?.symbols[1]?.members.map(({ signature }) => signature)).toEqual(["Read(p []byte) (int, error)"]);
  expect(outline?.symbols[4]).toMatchObject({
    signature: "func (s *Size) Grow(by, times int, opts ...Option) error",
    parameters: ["by", "times", "opts"],
    uses: ["Option", "helper"],
  });
  expect(outlines.find(({ path }) => path === "a_test.go")?.testCases).toEqual(["TestGrow", "BenchmarkGrow"]);
});
