import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { detectLicense } from "./detect-license.ts";

const installed = (path: string) => readFileSync(new URL(`../../../node_modules/${path}`, import.meta.url), "utf8");
const detect = (files: Record<string, string>) =>
  detectLicense(Object.entries(files).map(([path, text]) => ({ path, content: new TextEncoder().encode(text) })));

const MIT = installed("zod/LICENSE");
const APACHE = installed("@prisma/client/LICENSE");

describe("texts as they are installed", () => {
  test.each([
    ["MIT", "zod/LICENSE"],
    ["Apache-2.0", "@prisma/client/LICENSE"],
    ["Apache-2.0", "typescript/LICENSE.txt"],
    ["ISC", "semver/LICENSE"],
    ["ISC", "d3-path/LICENSE"],
    ["BSD-2-Clause", "dotenv/LICENSE"],
    ["BSD-3-Clause", "diff/LICENSE"],
    ["BSD-3-Clause", "smol-toml/LICENSE"],
    ["MPL-2.0", "axe-core/LICENSE"],
    ["0BSD", "tslib/LICENSE.txt"],
    ["CC0-1.0", "spdx-license-list/license"],
    ["OFL-1.1", "geist/LICENSE.txt"],
  ])("%s in %s", async (spdx, path) => {
    expect(await detect({ LICENSE: installed(path) })).toEqual({ spdx, path: "LICENSE" });
  });

  test("with Windows line ends, comment marks and another holder", async () => {
    const text = MIT.replaceAll("\n", "\r\n").replace(/Copyright.*/, "Copyright (c) 1999 Ünlü & Söhne");
    expect(await detect({ "COPYING.md": text })).toEqual({ spdx: "MIT", path: "COPYING.md" });
  });
});

describe("nothing is guessed", () => {
  test.each([
    ["an unknown text", { LICENSE: "You may look at this code on Sundays." }],
    ["no text", { "a.ts": "export {}", "readme.md": "MIT licensed" }],
    ["two licences without a word on how they go together", { "LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE }],
    [
      "a known text with a restriction added",
      { LICENSE: `${MIT}\nThe Software may not be used for machine learning.` },
    ],
    ["a manifest with free text", { "package.json": JSON.stringify({ license: "SEE LICENSE IN x" }) }],
    ["a manifest that is not open", { "package.json": JSON.stringify({ license: "UNLICENSED" }) }],
    ["a broken manifest", { "package.json": "{", "pyproject.toml": "[", "Cargo.toml": "=" }],
    [
      "two manifests that disagree",
      { "package.json": '{"license":"MIT"}', "Cargo.toml": '[package]\nlicense = "Apache-2.0"' },
    ],
    ["one file's header among many", { "a.ts": "// SPDX-License-Identifier: MIT", "b.ts": "b", "c.ts": "c" }],
    ["headers that differ", { "a.ts": "// SPDX-License-Identifier: MIT", "b.ts": "// SPDX-License-Identifier: ISC" }],
    ["a licence of a folder below", { "vendor/LICENSE": MIT, "a.ts": "a" }],
  ])("%s", async (_what, files) => {
    expect(await detect(files)).toBeNull();
  });
});

describe("manifests", () => {
  test.each([
    ["package.json", '{"license":"mit"}', "MIT"],
    ["package.json", '{"license":{"type":"BSD-3-Clause"}}', "BSD-3-Clause"],
    ["package.json", '{"licenses":[{"type":"MIT"},{"type":"Apache-2.0"}]}', "MIT OR Apache-2.0"],
    [
      "package.json",
      '{"license":"(MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0))"}',
      "(MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0))",
    ],
    ["pyproject.toml", '[project]\nlicense = "BSD-3-Clause"', "BSD-3-Clause"],
    ["pyproject.toml", '[project]\nlicense = {text = "MIT"}', "MIT"],
    [
      "pyproject.toml",
      '[project]\nlicense = {file = "X"}\nclassifiers = ["License :: OSI Approved :: MIT License"]',
      "MIT",
    ],
    ["pyproject.toml", '[tool.poetry]\nlicense = "Apache-2.0"', "Apache-2.0"],
    ["Cargo.toml", '[package]\nlicense = "MIT/Apache-2.0"', "MIT OR Apache-2.0"],
  ])("%s %s", async (path, text, spdx) => {
    expect(await detect({ [path]: text })).toEqual({ spdx, path });
  });

  test("what the manifest says stands while the texts agree, and the text stands where they do not", async () => {
    expect(await detect({ LICENSE: MIT, "package.json": '{"license":"MIT"}' })).toEqual({
      spdx: "MIT",
      path: "LICENSE",
    });
    expect(await detect({ LICENSE: MIT, "package.json": '{"license":"ISC"}' })).toEqual({
      spdx: "MIT",
      path: "LICENSE",
    });
    expect(
      await detect({
        "LICENSE-MIT": MIT,
        "LICENSE-APACHE": APACHE,
        "Cargo.toml": '[package]\nlicense = "MIT OR Apache-2.0"',
      }),
    ).toEqual({
      spdx: "MIT OR Apache-2.0",
      path: "Cargo.toml",
    });
  });
});

test("headers decide where most files carry the same one", async () => {
  const files = {
    "b.ts": "/* SPDX-License-Identifier: Apache-2.0 */",
    "a.ts": "// SPDX-License-Identifier: Apache-2.0\n",
    "c.ts": "c",
  };
  expect(await detect(files)).toEqual({ spdx: "Apache-2.0", path: "a.ts" });
});

test("the nearest folder that says anything decides for a sub-path", async () => {
  expect(await detect({ "a.ts": "a", "../../LICENSE": MIT })).toEqual({ spdx: "MIT", path: "../../LICENSE" });
  expect(await detect({ "../LICENSE": APACHE, "../../LICENSE": MIT })).toEqual({
    spdx: "Apache-2.0",
    path: "../LICENSE",
  });
  expect(await detect({ LICENSE: "Terms of our own.", "../LICENSE": MIT })).toBeNull();
});
