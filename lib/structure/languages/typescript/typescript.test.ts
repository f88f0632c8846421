import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";

const importsOf = async (tree: Record<string, string>, path: string) => {
  const structure = await structureOf(tree);
  return structure.outlines.find((outline) => outline.path === path)?.imports ?? [];
};

test("every form of import leads to its file", async () => {
  const structure = await structureOf({
    "src/a.ts": `
import x, { y as z, type T } from "./b";
import * as whole from './c.js';
import type { U } from "./types";
import "./side";
export { one } from "./d";
export * from "./e/index.js";
export * as named from "./f";
import legacy = require("./g");
const h = await import(/* chunk */ "./h");
const { i } = require("./i");
type J = import("./j").J;
const worker = new URL("./k.ts", import.meta.url);
import data from "./l.json" with { type: "json" };
import m from \`./never\`;
import {} from // why
  "./n";
lazy(() => import(\`./m\`));
use(x, z, whole.first, whole.second());
`,
    ...Object.fromEntries(
      "b c types side d e/index f g h i j k m n".split(" ").map((name) => [`src/${name}.ts`, "export {};\n"]),
    ),
    "src/l.json": "{}",
  });
  expect(arrows(structure).map((arrow) => arrow.split("src/")[2])).toEqual(
    "b.ts c.ts d.ts e/index.ts f.ts g.ts h.ts i.ts j.ts k.ts l.json m.ts n.ts side.ts types.ts".split(" "),
  );
  const edge = (to: string) => structure.edges.find((each) => each.to === `src/${to}.ts`);
  expect(edge("b")).toMatchObject({ names: ["T", "default", "y"], typeOnly: false, lines: [{ start: 2, end: 2 }] });
  expect(edge("c")).toMatchObject({ names: ["first", "second"] });
  expect(edge("types")).toMatchObject({ typeOnly: true, names: ["U"] });
  expect(edge("side")).toMatchObject({ names: [] });
  expect(edge("j")).toMatchObject({ typeOnly: true, names: ["J"] });
  expect(edge("i")).toMatchObject({ names: ["i"] });
});

test("strings, comments and templates are no imports", async () => {
  const found = await importsOf(
    {
      "a.ts": [
        '// import x from "./b";',
        '/* require("./b") */',
        "const s = 'import y from \"./b\"';",
        'const t = `require("./b") $' + "{`import './b'`}`;",
        "const r = /import '.b'/;",
        'object.require("./b");',
      ].join("\n"),
      "b.ts": "",
    },
    "a.ts",
  );
  expect(found).toEqual([]);
});

test("what is not resolved keeps its reason", async () => {
  const found = await importsOf(
    {
      "src/a.ts":
        'import "react"; import "node:fs"; import "path"; import "./gone"; import "../../up"; import(name); require("x" + y);',
    },
    "src/a.ts",
  );
  expect(found.map(({ specifier, reason, resolved }) => [specifier, reason, resolved])).toEqual([
    ["react", "external", null],
    ["node:fs", "standard-library", null],
    ["path", "standard-library", null],
    ["./gone", "not-found", null],
    ["../../up", "outside", null],
    ["name", "dynamic", null],
    ['"x" + y', "dynamic", null],
  ]);
});

test("endings: sources stand for .js, a script takes the file as written, folders their index", async () => {
  const structure = await structureOf({
    "a.ts": 'import "./x.js"; import "./y"; import "./folder"; import "./z.jsx"; import "./w.mjs"; import ".";',
    "b.js": 'require("./x.js"); require("./folder/");',
    "x.ts": "",
    "x.js": "",
    "y.tsx": "",
    "z.tsx": "",
    "w.mts": "",
    "folder/index.ts": "",
    "folder.ts": "",
    "index.ts": "",
  });
  expect(arrows(structure)).toEqual([
    "a.ts -> folder.ts",
    "a.ts -> index.ts",
    "a.ts -> w.mts",
    "a.ts -> x.ts",
    "a.ts -> y.tsx",
    "a.ts -> z.tsx",
    "b.js -> folder/index.ts",
    "b.js -> x.js",
  ]);
});

test("the nearest tsconfig decides paths and baseUrl, with what it extends", async () => {
  const structure = await structureOf({
    "tsconfig.base.json":
      '{ // comment\n "compilerOptions": { "paths": { "@/*": ["./src/*"], "@exact": ["./src/exact.ts"], } } }',
    "tsconfig.json": '{ "extends": "./tsconfig.base" }',
    "src/a.ts": 'import "@/b"; import "@exact"; import "lib/c";',
    "src/b.ts": "",
    "src/exact.ts": "",
    "app/tsconfig.json": '{ "compilerOptions": { "baseUrl": "." } }',
    "app/main.ts": 'import "lib/c"; import "@/b";',
    "app/lib/c.ts": "",
  });
  expect(arrows(structure)).toEqual([
    "app/main.ts -> app/lib/c.ts",
    "src/a.ts -> src/b.ts",
    "src/a.ts -> src/exact.ts",
  ]);
});

