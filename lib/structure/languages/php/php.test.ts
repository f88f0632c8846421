import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";

const arrowsOf = async (tree: Readonly<Record<string, string>>) => arrows(await structureOf(tree));

/** The imports of a file as `specifier reason`. */
const importsOf = async (tree: Readonly<Record<string, string>>, path: string) =>
  (await structureOf(tree)).outlines
    .find((outline) => outline.path === path)
    ?.imports.map(({ specifier, reason }) => `${specifier} ${reason}`);

const COMPOSER = JSON.stringify({
  autoload: { "psr-4": { "App\\": "src/", "App\\Extra\\": ["more/", "extra/"] }, files: ["src/functions.php"] },
  "autoload-dev": { "psr-4": { "App\\Tests\\": "tests" } },
});

test("a use leads where PSR-4 leads, the longest prefix first, over several folders", async () => {
  expect(
    await arrowsOf({
      "composer.json": COMPOSER,
      "src/A.php": "<?php\nnamespace App;\nuse App\\Model\\User;\nuse App\\Extra\\Thing as T;\nclass A {}\n",
      "src/Model/User.php": "<?php\nnamespace App\\Model;\nclass User {}\n",
      "src/Extra/Thing.php": "<?php\nnamespace App\\Extra;\nclass Thing {}\n",
      "extra/Thing.php": "<?php\nnamespace App\\Extra;\nclass Thing {}\n",
      "tests/ATest.php": "<?php\nnamespace App\\Tests;\nuse App\\A;\nclass ATest {}\n",
    }),
  ).toEqual(["src/A.php -> extra/Thing.php", "src/A.php -> src/Model/User.php", "tests/ATest.php -> src/A.php"]);
});

test("groups, functions and constants", async () => {
  const tree = {
    "composer.json": COMPOSER,
    "src/functions.php": "<?php\nnamespace App;\nfunction helper() {}\nconst LIMIT = 3;\n",
    "src/Model/User.php": "<?php\nnamespace App\\Model;\nclass User {}\n",
    "src/Model/Role.php": "<?php\nnamespace App\\Model;\nenum Role { case Admin; }\n",
    "src/a.php":
      "<?php\nuse App\\{Model\\User, Model\\Role as R, function HELPER, const LIMIT,};\nuse function strlen, App\\gone;\nuse Vendor\\Thing;\nuse DateTime;\n",
  };
  expect(await arrowsOf(tree)).toEqual([
    "src/a.php -> src/Model/Role.php",
    "src/a.php -> src/Model/User.php",
    "src/a.php -> src/functions.php",
  ]);
  expect(await importsOf(tree, "src/a.php")).toEqual([
    "App\\Model\\User resolved",
    "App\\Model\\Role resolved",
    "App\\HELPER resolved",
    "App\\LIMIT resolved",
    "strlen standard-library",
    "App\\gone not-found",
    "Vendor\\Thing external",
    "DateTime standard-library",
  ]);
});

test("names of the own namespace are references, wherever a class may be named", async () => {
  const classes = ["Base", "Face", "Mixin", "Made", "Called", "Kind", "Caught", "Taken", "Given", "Mark", "Piece"];
  const tree = Object.fromEntries(
    classes.map((name) => [`src/${name}.php`, `<?php\nnamespace App;\nclass ${name} {}\n`]),
  );
  const structure = await structureOf({
    ...tree,
    "composer.json": COMPOSER,
    "src/A.php": `<?php
namespace App;
#[Mark(1)]
class A extends Base implements Face {
  use Mixin { made as protected; }
  const Given = 1;
  private ?Taken $taken;
  public function made(int $x, Given&\\Countable ...$y): string|namespace\\Piece {
    try { new Made(); called(); called::x(); $x instanceof Kind; } catch (\\Error | Caught $e) {}
    return $x ? Called::Base : $this->Face . "{$x[Called::Y]}";
  }
}
`,
  });
  expect(arrows(structure)).toEqual(classes.sort().map((name) => `src/A.php ~> src/${name}.php`));
});

