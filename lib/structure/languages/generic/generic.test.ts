import { expect, test } from "vitest";
import { structureOf } from "../../fixture.ts";

test("shell functions are outlined with the comment above them, and there are no edges", async () => {
  const { outlines, edges, coverage } = await structureOf({
    "b.sh":
      "#!/bin/sh\n# Builds things.\n\n# Says hello.\n# Twice.\nhello() {\n  echo hi\n}\nfunction two { :; }\n. ./c.sh\n",
    "c.sh": "inner() { nested() { :; }; }\n",
  });
  expect(outlines[0]?.doc).toBe("Builds things.");
  expect(outlines[0]?.symbols.map(({ name, kind, doc, range }) => [name, kind, doc, range.startLine])).toEqual([
    ["hello", "function", "Says hello.", 6],
    ["two", "function", "", 9],
  ]);
  expect(outlines[1]?.symbols.map(({ name }) => name)).toEqual(["inner"]);
  expect(edges).toEqual([]);
  expect(coverage).toEqual([{ language: "shell", files: 2, outlined: 2, edges: false }]);
});

test("style rules are outlined by their selectors", async () => {
  const { outlines } = await structureOf({
    "a.css": "/* The look of buttons. */\n.button, a:hover { color: red }\n@media print { .button { color: black } }\n",
  });
  expect(outlines[0]?.doc).toBe("The look of buttons.");
  expect(outlines[0]?.symbols.map(({ name, signature }) => [name, signature])).toEqual([
    [".button, a:hover", ".button, a:hover"],
  ]);
});

test("scripts of shells tell what they export, and functions under a condition", async () => {
  const { outlines } = await structureOf({
    "a.sh": "readonly A=1 B=2\nexport C=3\nlocal=4\nif true; then\n  late() { export D=5; }\nfi\n",
  });
  expect(outlines[0]?.symbols.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "constant A",
    "constant B",
    "variable C",
    "function late",
  ]);
});

test("PowerShell has functions with parameters, classes and enums with members", async () => {
  const { outlines, coverage } = await structureOf({
    "Build.psm1": `#Requires -Version 5
<#
.SYNOPSIS
  Builds things. Always.
#>
function Get-Hello {
    <#
    .SYNOPSIS

    Says hello.
    .DESCRIPTION
    At length.
    #>
    param([Parameter(Mandatory)] [string] $Name, [int]$Count = 1)
    function Inner($x) { }
}
# Adds.
function Add($a, $b) { $a + $b }
class Dog : Animal {
    [string]$Name
    Dog([string]$name) { $this.Name = $name }
    [void] Bark([int]$times) { }
}
enum Color { Red; Green = 2 }
`,
    tool: "#!/usr/bin/env pwsh\nfunction Go { }\n",
  });
  expect(outlines[0]?.doc).toBe("Builds things.");
  expect(
    outlines[0]?.symbols.map(({ kind, name, doc, parameters }) => `${kind} ${name}(${parameters}): ${doc}`),
  ).toEqual([
    "function Get-Hello($Name,$Count): Says hello.",
    "function Add($a,$b): Adds.",
    "class Dog(): ",
    "enum Color(): ",
  ]);
  expect(
    outlines[0]?.symbols.slice(2).map(({ members }) => members.map(({ kind, signature }) => `${kind} ${signature}`)),
  ).toEqual([
    ["field [string]$Name", "method Dog([string]$name)", "method [void] Bark([int]$times)"],
    ["constant Red", "constant Green = 2"],
  ]);
  expect(outlines[1]?.symbols.map(({ name }) => name)).toEqual(["Go"]);
  expect(coverage).toEqual([{ language: "powershell", files: 2, outlined: 2, edges: false }]);
});

test("animations of style sheets have a name", async () => {
  const { outlines } = await structureOf({ "a.css": "@keyframes spin { from { top: 0 } }\n" });
  expect(outlines[0]?.symbols.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["constant spin"]);
});