test("a configuration that only refers to others lends theirs", async () => {
  const structure = await structureOf({
    "tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
    "tsconfig.app.json": '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }',
    "src/a.ts": 'import "~/b";',
    "src/b.ts": "",
  });
  expect(arrows(structure)).toEqual(["src/a.ts -> src/b.ts"]);
});

test("a tsconfig that extends itself ends", async () => {
  const structure = await structureOf({
    "tsconfig.json": '{ "extends": "./tsconfig.json" }',
    "a.ts": 'import "./b";',
    "b.ts": "",
  });
  expect(arrows(structure)).toEqual(["a.ts -> b.ts"]);
});

test("workspaces resolve to their sources, exports and imports included", async () => {
  const structure = await structureOf({
    "package.json": '{ "name": "root", "workspaces": ["packages/*", "!packages/hidden"] }',
    "packages/one/package.json":
      '{ "name": "@x/one", "exports": { ".": { "types": "./dist/index.d.ts", "import": "./dist/index.mjs" }, "./deep/*": "./dist/deep/*.js" }, "imports": { "#own/*": "./src/own/*.ts" } }',
    "packages/one/src/index.ts": 'import "#own/thing"; import "@x/one/deep/part";',
    "packages/one/src/own/thing.ts": "",
    "packages/one/src/deep/part.ts": "",
    "packages/two/package.json": '{ "name": "two", "main": "lib/main.js" }',
    "packages/two/src/main.ts":
      'import { f } from "@x/one"; import "@x/one/deep/part"; import "@x/one/secret"; import "hidden";',
    "packages/hidden/package.json": '{ "name": "hidden", "main": "index.js" }',
    "packages/hidden/index.js": "",
    "apps/web/main.ts": 'import "two";',
  });
  expect(arrows(structure)).toEqual([
    "apps/web/main.ts -> packages/two/src/main.ts",
    "packages/one/src/index.ts -> packages/one/src/deep/part.ts",
    "packages/one/src/index.ts -> packages/one/src/own/thing.ts",
    "packages/two/src/main.ts -> packages/one/src/deep/part.ts",
    "packages/two/src/main.ts -> packages/one/src/index.ts",
  ]);
  const imports = structure.outlines.find(({ path }) => path === "packages/two/src/main.ts")?.imports;
  expect(imports?.map(({ reason }) => reason)).toEqual(["resolved", "resolved", "not-found", "external"]);
});

test("pnpm workspaces and packages of a folder are known by name", async () => {
  const structure = await structureOf({
    "pnpm-workspace.yaml": "packages:\n  - 'libs/**'\n",
    "libs/group/a/package.json": '{ "name": "a" }',
    "libs/group/a/index.ts": "",
    "libs/b/package.json": '{ "name": "b" }',
    "libs/b/src/index.ts": 'import "a"; import "c";',
    "package.json": '{ "dependencies": { "c": "file:./tools/c" } }',
    "tools/c/package.json": '{ "name": "c", "main": "./c.js" }',
    "tools/c/c.js": "",
  });
  expect(arrows(structure)).toEqual([
    "libs/b/src/index.ts -> libs/group/a/index.ts",
    "libs/b/src/index.ts -> tools/c/c.js",
  ]);
});

