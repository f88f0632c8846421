import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";

const MANIFEST = '[package]\nname = "demo-app"\nedition = "2021"\n';

async function arrowsOf(tree: Readonly<Record<string, string>>): Promise<string[]> {
  return arrows(await structureOf({ "Cargo.toml": MANIFEST, ...tree }));
}

async function reasonsOf(tree: Readonly<Record<string, string>>, path: string): Promise<string[]> {
  const { outlines } = await structureOf({ "Cargo.toml": MANIFEST, ...tree });
  const imports = outlines.find((each) => each.path === path)?.imports ?? [];
  return imports.map(({ specifier, reason }) => `${specifier} ${reason}`);
}

test("modules lie beside a root, below the others, and where #[path] says", async () => {
  expect(
    await arrowsOf({
      "src/lib.rs": 'mod a;\nmod b;\nmod inline { mod c; }\n#[path = "odd/place.rs"]\nmod d;\n',
      "src/a.rs": "mod inner;\n",
      "src/a/inner.rs": "",
      "src/b/mod.rs": "mod inner;\n",
      "src/b/inner.rs": "",
      "src/inline/c.rs": "",
      "src/odd/place.rs": "mod beside;\n",
      "src/odd/beside.rs": "",
    }),
  ).toEqual([
    "src/a.rs -> src/a/inner.rs",
    "src/b/mod.rs -> src/b/inner.rs",
    "src/lib.rs -> src/a.rs",
    "src/lib.rs -> src/b/mod.rs",
    "src/lib.rs -> src/inline/c.rs",
    "src/lib.rs -> src/odd/place.rs",
    "src/odd/place.rs -> src/odd/beside.rs",
  ]);
});

test("a name leads through re-exports and globs to the file that defines it", async () => {
  expect(
    await arrowsOf({
      "src/lib.rs": "pub mod api;\nmod user;\n",
      "src/api/mod.rs": "mod deep;\npub use self::deep::*;\n",
      "src/api/deep.rs": "mod core;\npub use core::Thing as Renamed;\npub fn help() {}\n",
      "src/api/deep/core.rs": "pub struct Thing;\n",
      "src/user.rs": "use crate::api::{help, Renamed};\n",
    }),
  ).toEqual([
    "src/api/deep.rs -> src/api/deep/core.rs",
    "src/api/mod.rs -> src/api/deep.rs",
    "src/lib.rs -> src/api/mod.rs",
    "src/lib.rs -> src/user.rs",
    "src/user.rs -> src/api/deep.rs",
    "src/user.rs -> src/api/deep/core.rs",
  ]);
});

test("paths in code are references unless the file is imported, also among the arguments of macros", async () => {
  const edges = await arrowsOf({
    "src/main.rs": 'mod a;\nmod b;\nmod c;\nfn main() { println!("{}", a::one()); }\n',
    "src/a.rs": "pub fn one() -> u8 { super::b::two() }\n",
    "src/b.rs": '// crate::c::X\npub fn two() -> u8 { let _ = "crate::c::X"; 2 }\n',
    "src/c.rs": "pub struct X;\n",
  });
  expect(edges).toEqual([
    "src/a.rs ~> src/b.rs",
    "src/main.rs -> src/a.rs",
    "src/main.rs -> src/b.rs",
    "src/main.rs -> src/c.rs",
  ]);
});

test("names seen through a glob are references, macros by their text too", async () => {
  expect(
    await arrowsOf({
      "src/lib.rs": "#[macro_use]\nmod macros;\nmod shapes;\nmod user;\n",
      "src/macros.rs": "macro_rules! shout { () => {}; }\n",
      "src/shapes.rs": "mod square;\npub use square::Square;\n",
      "src/shapes/square.rs": "pub struct Square;\n",
      "src/user.rs": "use crate::shapes::*;\nfn f(_: Square) { shout!(); }\n",
    }),
  ).toEqual([
    "src/lib.rs -> src/macros.rs",
    "src/lib.rs -> src/shapes.rs",
    "src/lib.rs -> src/user.rs",
    "src/shapes.rs -> src/shapes/square.rs",
    "src/user.rs ~> src/macros.rs",
    "src/user.rs -> src/shapes.rs",
    "src/user.rs ~> src/shapes/square.rs",
  ]);
});

test("text for the documentation is a reference, text for the code an import", async () => {
  expect(
    await arrowsOf({
      "README.md": "# Demo\n",
      "src/lib.rs": '#![doc = include_str!("../README.md")]\nconst HELP: &str = include_str!("help.txt");\n',
      "src/help.txt": "",
    }),
  ).toEqual(["src/lib.rs ~> README.md", "src/lib.rs -> src/help.txt"]);
});

