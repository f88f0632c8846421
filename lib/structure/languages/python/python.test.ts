import { expect, test } from "vitest";
import { arrows, structureOf } from "../../fixture.ts";

const arrowsOf = async (tree: Record<string, string>) => arrows(await structureOf(tree));

test("relative imports, at any depth and inside functions", async () => {
  expect(
    await arrowsOf({
      "pkg/__init__.py": "from .core import run\n",
      "pkg/core.py":
        "from . import util, missing_name\nfrom .sub import thing\nfrom .sub.deep import (\n    a,\n    b as c,\n)\n",
      "pkg/util.py": "def f():\n    from .lazy import x\n    import pkg.sub.deep as d; import json\n",
      "pkg/lazy.py": "from .... import up\n",
      "pkg/sub/__init__.py": "thing = 1\n",
      "pkg/sub/deep.py": "from ..core import run\nfrom .. import util\n",
    }),
  ).toEqual([
    "pkg/__init__.py -> pkg/core.py",
    "pkg/core.py -> pkg/__init__.py",
    "pkg/core.py -> pkg/sub/__init__.py",
    "pkg/core.py -> pkg/sub/deep.py",
    "pkg/core.py -> pkg/util.py",
    "pkg/sub/deep.py -> pkg/core.py",
    "pkg/sub/deep.py -> pkg/util.py",
    "pkg/util.py -> pkg/lazy.py",
    "pkg/util.py -> pkg/sub/deep.py",
  ]);
});

test("a name that the package binds leads to the package, a submodule to itself", async () => {
  const tree = {
    "pkg/__init__.py": "from .bar import bar\nfrom . import plain\nfrom .star import *\n",
    "pkg/bar.py": "def bar(): pass\n",
    "pkg/plain.py": "",
    "pkg/star.py": "",
    "pkg/loose.py": "",
  };
  const to = async (name: string) => {
    const found = await arrowsOf({ ...tree, "main.py": `from pkg import ${name}\n` });
    return found.filter((arrow) => arrow.startsWith("main.py")).join();
  };
  expect(await to("bar")).toBe("main.py -> pkg/__init__.py");
  expect(await to("plain")).toBe("main.py -> pkg/plain.py");
  expect(await to("loose")).toBe("main.py -> pkg/loose.py");
  expect(await to("star")).toBe("main.py -> pkg/star.py");
  expect(await to("other")).toBe("main.py -> pkg/__init__.py");
  expect(await to("*")).toBe("main.py -> pkg/__init__.py");
});

test("roots: src, projects, packages without a manifest, neighbours of a script", async () => {
  expect(
    await arrowsOf({
      "src/app/__init__.py": "",
      "src/app/main.py": "import app.models\nimport json\n",
      "src/app/models.py": "",
      "tests/test_main.py": "from app.main import run\nfrom helpers import h\n",
      "tests/helpers.py": "",
      "services/api/pyproject.toml": "",
      "services/api/api/__init__.py": "",
      "services/api/api/views.py": "from api import models\nfrom worker import tasks\n",
      "services/api/api/models.py": "",
      "services/worker/setup.py": "",
      "services/worker/worker/__init__.py": "",
      "services/worker/worker/tasks.py": "",
    }),
  ).toEqual([
    "services/api/api/views.py -> services/api/api/models.py",
    "services/api/api/views.py -> services/worker/worker/tasks.py",
    "src/app/main.py -> src/app/models.py",
    "tests/test_main.py -> src/app/main.py",
    "tests/test_main.py -> tests/helpers.py",
  ]);
});

test("namespace packages have no file of their own", async () => {
  const structure = await structureOf({
    "ns/part/mod.py": "x = 1\n",
    "main.py": "import ns.part.mod\nfrom ns.part import mod\nfrom ns import nothing\nimport ns\n",
  });
  expect(arrows(structure)).toEqual(["main.py -> ns/part/mod.py"]);
  expect(structure.outlines.find(({ path }) => path === "main.py")?.imports.map(({ reason }) => reason)).toEqual([
    "resolved",
    "resolved",
    "not-found",
    "not-found",
  ]);
});