test("the outline names, signs and documents what a file defines", async () => {
  const { outlines } = await structureOf({
    "a.ts": `/** Tools for shapes. More. */

import { base } from "./b.ts";

/** Adds two numbers. Never fails. */
export async function add(a: number, b = 2, ...rest: number[]): Promise<number> {
  return base(a);
}
// A shape.
export abstract class Shape<T> extends base.Class implements I {
  readonly #size: number = 1;
  constructor(private name: string) { super(); }
  get area(): number { return 1; }
}
export interface Box { width: number; grow(by: number): void }
export type Id = string | number;
export enum Color { Red, Green = 2 }
const arrow = (x: string): string => x;
export const LIMIT = 10, OTHER = { a: 1 };
export default function () {}
export { arrow as pointed };
`,
    "b.ts": "export const base = 1;",
  });
  const outline = outlines.find(({ path }) => path === "a.ts");
  expect(outline).toMatchObject({ parsed: true, problem: null, doc: "Tools for shapes.", lines: 21 });
  const symbols = outline?.symbols ?? [];
  expect(symbols.map(({ name, kind, exported }) => `${name} ${kind}${exported ? " exported" : ""}`)).toEqual([
    "add function exported",
    "Shape class exported",
    "Box interface exported",
    "Id type exported",
    "Color enum exported",
    "arrow function exported",
    "LIMIT constant exported",
    "OTHER constant exported",
    "default function exported",
  ]);
  expect(symbols[0]).toMatchObject({
    signature: "export async function add(a: number, b = 2, ...rest: number[]): Promise<number>",
    doc: "Adds two numbers.",
    parameters: ["a", "b", "...rest"],
    uses: ["base"],
    range: { startLine: 6, endLine: 8 },
  });
  expect(symbols[1]).toMatchObject({
    signature: "export abstract class Shape<T> extends base.Class implements I",
    doc: "A shape.",
    uses: ["base"],
  });
  expect(symbols[1]?.members.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "#size field",
    "constructor method",
    "area method",
  ]);
  expect(symbols[2]?.members.map(({ signature }) => signature)).toEqual(["width: number", "grow(by: number): void"]);
  expect(symbols[4]?.members.map(({ name }) => name)).toEqual(["Red", "Green"]);
});

test("CommonJS exports are symbols", async () => {
  const { outlines } = await structureOf({
    "a.js":
      "function one() {}\nfunction two() {}\nmodule.exports = { one, three: two };\nexports.four = function (x) { return x; };\n",
    "b.js": "exports = module.exports = create;\nfunction create() {}\nmodule.exports = class Thing { run() {} };",
  });
  expect(outlines[0]?.symbols.map(({ name, exported }) => [name, exported])).toEqual([
    ["one", true],
    ["two", true],
    ["four", true],
  ]);
  expect(outlines[1]?.symbols.map(({ name, kind }) => [name, kind])).toContainEqual(["Thing", "class"]);
});

test("titles of cases, chained and parametrised", async () => {
  const { outlines } = await structureOf({
    "a.test.ts": `describe("math", () => { it('adds', f); test.skip(\`skips\`, f); it.each([[1]])("case %i", f); // it("no")\n other.test("not mine"); });`,
  });
  expect(outlines[0]?.testCases).toEqual(["math", "adds", "skips", "case %i"]);
});

test("ranges are offsets into the whole file, a byte order mark included", async () => {
  const text = "\uFEFFexport const é = 1;\r\nexport function f() {\r\n}\r\n";
  const { outlines, files } = await structureOf({ "a.ts": text });
  const symbol = outlines[0]?.symbols[1];
  expect(text.slice(symbol?.range.start, symbol?.range.end)).toBe("export function f() {\r\n}");
  expect(symbol?.range).toMatchObject({ startLine: 2, endLine: 3 });
  expect(files[0]?.lines).toBe(3);
});

test("a spread of require is one, a member named require is none", async () => {
  const structure = await structureOf({
    "a.js": 'module.exports = { ...require("./b"), x: y.require("./c") };',
    "b.js": "",
    "c.js": "",
  });
  expect(arrows(structure)).toEqual(["a.js -> b.js"]);
});

test("a program's own require names no module, createRequire and AMD do", async () => {
  const structure = await structureOf({
    "bundle.js": '(function (require, module) { require("./x"); })(load, {});',
    "local.js": 'function f() { const require = load; require("./x"); }\nrequire("./y");',
    "made.mjs":
      'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nrequire("./x");',
    "amd.js": 'define(["./x", "require"], function (x, require) { require("./y"); });',
    "named.js": 'define("name", ["./x"], f); require(["./y"], f);',
    "bundled.js": 'var require$$0 = require("./x");',
    "x.js": "",
    "y.js": "",
  });
  expect(arrows(structure)).toEqual([
    "amd.js -> x.js",
    "amd.js -> y.js",
    "bundled.js -> x.js",
    "local.js -> y.js",
    "made.mjs -> x.js",
    "named.js -> x.js",
    "named.js -> y.js",
  ]);
});