test("a name below a used namespace is an import, one in full a reference unless its file is imported", async () => {
  const tree = {
    "composer.json": COMPOSER,
    "src/Model/User.php": "<?php\nnamespace App\\Model;\nclass User {}\n",
    "src/Model/Role.php": "<?php\nnamespace App\\Model;\nclass Role {}\n",
    "lib/a.php": "<?php\nnamespace Other;\nuse App\\Model as M;\nnew M\\User;\n",
    "lib/b.php": "<?php\nnamespace Other;\n\\App\\Model\\Role::x();\n",
    "lib/c.php": "<?php\nuse App\\Model\\Role as R;\n\\App\\Model\\Role::x();\n",
  };
  expect(await arrowsOf(tree)).toEqual([
    "lib/a.php -> src/Model/User.php",
    "lib/b.php ~> src/Model/Role.php",
    "lib/c.php -> src/Model/Role.php",
  ]);
  expect(await importsOf(tree, "lib/a.php")).toEqual(["App\\Model resolved"]);
});

test("functions fall back to the global namespace, classes do not", async () => {
  expect(
    await arrowsOf({
      "global.php": "<?php\nfunction shared() {}\nclass Lonely {}\nfunction strlen() {}\n",
      "own.php": "<?php\nnamespace N;\nfunction near() {}\n",
      "a.php": "<?php\nnamespace N;\nShared();\nnear();\nstrlen('x');\nnew Lonely;\n$x->near();\nX::shared();\n",
    }),
  ).toEqual(["a.php ~> global.php", "a.php ~> own.php"]);
});

test("without Composer the only file that defines a class answers, two are ambiguous", async () => {
  const tree = {
    "lib/x.php": "<?php\nif (!class_exists('Foo_Bar')) { class Foo_Bar {} }\nclass Twice {}\n",
    "lib/y.php": "<?php\nclass Twice {}\nclass_alias('Foo_Bar', 'Old_Bar');\n",
    "a.php": "<?php\nnew foo_bar;\n",
    "b.php": "<?php\nuse Twice;\n",
    "c.php": "<?php\nOld_Bar::x();\n",
  };
  expect(await arrowsOf(tree)).toEqual(["a.php ~> lib/x.php", "c.php ~> lib/y.php"]);
  expect(await importsOf(tree, "b.php")).toEqual(["Twice ambiguous"]);
});

test("PSR-0, classmaps, and the manifest nearest to a file", async () => {
  const component = (prefix: string) => JSON.stringify({ autoload: { "psr-4": { [prefix]: "" } } });
  expect(
    await arrowsOf({
      "composer.json": JSON.stringify({ autoload: { "psr-0": { Old_: "lib/" }, classmap: ["legacy"] } }),
      "lib/Old/Deep/Name.php": "<?php\nclass Old_Deep_Name {}\n",
      "legacy/all.php": "<?php\nclass Loose {}\n",
      "elsewhere/loose.php": "<?php\nclass Loose {}\n",
      "packages/one/composer.json": component("Same\\"),
      "packages/one/Kind.php": "<?php\nnamespace Same;\nclass Kind {}\n",
      "packages/one/User.php": "<?php\nuse Same\\Kind;\n",
      "packages/two/composer.json": component("Same\\"),
      "packages/two/Kind.php": "<?php\nnamespace Same;\nclass Kind {}\n",
      "packages/two/User.php": "<?php\nuse Same\\Kind;\n",
      "main.php": "<?php\nuse Old_Deep_Name;\nuse Loose;\nuse Same\\Kind;\n",
    }),
  ).toEqual([
    "main.php -> legacy/all.php",
    "main.php -> lib/Old/Deep/Name.php",
    "packages/one/User.php -> packages/one/Kind.php",
    "packages/two/User.php -> packages/two/Kind.php",
  ]);
});

test("includes of constant paths", async () => {
  const tree = {
    "inc/a.php": `<?php
define('HERE', __DIR__ . '/');
require_once __DIR__ . '/b.php';
include dirname(__FILE__, 2) . "/root.php";
(include HERE . 'c.inc');
require 'd.php';
require $name;
require "{$x}/b.php";
require __DIR__ . '/../vendor/autoload.php';
require '/etc/x.php';
require __DIR__ . '/../../../x.php';
require 'gone.php';
// require 'b.php';
$this->include('b.php');
`,
    "inc/b.php": "",
    "inc/c.inc": "",
    "inc/d.php": "",
    "d.php": "",
    "root.php": "",
  };
  expect(await arrowsOf(tree)).toEqual([
    "inc/a.php -> inc/b.php",
    "inc/a.php -> inc/c.inc",
    "inc/a.php -> inc/d.php",
    "inc/a.php -> root.php",
  ]);
  expect((await importsOf(tree, "inc/a.php"))?.map((each) => each.split(" ").at(-1))).toEqual([
    "resolved",
    "resolved",
    "resolved",
    "resolved",
    "dynamic",
    "dynamic",
    "generated",
    "outside",
    "outside",
    "not-found",
  ]);
});