test.each([
  ["setup.cfg", "[options]\npackage_dir =\n    =code\n", "code"],
  ["setup.cfg", "[options.packages.find]\nwhere = code\n", "code"],
  ["setup.py", 'setup(package_dir={"": "code"}, packages=find_packages())\n', "code"],
  ["setup.py", 'setup(packages=find_packages(where="code"))\n', "code"],
  ["pyproject.toml", '[tool.setuptools.packages.find]\nwhere = [\n  "code", # here\n]\n', "code"],
  ["pyproject.toml", '[tool.setuptools]\npackage-dir = {"" = "code"}\n', "code"],
  ["pyproject.toml", '[tool.setuptools.package-dir]\n"" = "code"\n', "code"],
  ["pyproject.toml", '[tool.poetry]\npackages = [{ include = "app", from = "code" }]\n', "code"],
  ["pyproject.toml", '[tool.hatch.build.targets.wheel]\npackages = ["code/app"]\n', "code"],
  ["pyproject.toml", '[tool.pdm.build]\npackage-dir = "code"\n', "code"],
  ["pyproject.toml", '[tool.pytest.ini_options]\npythonpath = [".", "code"]\n', "code"],
  ["pytest.ini", "[pytest]\npythonpath = . code\n", "code"],
  ["tox.ini", "[pytest]\npythonpath =\n    code\n", "code"],
])("%s declares a root: %j", async (name, text, folder) => {
  const tree = { [`${folder}/app/part/mod.py`]: "", "tests/test_app.py": "from app.part import mod\n" };
  expect(await arrowsOf(tree)).toEqual([]);
  expect(await arrowsOf({ ...tree, [name]: text })).toEqual([`tests/test_app.py -> ${folder}/app/part/mod.py`]);
});

test("one namespace may lie in several projects", async () => {
  expect(
    await arrowsOf({
      "a/setup.py": "",
      "a/company/one/__init__.py": "from company import two\nfrom company.two import deep\nimport company.two.deep\n",
      "b/setup.py": "",
      "b/company/two/__init__.py": "",
      "b/company/two/deep.py": "",
    }),
  ).toEqual([
    "a/company/one/__init__.py -> b/company/two/__init__.py",
    "a/company/one/__init__.py -> b/company/two/deep.py",
  ]);
});

test("a package in a namespace is no package of that name alone", async () => {
  expect(
    await arrowsOf({
      "a/setup.py": "",
      "a/src/company/proto/grpc/__init__.py": "from grpc import channel\n",
      "a/src/company/proto/grpc/channel.py": "import grpc\nfrom company.proto import grpc\n",
      "a/tests/test_a.py": "import grpc\n",
    }),
  ).toEqual(["a/src/company/proto/grpc/channel.py -> a/src/company/proto/grpc/__init__.py"]);
});

test("between other projects with a module of the same name nothing is guessed", async () => {
  const structure = await structureOf({
    "a/setup.py": "",
    "a/app/__init__.py": "",
    "a/run.py": "import app\n",
    "b/setup.py": "",
    "b/app/__init__.py": "",
    "scripts/run.py": "import app\n",
  });
  expect(arrows(structure)).toEqual(["a/run.py -> a/app/__init__.py"]);
  expect(structure.outlines.find(({ path }) => path === "scripts/run.py")?.imports).toMatchObject([
    { resolved: null, reason: "ambiguous" },
  ]);
});

test("a project among the tests serves others, its package alone does not", async () => {
  const tree = { "a/setup.py": "", "a/run.py": "import kit\n", "tests/kit/kit/__init__.py": "" };
  expect(await arrowsOf(tree)).toEqual([]);
  expect(await arrowsOf({ ...tree, "tests/kit/setup.py": "" })).toEqual(["a/run.py -> tests/kit/kit/__init__.py"]);
});

test("tests below a conftest see its folder, as pytest has it", async () => {
  const tree = { "tests/helpers.py": "", "tests/unit/deep/test_a.py": "import helpers\n" };
  expect(await arrowsOf(tree)).toEqual([]);
  expect(await arrowsOf({ ...tree, "tests/conftest.py": "" })).toEqual([
    "tests/unit/deep/test_a.py -> tests/helpers.py",
  ]);
});

test("a dotted module is found from a folder above, as programs are started there", async () => {
  expect(
    await arrowsOf({
      "backend/app/main.py": "from app.models import user\nimport models\n",
      "backend/app/models/user.py": "",
      "backend/models.py": "",
    }),
  ).toEqual(["backend/app/main.py -> backend/app/models/user.py"]);
});