test("a script takes what Node would run, a program what TypeScript would read", async () => {
  const structure = await structureOf({
    "package.json":
      '{ "name": "it", "exports": { ".": { "types": "./types.d.ts", "require": "./main.cjs", "default": "./main.mjs" } } }',
    "types.d.ts": "export {};",
    "main.cjs": "",
    "main.mjs": "",
    "test/one.js": 'require("it");',
    "test/two.js": 'import "it";',
    "test/three.ts": 'import "it";',
    "lib/package.json": '{ "main": "run.js", "types": "run.d.ts" }',
    "lib/run.js": "",
    "lib/run.d.ts": "",
    "four.js": 'require("./lib");',
    "five.ts": 'import "./lib";',
    "six.js": 'require("./both"); import "./view";',
    "both.js": "",
    "both.ts": "",
    "view.vue": "",
  });
  expect(arrows(structure)).toEqual([
    "five.ts -> lib/run.d.ts",
    "four.js -> lib/run.js",
    "six.js -> both.js",
    "six.js -> view.vue",
    "test/one.js -> main.cjs",
    "test/three.ts -> types.d.ts",
    "test/two.js -> main.mjs",
  ]);
});

test("conditions nest, null forbids, the longest pattern wins, a missing file lets the next condition in", async () => {
  const structure = await structureOf({
    "package.json": '{ "workspaces": ["p"] }',
    "p/package.json": JSON.stringify({
      name: "p",
      exports: {
        ".": { node: { types: "./gone.d.ts" }, import: { types: "./gone.d.ts", default: "./main.ts" } },
        "./*": "./src/*.ts",
        "./private/*": null,
        "./deep/*.js": "./src/deep/*.ts",
        "./list": ["./gone.js", "./src/list.ts"],
      },
    }),
    "p/main.ts": "",
    "p/src/one.ts": "",
    "p/src/private/two.ts": "",
    "p/src/deep/three.ts": "",
    "p/src/list.ts": "",
    "a.ts":
      'import "p"; import "p/one"; import "p/private/two"; import "p/deep/three.js"; import "p/list"; import "p/src/one.ts";',
  });
  expect(arrows(structure)).toEqual([
    "a.ts -> p/main.ts",
    "a.ts -> p/src/deep/three.ts",
    "a.ts -> p/src/list.ts",
    "a.ts -> p/src/one.ts",
  ]);
});

test("imports of the own package follow conditions and lead to packages as well", async () => {
  const structure = await structureOf({
    "package.json":
      '{ "workspaces": ["p"], "imports": { "#a": { "browser": "./b.ts", "default": "./a.ts" }, "#p": "p", "#u/*": "./u/*.ts" } }',
    "a.ts": "",
    "b.ts": "",
    "u/x.ts": "",
    "p/package.json": '{ "name": "p", "main": "p.ts" }',
    "p/p.ts": "",
    "main.ts": 'import "#a"; import "#p"; import "#u/x"; import "#none";',
  });
  expect(arrows(structure)).toEqual(["main.ts -> a.ts", "main.ts -> p/p.ts", "main.ts -> u/x.ts"]);
});

test("a link holds where the package that asks for it stands", async () => {
  const structure = await structureOf({
    "one/package.json": '{ "dependencies": { "dep": "file:./dep" } }',
    "one/dep/package.json": '{ "name": "dep", "main": "index.js" }',
    "one/dep/index.js": "",
    "one/main.js": 'require("dep");',
    "two/package.json": '{ "devDependencies": { "dep": "link:../two/dep" } }',
    "two/dep/package.json": '{ "name": "dep" }',
    "two/dep/index.js": "",
    "two/main.js": 'require("dep");',
    "main.js": 'require("dep");',
  });
  expect(arrows(structure)).toEqual(["one/main.js -> one/dep/index.js", "two/main.js -> two/dep/index.js"]);
});

test("rush names its projects, globs may be negated and nested", async () => {
  const structure = await structureOf({
    "rush.json": '{ "projects": [{ "packageName": "r", "projectFolder": "tools/r" }] } // projects',
    "tools/r/package.json": '{ "name": "r", "main": "r.ts" }',
    "tools/r/r.ts": "",
    "package.json": '{ "workspaces": { "packages": ["packages/**", "!packages/old/**"] } }',
    "packages/deep/er/package.json": '{ "name": "d" }',
    "packages/deep/er/index.ts": "",
    "packages/old/o/package.json": '{ "name": "o" }',
    "packages/old/o/index.ts": "",
    "a.ts": 'import "r"; import "d"; import "o";',
  });
  expect(arrows(structure)).toEqual(["a.ts -> packages/deep/er/index.ts", "a.ts -> tools/r/r.ts"]);
});