test("automod::dir! declares every file of a folder below the package", async () => {
  const tree = {
    "a/Cargo.toml": MANIFEST,
    "a/tests/all/main.rs": 'mod extra { pub fn f() {} }\nautomod::dir!("tests/all/");\n',
    "a/tests/all/one-case.rs": "use crate::tools::help;\n",
    "a/tests/all/tools.rs": "pub fn help() {}\n",
    "a/tests/all/deep/not.rs": "",
  };
  expect(await arrowsOf(tree)).toEqual([
    "a/tests/all/main.rs -> a/tests/all/one-case.rs",
    "a/tests/all/main.rs -> a/tests/all/tools.rs",
    "a/tests/all/one-case.rs -> a/tests/all/tools.rs",
  ]);
});

test("extern crate at the root names a crate for all modules", async () => {
  const tree = {
    "Cargo.toml": `${MANIFEST}[dependencies]\nbase-lib = { path = "base" }\n`,
    "src/lib.rs":
      "extern crate base_lib as base;\nextern crate self as own;\nextern crate made;\nmod user;\npub fn f() {}\n",
    "src/user.rs": "use base::thing::Thing;\nuse ::own::f;\n",
    "base/Cargo.toml": '[package]\nname = "base-lib"\nedition = "2021"\n',
    "base/src/lib.rs": "pub mod thing;\n",
    "base/src/thing.rs": "pub struct Thing;\n",
  };
  expect((await arrowsOf(tree)).filter((edge) => edge.startsWith("src/user.rs"))).toEqual([
    "src/user.rs -> base/src/thing.rs",
    "src/user.rs -> src/lib.rs",
  ]);
  expect(await reasonsOf(tree, "src/lib.rs")).toContain("made external");
});

test("a name that a module neither has nor is given comes of a macro there, unless it includes what a build writes", async () => {
  const edges = await arrowsOf({
    "src/lib.rs": "mod closed;\nmod open;\nmod user;\n",
    "src/closed.rs": "use super::*;\n#[derive(Kinds)]\npub enum Item { One }\n",
    "src/open.rs": 'include!(concat!(env!("OUT_DIR"), "/made.rs"));\n',
    "src/user.rs": "use crate::closed::ItemKind;\nuse crate::open::Made;\n",
  });
  expect(edges.filter((edge) => edge.startsWith("src/user.rs"))).toEqual(["src/user.rs -> src/closed.rs"]);
});

test("crates of the workspace are known by name, by renaming and by the workspace's table", async () => {
  expect(
    arrows(
      await structureOf({
        "Cargo.toml":
          '[workspace]\nmembers = ["crates/*"]\n[workspace.dependencies]\nshared = { path = "crates/shared" }\n',
        "crates/base-lib/Cargo.toml": '[package]\nname = "base-lib"\nedition = "2021"\n',
        "crates/base-lib/src/lib.rs": "pub fn base() {}\n#[macro_export]\nmacro_rules! mark { () => {} }\n",
        "crates/shared/Cargo.toml": '[package]\nname = "shared"\nedition = "2021"\n',
        "crates/shared/src/lib.rs": "pub mod item;\n",
        "crates/shared/src/item.rs": "pub struct Item;\n",
        "crates/app/Cargo.toml":
          '[package]\nname = "app"\nedition = "2021"\n[dependencies]\nbase = { package = "base-lib", path = "../base-lib" }\nshared.workspace = true\n',
        "crates/app/src/main.rs": "use base::{base, mark};\nuse shared::item::Item;\nfn main() {}\n",
        "crates/app/src/lib.rs": "pub fn own() {}\n",
        "crates/app/tests/all.rs": "use app::own;\n",
      }),
    ),
  ).toEqual([
    "crates/app/src/main.rs -> crates/base-lib/src/lib.rs",
    "crates/app/src/main.rs -> crates/shared/src/item.rs",
    "crates/app/tests/all.rs -> crates/app/src/lib.rs",
    "crates/shared/src/lib.rs -> crates/shared/src/item.rs",
  ]);
});

test("what is not built on Linux, and what is no file, has its reason", async () => {
  const tree = {
    "src/lib.rs":
      '#[cfg(windows)]\nmod win;\ncfg_if::cfg_if! {\n  if #[cfg(unix)] { mod nix; } else { mod other; }\n}\nmod gone;\nuse std::fmt;\nuse serde::Serialize;\ninclude!(concat!(env!("OUT_DIR"), "/made.rs"));\nconst T: &str = include_str!("text.txt");\n',
    "src/win.rs": "",
    "src/nix.rs": "",
    "src/other.rs": "",
    "src/text.txt": "",
    "Cargo.toml": `${MANIFEST}[dependencies]\nserde = "1"\n`,
  };
  expect(await reasonsOf(tree, "src/lib.rs")).toEqual([
    "mod win inactive",
    "mod nix resolved",
    "mod other inactive",
    "mod gone not-found",
    "std::fmt standard-library",
    "serde::Serialize external",
    'include!(concat!(env!("OUT_DIR"), "/made.rs")) generated',
    'include_str!("text.txt") resolved',
  ]);
  expect(await arrowsOf(tree)).toEqual(["src/lib.rs -> src/nix.rs", "src/lib.rs -> src/text.txt"]);
});