test("stubs of others are no modules of the program", async () => {
  expect(
    await arrowsOf({
      "setup.py": "",
      "app.py": "import outer.part\n",
      "types/outer/__init__.pyi": "",
      "types/outer/part.pyi": "from outer import other\n",
      "types/outer/other.pyi": "",
      "test-data/lib/third/__init__.py": "",
      "main.py": "import third\n",
    }),
  ).toEqual(["types/outer/part.pyi -> types/outer/other.pyi"]);
});

test("the repository itself may be the package", async () => {
  expect(await arrowsOf({ "nodes.py": "from . import util\nfrom .util import x\n", "util.py": "x = 1\n" })).toEqual([
    "nodes.py -> util.py",
  ]);
});

test("packages of others are external, even when tests have a folder of that name", async () => {
  const structure = await structureOf({
    "app/__init__.py": "",
    "app/main.py": "import redis\nfrom importlib.metadata import version\nimport numpy as np\nfrom ... import far\n",
    "tests/redis/__init__.py": "",
  });
  expect(arrows(structure)).toEqual([]);
  const imports = structure.outlines.find(({ path }) => path === "app/main.py")?.imports;
  expect(imports?.map(({ specifier, reason }) => `${specifier} ${reason}`)).toEqual([
    "redis external",
    "importlib.metadata standard-library",
    "numpy external",
    "... outside",
  ]);
});

test("imports for type checkers are marked, stubs serve where no source is", async () => {
  const structure = await structureOf({
    "pkg/__init__.py": "",
    "pkg/a.py":
      "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .b import B\nelse:\n    from .c import C\nfrom .d import D\n",
    "pkg/b.py": "",
    "pkg/c.py": "",
    "pkg/d.pyi": "",
  });
  expect(structure.edges.map(({ to, typeOnly }) => `${to} ${typeOnly}`)).toEqual([
    "pkg/b.py true",
    "pkg/c.py false",
    "pkg/d.pyi false",
  ]);
});

test("text in strings and comments is no import", async () => {
  expect(
    await arrowsOf({ "a.py": '"""\nimport b\nfrom b import x\n"""\n# import b\ns = """\nimport b"""\n', "b.py": "" }),
  ).toEqual([]);
});

test("the outline of a module", async () => {
  const { outlines } = await structureOf({
    "m.py": `#!/usr/bin/env python
"""Works with things. And more."""
from other import helper, Base
LIMIT: int = 3
a, _b = 1, 2

class Thing(Base, metaclass=M):
    """A thing."""
    size: int = 0

    def grow(self, by: int = 1) -> "Thing":
        return helper(by)

    @property
    def area(self): ...

try:
    import fast
except ImportError:
    def fast(x): return x

@cached
async def run(first, *args, key: str = "a,b", **rest) -> None:
    '''Runs it! Now.'''
    await helper()
`,
    "other.py": "def helper(): ...\nclass Base: ...\n",
  });
  const outline = outlines[0];
  expect(outline).toMatchObject({ parsed: true, doc: "Works with things." });
  expect(outline?.symbols.map(({ name, kind, exported }) => `${name} ${kind} ${exported}`)).toEqual([
    "LIMIT constant true",
    "a variable true",
    "_b variable false",
    "Thing class true",
    "fast function true",
    "run function true",
  ]);
  expect(outline?.symbols[3]).toMatchObject({
    signature: "class Thing(Base, metaclass=M)",
    doc: "A thing.",
    uses: ["Base", "helper"],
  });
  expect(outline?.symbols[3]?.members.map(({ name, kind, signature }) => `${kind} ${name}: ${signature}`)).toEqual([
    "field size: size: int = 0",
    'method grow: def grow(self, by: int = 1) -> "Thing"',
    "method area: def area(self)",
  ]);
  expect(outline?.symbols[5]).toMatchObject({
    signature: 'async def run(first, *args, key: str = "a,b", **rest) -> None',
    doc: "Runs it!",
    parameters: ["first", "*args", "key", "**rest"],
    uses: ["helper"],
  });
});

test("__all__ decides what is exported, and test functions are cases", async () => {
  const { outlines } = await structureOf({
    "m.py": '__all__ = ["_shown"]\ndef _shown(): ...\ndef hidden(): ...\n',
    "test_m.py":
      "def test_one(): ...\ndef helper(): ...\nclass TestMore:\n    def test_two(self): ...\n    def setup(self): ...\n",
  });
  expect(outlines[0]?.symbols.map(({ name, exported }) => [name, exported])).toEqual([
    ["_shown", true],
    ["hidden", false],
  ]);
  expect(outlines[1]?.testCases).toEqual(["test_one", "test_two"]);
});