test("several targets of a path, several bases, and a base from a package of the workspace", async () => {
  const structure = await structureOf({
    "package.json": '{ "workspaces": ["config", "app"] }',
    "config/package.json": '{ "name": "@x/config", "exports": { "./base": "./tsconfig.base.json" } }',
    "config/tsconfig.base.json": '{ "compilerOptions": { "paths": { "~/*": ["@/a/*", "@/b/*"] } } }'.replaceAll(
      "@",
      "$\u007bconfigDir}",
    ),
    "app/suffix.json": '{ "compilerOptions": { "moduleSuffixes": [".web", ""] } }',
    "app/package.json": '{ "name": "app" }',
    "app/tsconfig.json": '{ "extends": ["@x/config/base", "./suffix.json"] }',
    "app/b/x.ts": "",
    "app/a/y.web.ts": "",
    "app/a/y.ts": "",
    "app/main.ts": 'import "~/x"; import "~/y"; import "@/y";',
  });
  expect(arrows(structure)).toEqual(["app/main.ts -> app/a/y.web.ts", "app/main.ts -> app/b/x.ts"]);
  const imports = structure.outlines.find(({ path }) => path === "app/main.ts")?.imports;
  expect(imports?.at(-1)).toMatchObject({ specifier: "@/y", resolved: null, reason: "not-found" });
});

test("of several projects the one that includes the file decides", async () => {
  const structure = await structureOf({
    "tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./tools" }] }',
    "tsconfig.app.json": '{ "include": ["src"], "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    "tools/tsconfig.json":
      '{ "include": ["../scripts/**/*.ts"], "compilerOptions": { "paths": { "@/*": ["../scripts/*"] } } }',
    "src/main.ts": 'import "@/x";',
    "src/x.ts": "",
    "scripts/run.ts": 'import "@/x";',
    "scripts/x.ts": "",
  });
  expect(arrows(structure)).toEqual(["scripts/run.ts -> scripts/x.ts", "src/main.ts -> src/x.ts"]);
});

test("under nodenext the kind of the file decides between import and require", async () => {
  const manifest = '{ "name": "p", "exports": { "import": "./esm.mts", "require": "./cjs.cts" } }';
  const structure = await structureOf({
    "package.json": '{ "workspaces": ["p"] }',
    "tsconfig.json": '{ "compilerOptions": { "module": "NodeNext" } }',
    "p/package.json": manifest,
    "p/esm.mts": "",
    "p/cjs.cts": "",
    "a.mts": 'import "p";',
    "b.cts": 'import "p";',
    "c.ts": 'import "p"; await import("p");',
  });
  expect(arrows(structure)).toEqual([
    "a.mts -> p/esm.mts",
    "b.cts -> p/cjs.cts",
    "c.ts -> p/cjs.cts",
    "c.ts -> p/esm.mts",
  ]);
});

test("assets keep their path without query and loader; a declaration beside stands for them in a program", async () => {
  const structure = await structureOf({
    "a.ts":
      'import "./x.css"; import u from "./x.svg?url"; import "!!raw-loader!./x.txt"; import "./y.css"; import "./x.module.scss";',
    "b.js": 'import "./y.css";',
    "x.css": "",
    "x.svg": "",
    "x.txt": "",
    "y.css": "",
    "y.css.d.ts": "export {};",
    "x.module.scss": "",
  });
  expect(arrows(structure)).toEqual([
    "a.ts -> x.css",
    "a.ts -> x.module.scss",
    "a.ts -> x.svg",
    "a.ts -> x.txt",
    "a.ts -> y.css.d.ts",
    "b.js -> y.css",
  ]);
});

test("new URL names a file and never an index; a path to an output says that a build comes first", async () => {
  const structure = await structureOf({
    "package.json": '{ "name": "p" }',
    "a.ts":
      'new URL(".", import.meta.url); new URL("./w.js", import.meta.url); import "./dist/w.js"; import "./dist/none.js";',
    "index.ts": "",
    "src/w.ts": "",
    "w.ts": "",
  });
  expect(arrows(structure)).toEqual(["a.ts -> w.ts"]);
  const imports = structure.outlines.find(({ path }) => path === "a.ts")?.imports;
  expect(imports?.map(({ reason }) => reason)).toEqual(["not-found", "resolved", "generated", "not-found"]);
});

test("a module adds to a package by declaring it, a script declares a new one; types are referred to", async () => {
  const structure = await structureOf({
    "package.json": '{ "workspaces": ["p"] }',
    "p/package.json": '{ "name": "p", "types": "index.d.ts", "typesVersions": { ">=4": { "*": ["ts4/*"] } } }',
    "p/ts4/index.d.ts": "",
    "p/ts4/client.d.ts": "",
    "a.ts": 'export {};\ndeclare module "p" { interface X {} }',
    "b.d.ts": 'declare module "p" { interface X {} }',
    "c.d.ts": '/// <reference types="p/client" />',
  });
  expect(arrows(structure)).toEqual(["a.ts -> p/ts4/index.d.ts", "c.d.ts -> p/ts4/client.d.ts"]);
});