test("constants are used as keys and in comparisons, and defined by functions written in full", async () => {
  expect(
    await arrowsOf({
      "a.php": "<?php\nnamespace N;\n$x = [1, FIRST => 2];\n",
      "b.php": "<?php\nif (FIRST == 1) {}\n",
      "c.php": "<?php\nmatch (1) { SECOND => 2 };\n",
      "d.php": "<?php\nNick::go();\n",
      "define.php": "<?php\n\\define('FIRST', 1);\nclass Long {}\n\\class_alias(Long::class, 'Nick');\n",
      "own.php": "<?php\nconst OTHER = 1, SECOND = 2;\n",
    }),
  ).toEqual(["a.php ~> define.php", "b.php ~> define.php", "c.php ~> own.php", "d.php ~> define.php"]);
});

test("product code needs nothing that tests define", async () => {
  const tree = {
    "src/settings.php": "<?php\nconst MODE = 1;\n",
    "tests/bootstrap.php": "<?php\nconst MODE = 2;\n",
    "tests/Dispatcher.php": "<?php\nnamespace Other;\nclass Dispatcher {}\n",
    "src/a.php": "<?php\nuse Other\\Dispatcher;\necho MODE;\n",
    "tests/ATest.php": "<?php\nuse Other\\Dispatcher;\n",
  };
  expect(await arrowsOf(tree)).toEqual(["src/a.php ~> src/settings.php", "tests/ATest.php -> tests/Dispatcher.php"]);
});

test("a constant counts while its definitions agree", async () => {
  const tree = {
    "index.php": "<?php\ndefine('ROOT', __DIR__ . '/');\ndefine('PART', 'inc');\ndefine('MOVED', 'a');\n",
    "sub/index.php": "<?php\ndefine('ROOT', dirname(__DIR__));\ndefine('MOVED', 'b');\ndefine('ROUND', ROUND . 'x');\n",
    "a.php": "<?php\nrequire ROOT . PART . '/x.php';\nrequire MOVED . '/x.php';\nrequire ROUND . '/x.php';\n",
    "inc/x.php": "",
    "a/x.php": "",
  };
  expect(await importsOf(tree, "a.php")).toEqual([
    "ROOT . PART . '/x.php' resolved",
    "MOVED . '/x.php' dynamic",
    "ROUND . '/x.php' dynamic",
  ]);
});

test("HTML, comments, strings and data hold no names", async () => {
  expect(
    await arrowsOf({
      "b.php": "<?php\nclass B {}\n",
      "c.php": "<?php\nclass C {}\n",
      "a.php": `<?xml version="1.0"?> new B <?php
// new B ?> new B <?php
# new B
/* new B */ $x = 'new B'; $y = "new B {$z->m("B", 'x')} new B"; $b = \`B::x\`;
$h = <<<EOT
  new B {$x} EOTB B::x
  EOT; new C;
$n = <<<'E'
{$x[B::X]}
E;
__halt_compiler(); new B;
`,
    }),
  ).toEqual(["a.php ~> c.php"]);
});

test("files of every namespace block, and aliases that end with it", async () => {
  expect(
    await arrowsOf({
      "p.php": "<?php\nnamespace P;\nclass X {}\n",
      "q.php": "<?php\nnamespace Q;\nclass X {}\n",
      "a.php": "<?php\nnamespace P { new X; }\nnamespace { use Q\\X as Y; new Y; }\n",
      "b.php": "<?php\nnamespace A;\nuse P\\X;\nnamespace Q;\nnew X;\n",
    }),
  ).toEqual(["a.php ~> p.php", "a.php -> q.php", "b.php -> p.php", "b.php ~> q.php"]);
});

test("files of other names hold PHP when they open it", async () => {
  const { files } = await structureOf({
    "a.module": "<?php\n",
    "b.inc": "<?php\n",
    "c.inc": "MOV A, B\n",
    "d.phtml": "<p>",
  });
  expect(files.map(({ language }) => language)).toEqual(["php", "php", "other", "php"]);
});
