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

test("a symbol that a project defines in each of its builds is set, one of some builds may be", async () => {
  const project = (groups: string): string => `<Project Sdk="Microsoft.NET.Sdk">${groups}</Project>`;
  const group = (condition: string, symbols: string): string =>
    `<PropertyGroup Condition="'$(Configuration)' == '${condition}'"><DefineConstants>${symbols}</DefineConstants></PropertyGroup>`;
  const user = "#if X\nclass User { On on; }\n#else\nclass User { Off off; }\n#endif";
  const tree = { "User.cs": user, "On.cs": "class On {}", "Off.cs": "class Off {}" };
  const [on, both] = [["User.cs ~> On.cs"], ["User.cs ~> Off.cs", "User.cs ~> On.cs"]];
  expect(await arrowsOf({ ...tree, "P.csproj": project(group("Debug", "A;X") + group("Release", "X")) })).toEqual(on);
  expect(await arrowsOf({ ...tree, "P.csproj": project(group("Debug", "A;X") + group("Release", "A")) })).toEqual(both);
  expect(await arrowsOf({ ...tree, "P.csproj": project(group("Debug", "X")) })).toEqual(both);
  const plain = "<PropertyGroup><DefineConstants>X</DefineConstants></PropertyGroup>";
  expect(await arrowsOf({ ...tree, "P.csproj": project(plain + group("Debug", "$(DefineConstants);A")) })).toEqual(on);
  expect(await arrowsOf({ ...tree, "P.csproj": project(plain + group("Debug", "A")) })).toEqual(both);
});

test("a reference to a compiled file sees no sources, one by name alone sees those of the project", async () => {
  const project = (inner: string): string =>
    `<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>${inner}</ItemGroup></Project>`;
  expect(
    await arrowsOf({
      "lib/Lib.csproj": SDK,
      "lib/Thing.cs": "namespace L; public class Thing {}",
      "near/Near.csproj": project('<Reference Include="Lib"><Private>true</Private></Reference>'),
      "near/Near.cs": "using L; class Near { Thing thing; }",
      "far/Far.csproj": project(
        '<Reference Include="Lib, Version=1.0"><Private>true</Private><HintPath>../bin/Lib.dll</HintPath></Reference>',
      ),
      "far/Far.cs": "using L; class Far { Thing thing; }",
    }),
  ).toEqual(["near/Near.cs -> lib/Thing.cs"]);
});

test("assembly definitions of Unity are bounds as projects are", async () => {
  const assembly = (name: string, ...references: string[]): string => JSON.stringify({ name, references });
  expect(
    await arrowsOf({
      "Assets/Core/Core.asmdef": assembly("Core"),
      "Assets/Core/Core.asmdef.meta": "fileFormatVersion: 2\nguid: 0a1b\n",
      "Assets/Core/Tool.cs": "public class Tool {}",
      "Assets/Core/Tests/Tests.asmdef": assembly("Tests", "GUID:0a1b"),
      "Assets/Core/Tests/Tool.cs": "class Tool {}",
      "Assets/Core/Tests/Test.cs": "#if UNITY_EDITOR\nclass Test { Tool tool; Other other; }\n#endif",
      "Assets/Game/Game.asmdef": assembly("Game", "Core"),
      "Assets/Game/Game.cs": "class Game { Tool tool; Other other; More more; }",
      "Assets/Other/Other.asmdef": assembly("Other"),
      "Assets/Other/Other.cs": "public class Other {}",
      "Assets/More/Core.asmref": JSON.stringify({ reference: "Core" }),
      "Assets/More/More.cs": "public class More {}",
    }),
  ).toEqual([
    "Assets/Core/Tests/Test.cs ~> Assets/Core/Tests/Tool.cs",
    "Assets/Game/Game.cs ~> Assets/Core/Tool.cs",
    "Assets/Game/Game.cs ~> Assets/More/More.cs",
  ]);
});