test("Flow's types hide no import, and an error makes no code of a comment", async () => {
  const structure = await structureOf({
    "a.js":
      '/** @flow */\nimport typeof X from "./x";\nimport type { Y } from "./y";\nconst list: Array<T> = [];\nconst z = require("./z");\nconst f = <T>(x: T): T => x;\n',
    "b.ts": 'export const b: = {\n/**\n * import { q } from "./z"\n * require("./x")\n */\n',
    "x.js": "",
    "y.js": "",
    "z.js": "",
  });
  expect(arrows(structure)).toEqual(["a.js -> x.js", "a.js -> y.js", "a.js -> z.js"]);
});

test("hostile manifests end: rings of imports, globs of many stars", async () => {
  const structure = await structureOf({
    "package.json": JSON.stringify({
      imports: { "#a": "#b", "#b": "#a" },
      workspaces: [`${"**/a/".repeat(90)}b`, `${"*a".repeat(200)}b`, "{p,q}/?"],
    }),
    "tsconfig.json": JSON.stringify({ include: [`${"**/*a*/".repeat(60)}x.ts`], references: [{ path: "." }] }),
    [`${"a/".repeat(200)}package.json`]: '{ "name": "deep" }',
    [`${"a".repeat(300)}/package.json`]: '{ "name": "long" }',
    "q/x/package.json": '{ "name": "x" }',
    "q/x/index.ts": "",
    "a.ts": 'import "#a"; import "deep"; import "long"; import "x";',
  });
  expect(arrows(structure)).toEqual(["a.ts -> q/x/index.ts"]);
});

test("a link may have a name that a registry would refuse; an ending that is written stands for its kin", async () => {
  const structure = await structureOf({
    "package.json": '{ "devDependencies": { "$tools": "link:./tools" } }',
    "tools/package.json": '{ "name": "tools", "main": "index.cjs" }',
    "tools/index.cjs": "",
    "a.js": 'import "$tools"; import "$lib/x";',
    "b.ts": 'import "./c.ts"; import "./d.d.ts"; import "./e.mts";',
    "c.js": "",
    "d.d.ts": "",
    "e.mjs": "",
  });
  expect(arrows(structure)).toEqual(["a.js -> tools/index.cjs", "b.ts -> c.js", "b.ts -> d.d.ts", "b.ts -> e.mjs"]);
});

test("what tsc would write leads to the project's source, wherever its root is", async () => {
  const structure = await structureOf({
    "package.json": '{ "workspaces": ["p", "q"] }',
    "p/package.json": '{ "name": "p", "main": "./build/cjs/index.js", "exports": { ".": "./build/cjs/index.js" } }',
    "p/tsconfig.json": '{ "compilerOptions": { "outDir": "build/cjs" }, "include": ["./lib/**/*"] }',
    "p/lib/index.ts": "",
    "q/package.json": '{ "name": "q", "main": "./gen/q.js" }',
    "q/tsconfig.build.json": '{ "compilerOptions": { "outDir": "gen/", "rootDir": "./code/" } }',
    "q/code/q.ts": "",
    "a.ts": 'import "p"; import "q";',
  });
  expect(arrows(structure)).toEqual(["a.ts -> p/lib/index.ts", "a.ts -> q/code/q.ts"]);
});

test("an import of the own package whose package.json was not imported lies outside", async () => {
  const { outlines } = await structureOf({ "a.ts": 'import "#lib/b.ts";\n' });
  expect(outlines[0]?.imports.map(({ reason }) => reason)).toEqual(["outside"]);
});

test("a script that a project has TypeScript read follows TypeScript, any other follows Node", async () => {
  const files = (folder: string) => ({
    [`${folder}/x.js`]: "",
    [`${folder}/x.d.ts`]: "",
    [`${folder}/data.json`]: "{}",
    [`${folder}/main.js`]: 'require("./x.js"); require("./data"); require("it");',
  });
  const structure = await structureOf({
    "tsconfig.json": '{ "compilerOptions": { "checkJs": true, "paths": { "it": ["."] } }, "exclude": ["run"] }',
    "package.json": '{ "main": "it.js", "types": "it.d.ts" }',
    "it.js": "",
    "it.d.ts": "",
    ...files("checked"),
    ...files("run"),
  });
  expect(arrows(structure)).toEqual([
    "checked/main.js -> checked/data.json",
    "checked/main.js -> checked/x.d.ts",
    "checked/main.js -> it.d.ts",
    "run/main.js -> it.d.ts",
    "run/main.js -> run/data.json",
    "run/main.js -> run/x.js",
  ]);
});