test("lines of another platform need nothing, files of another platform what they name", async () => {
  const tree = {
    "src/lib.rs": `mod a;
mod b;
#[cfg(windows)]
mod win;
fn f() {
  #[cfg(windows)]
  fn inner() { use crate::a::A; crate::b::B; }
  fn last() { use crate::a::deep::C; }
}
`,
    "src/a.rs": "pub mod deep;\npub struct A;\n#[cfg(windows)]\nmod inline { use crate::b::B; }\n",
    "src/b.rs": "pub struct B;\n",
    "src/a/deep.rs": "pub struct C;\n",
    "src/win.rs": "use crate::a::A;\n",
  };
  expect(await arrowsOf(tree)).toEqual([
    "src/a.rs -> src/a/deep.rs",
    "src/lib.rs -> src/a.rs",
    "src/lib.rs -> src/a/deep.rs",
    "src/lib.rs -> src/b.rs",
    "src/win.rs -> src/a.rs",
  ]);
});

test("of two definitions the one of the default features counts", async () => {
  const edges = await arrowsOf({
    "Cargo.toml": `${MANIFEST}[features]\ndefault = ["fast"]\nfast = []\n`,
    "src/lib.rs":
      'mod fast;\nmod slow;\nmod user;\n#[cfg(feature = "fast")]\npub use fast::run;\n#[cfg(not(feature = "fast"))]\npub use slow::run;\n',
    "src/fast.rs": "pub fn run() {}\n",
    "src/slow.rs": "pub fn run() {}\n",
    "src/user.rs": "use crate::run;\n",
  });
  expect(edges.filter((edge) => edge.startsWith("src/user.rs"))).toEqual(["src/user.rs -> src/fast.rs"]);
});

test("the outline of a file", async () => {
  const { outlines } = await structureOf({
    "Cargo.toml": MANIFEST,
    "src/lib.rs": `//! Draws things. And more.
mod other;
use other::helper;

/// A point in the plane.
#[derive(Clone)]
pub struct Point<'a> { pub x: f32, name: &'a str }

impl<'a> Point<'a>
where
    u8: Copy,
{
    /// Moves it.
    pub fn shift(&mut self, by: f32) { helper(); }
}

pub enum Kind { One, Two(u8) }
const LIMIT: usize = 3;
fn run<'a>(first: &'a str, second: fn(u8) -> u8) -> u8 { helper() }

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() {}
}
`,
    "src/other.rs": "pub fn helper() {}\n",
  });
  const outline = outlines.find(({ path }) => path === "src/lib.rs");
  expect(outline).toMatchObject({ parsed: true, doc: "Draws things.", testCases: ["it_runs"] });
  expect(outline?.symbols.map(({ name, kind, exported }) => `${name} ${kind} ${exported}`)).toEqual([
    "other module false",
    "Point class true",
    "impl<'a> Point<'a> class true",
    "Kind enum true",
    "LIMIT constant false",
    "run function false",
    "tests module false",
  ]);
  expect(outline?.symbols[1]).toMatchObject({ doc: "A point in the plane.", signature: "pub struct Point<'a>" });
  expect(outline?.symbols[1]?.members.map(({ name, kind }) => `${kind} ${name}`)).toEqual(["field x", "field name"]);
  expect(outline?.symbols[2]).toMatchObject({ signature: "impl<'a> Point<'a> where u8: Copy", uses: ["helper"] });
  expect(outline?.symbols[2]?.members.map(({ name, kind }) => `${kind} ${name}`)).toEqual(["method shift"]);
  expect(outline?.symbols[5]).toMatchObject({ parameters: ["first", "second"], uses: ["helper"] });
});

test("brackets without end, and names of objects, are no harm", async () => {
  const { outlines } = await structureOf({
    "Cargo.toml": MANIFEST,
    "src/lib.rs": `use __proto__::constructor;\nfn f() { ${"(".repeat(5000)}\n`,
    "src/main.rs": `use ${"{".repeat(500)};\n#[path = "main.rs"] mod main;\nuse crate::a as b;\nuse crate::b as a;\n`,
  });
  expect(outlines.filter(({ path }) => path.endsWith(".rs")).map(({ parsed }) => parsed)).toEqual([true, true]);
});