test("a path that is mapped with its ending is taken as it is, before what compiles to it", async () => {
  const structure = await structureOf({
    "tsconfig.json": '{ "compilerOptions": { "paths": { "whole": ["./x.js"], "stem/*": ["./*"] } } }',
    "a.ts": 'import "whole";',
    "b.ts": 'import "stem/x.js";',
    "x.js": "",
    "x.d.ts": "",
  });
  expect(arrows(structure)).toEqual(["a.ts -> x.js", "b.ts -> x.d.ts"]);
});

test("the older rules know no exports; a package is looked through for types before scripts", async () => {
  const structure = await structureOf({
    "package.json": '{ "workspaces": ["p", "q"] }',
    "p/package.json":
      '{ "name": "p", "types": "./old.d.ts", "exports": { "import": "./run.js", "types": "./new.d.ts" } }',
    "p/old.d.ts": "",
    "p/new.d.ts": "",
    "p/run.js": "",
    "q/package.json": '{ "name": "q", "types": "./dist/gone.d.ts", "main": "./main.js" }',
    "q/main.js": "",
    "new.ts": 'import "p"; import "q";',
    "old/tsconfig.json": '{ "compilerOptions": { "moduleResolution": "node" } }',
    "old/old.ts": 'import "p";',
  });
  expect(arrows(structure)).toEqual(["new.ts -> p/new.d.ts", "new.ts -> q/main.js", "old/old.ts -> p/old.d.ts"]);
});

test("folders of types declare packages that are not there", async () => {
  const structure = await structureOf({
    "tsconfig.json": '{ "compilerOptions": { "typeRoots": ["./types", "./node_modules/@types"] } }',
    "types/one/index.d.ts": "",
    "types/two.d.ts": "",
    "types/three.ts": "",
    "src/a.ts": 'import "one"; import "two"; import "three"; import "@/one";',
    "src/b.ts": '/// <reference types="one" />',
  });
  expect(arrows(structure)).toEqual([
    "src/a.ts -> types/one/index.d.ts",
    "src/a.ts -> types/two.d.ts",
    "src/b.ts -> types/one/index.d.ts",
  ]);
});

test("a target stays in its package", async () => {
  const structure = await structureOf({
    "p/package.json": '{ "name": "p", "imports": { "#up": "../x.ts", "#in": "./x.ts", "#round": "./a/../x.ts" } }',
    "p/main.ts": 'import "#up"; import "#round";',
    "p/other.ts": 'import "#in";',
    "p/x.ts": "",
    "x.ts": "",
  });
  expect(arrows(structure)).toEqual(["p/other.ts -> p/x.ts"]);
});

test("a member of a workspace comes before its root of the same name; an output keeps the kind of its module", async () => {
  const structure = await structureOf({
    "package.json": '{ "name": "it", "main": "root.ts", "workspaces": ["zone"], "dependencies": { "it": "*" } }',
    "root.ts": "",
    "zone/package.json": '{ "name": "it", "exports": { "import": "./lib/index.mjs", "require": "./lib/index.js" } }',
    "zone/src/index.mjs": "",
    "zone/src/index.ts": "",
    "a.mjs": 'import "it";',
    "b.cjs": 'require("it");',
  });
  expect(arrows(structure)).toEqual(["a.mjs -> zone/src/index.mjs", "b.cjs -> zone/src/index.ts"]);
});

test("members that are given to a name, or that an exported object has, are part of the outline", async () => {
  const { outlines } = await structureOf({
    "a.js": [
      "const { deep } = require('./b');",
      "var app = exports = module.exports = {};",
      "/** Starts it. */",
      "app.init = function init(options) { deep(); };",
      "function Own() {}",
      "Own.prototype.run = async (x) => { deep(); };",
      "Own.prototype = { walk() {}, size: 1 };",
      "app.name = 'plain';",
    ].join("\n"),
    "b.js": [
      "function helper() {}",
      "module.exports = {",
      "  deep(x) {}, get wide() {}, arrow: (y) => y, other: helper, helper, size: 3,",
      "};",
    ].join("\n"),
    "c.js": "module.exports = { a, b: c };\nfunction a() {}\nfunction c() {}\n",
  });
  const symbolsOf = (path: string) => outlines.find((outline) => outline.path === path)?.symbols ?? [];
  expect(symbolsOf("a.js").map(({ name, kind, exported }) => `${name} ${kind}${exported ? " exported" : ""}`)).toEqual([
    "app variable exported",
    "app.init method exported",
    "Own function",
    "Own.run method",
    "Own.prototype constant",
  ]);
  expect(symbolsOf("a.js")[1]).toMatchObject({
    signature: "app.init = function init(options)",
    doc: "Starts it.",
    parameters: ["options"],
    uses: ["deep"],
  });
  const members = symbolsOf("b.js")[1]?.members.map(({ name, kind, signature }) => `${kind} ${name}: ${signature}`);
  expect(symbolsOf("b.js")[1]).toMatchObject({ name: "module.exports", signature: "module.exports", exported: true });
  expect(members).toEqual([
    "method deep: deep(x)",
    "method wide: get wide()",
    "method arrow: arrow: (y)",
    "field size: size: 3",
  ]);
  expect(symbolsOf("c.js").map(({ name, exported }) => [name, exported])).toEqual([
    ["a", true],
    ["c", true],
  ]);
});

test("a file that is one wrapper has the outline of what it wraps, a test has none of its cases", async () => {
  const { outlines } = await structureOf({
    "amd.js": "// About it.\ndefine(['x'], function (x) {\n  function inner() {}\n  return inner;\n});\n",
    "umd.js":
      "'use strict';\n(function (root, factory) { factory(root); })(this, function (root) { class Deep {}\n function long() {} });",
    "iife.js": "!function () { var one = 1; }();",
    "called.js": "(function () { var two = 2; }).call(this);",
    "a.test.js": "describe('it', () => { const inner = 1; });",
    "exported.js": "module.exports = function () { var inner = 1; };",
  });
  expect(Object.fromEntries(outlines.map(({ path, symbols }) => [path, symbols.map(({ name }) => name)]))).toEqual({
    "amd.js": ["inner"],
    "umd.js": ["Deep", "long"],
    "iife.js": ["one"],
    "called.js": ["two"],
    "a.test.js": [],
    "exported.js": ["module.exports"],
  });
  expect(outlines.find(({ path }) => path === "amd.js")?.doc).toBe("About it.");
});

test("decorators are no part of a class's signature", async () => {
  const { outlines } = await structureOf({
    "a.ts": "@Component({ template: `<p>` })\nexport class One {}\nexport default @Dec() class Two extends One {}\n",
  });
  expect(outlines[0]?.symbols.map(({ name, signature }) => [name, signature])).toEqual([
    ["One", "export class One"],
    ["Two", "export default @Dec() class Two extends One"],
  ]);
});

test("a doc comment may stand a line above, and marks for tools are no docs", async () => {
  const { outlines } = await structureOf({
    "a.ts": [
      "/** About the file. */",
      "",
      "const first = 1;",
      "/** Far. */",
      "",
      "const second = (x) => x;",
      "/** Near. */",
      "// eslint-disable-next-line no-var",
      "var third = x => x;",
      "// @ts-ignore",
      "let fourth;",
      "// plain",
      "",
      "let fifth;",
    ].join("\n"),
  });
  expect(outlines[0]?.doc).toBe("About the file.");
  expect(outlines[0]?.symbols.map(({ signature, doc }) => `${signature} | ${doc}`)).toEqual([
    "const first = 1 | ",
    "const second = (x) | Far.",
    "var third = (x) | Near.",
    "let fourth | ",
    "let fifth | ",
  ]);
});

test("in a module of Node a mapped path adds nothing to what is written, before others do", async () => {
  const structure = await structureOf({
    "package.json": '{ "type": "module", "workspaces": ["p"] }',
    "tsconfig.json":
      '{ "compilerOptions": { "module": "nodenext", "paths": { "p/*": ["./p/src/*"], "q/*": ["./q/*"] } } }',
    "p/package.json": '{ "name": "p", "exports": { "./routes": "./routes.ts" } }',
    "p/routes.ts": "",
    "p/src/routes/index.ts": "",
    "q/thing.ts": "",
    "a.ts": 'import "p/routes"; import "q/thing";',
  });
  expect(arrows(structure)).toEqual(["a.ts -> p/routes.ts", "a.ts -> q/thing.ts"]);
});

test("a path of the disk leads nowhere, unless a project maps it", async () => {
  const tree = { "src/a.ts": 'import "/@/b"; import "/c";', "src/b.ts": "", "c.ts": "" };
  const options = '{ "compilerOptions": { "baseUrl": ".", "paths": { "/@/*": ["src/*"] } } }';
  expect(arrows(await structureOf({ ...tree, "tsconfig.json": options }))).toEqual(["src/a.ts -> src/b.ts"]);
  const found = await importsOf(tree, "src/a.ts");
  expect(found.map(({ reason }) => reason)).toEqual(["outside", "outside"]);
});
