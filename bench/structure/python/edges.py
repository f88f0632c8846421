#!/usr/bin/env python3
"""Prints the edges between the Python files of a repository, in the format of bench/structure/edge-list.ts.

    python3 bench/structure/python/edges.py [--title "NAME VERSION, where from"] [--root FOLDER ...] FOLDER

It needs Python 3.10 or later, and runs nothing of the repository. Imports are read by `ast`, those in functions included,
and searched on a path by the finder of the interpreter itself, `importlib.machinery.PathFinder`, so that packages,
namespace packages and modules come in CPython's order. The path of a file is what running it would give: the folder that
holds its outermost package (for a file in no package its own folder), then the roots of the projects around and elsewhere
in the repository, found from pyproject.toml, setup.cfg and setup.py, their `src` and `package_dir`, or given by --root.
Files that Python 3 cannot parse are not judged.

`import a.b` leads to the module a.b alone. `from a import b` leads to the submodule b when a does not bind b otherwise,
else to a.
"""

import argparse
import ast
import configparser
import importlib.machinery
import os
import sys
import warnings

SKIPPED = {".git", ".pc", "node_modules", "__pycache__"}
warnings.simplefilter("ignore")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--title", default="")
    parser.add_argument("--root", action="append", default=[])
    parser.add_argument("folder")
    options = parser.parse_args()
    # No byte code is written or read, and folders are listed once.
    sys.dont_write_bytecode = True
    repository = Repository(os.path.realpath(options.folder), options.root)
    print(f"# repository {options.title}")
    print(f"# tool ast and importlib of Python {sys.version.split()[0]}")
    roots = "".join(f" --root {root}" for root in options.root)
    print(f"# made by python3 bench/structure/python/edges.py{roots} FOLDER")
    for path in sorted(repository.trees, key=lambda path: path.encode("utf-16-be")):
        print(path)
        for target in sorted(repository.needs(path)):
            print(f"\timport {target}")


class Repository:
    def __init__(self, folder, roots):
        self.folder = folder
        self.trees = {}
        self.projects = []
        self.sources = set()
        self.found = {}
        self.bound = {}
        self.prefers_stubs = False
        for current, folders, files in os.walk(folder):
            folders[:] = sorted(name for name in folders if name not in SKIPPED)
            if {"pyproject.toml", "setup.cfg", "setup.py"} & set(files):
                roots_here = project_roots(current)
                self.projects += roots_here
                self.sources |= set(roots_here) - {current}
            for name in sorted(files):
                full = os.path.join(current, name)
                if name.endswith((".py", ".pyi")) and not os.path.islink(full):
                    tree = parse(full)
                    if tree is not None:
                        self.trees[os.path.relpath(full, folder)] = tree
        self.projects = [os.path.join(folder, root) for root in roots] + self.projects

    def needs(self, path):
        needed = set()
        self.prefers_stubs = path.endswith(".pyi")
        for node in ast.walk(self.trees[path]):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    needed.add(self.module(path, alias.name))
            elif isinstance(node, ast.ImportFrom):
                name = self.absolute(path, node)
                for alias in node.names:
                    needed.add(self.member(path, name, node, alias.name))
        return {target for target in needed if target is not None and target != path}

    def absolute(self, path, node):
        """A relative import counts from the folder of its file, whatever that folder's package is called."""
        if node.level == 0:
            return None
        folder = os.path.join(self.folder, os.path.dirname(path))
        for _ in range(node.level - 1):
            folder = os.path.dirname(folder)
        return folder

    def member(self, path, folder, node, name):
        if folder is not None:
            spec = self.within([folder], node.module.split(".") if node.module else [])
        else:
            spec = self.search(path, node.module)
        if spec is None:
            return None
        origin = self.origin(spec)
        if name != "*" and spec.submodule_search_locations is not None:
            inner = self.find(name, tuple(spec.submodule_search_locations))
            if inner is not None and self.origin(inner) is not None:
                if origin is None or not self.binds(origin, name):
                    return self.origin(inner)
        return origin

    def binds(self, init, name):
        """True when a package gives the name another value than its submodule."""
        if init not in self.bound:
            self.bound[init] = bound_names(self.trees.get(init), os.path.basename(os.path.dirname(init)))
        return name in self.bound[init]

    def module(self, path, name):
        spec = self.search(path, name)
        return None if spec is None else self.origin(spec)

    def search(self, path, name):
        parts = name.split(".")
        home = start = os.path.dirname(os.path.join(self.folder, path))
        while is_package(home):
            home = os.path.dirname(home)
        # Between a folder of sources and a package in it lies a namespace.
        sources = [root for root in self.projects if root in self.sources and inside(home, root)]
        if home != start and sources:
            home = max(sources, key=len)
        around = sorted((root for root in self.projects if inside(home, root)), key=len, reverse=True)
        if parts[0] in sys.stdlib_module_names:
            around, others = [], []
        else:
            others = self.projects + [self.folder]
        roots = list(dict.fromkeys([home, *around, *others]))
        # All roots at once, so that a namespace is the sum of its parts; then one by one, since a package of one project
        # does not hide that of the same name from the files of another.
        for locations in [roots, *([root] for root in roots)]:
            spec = self.within(locations, parts)
            # The stubs of other projects tell a type checker about packages that are not in the repository.
            is_stub = spec is not None and str(spec.origin).endswith(".pyi") and path.endswith(".py")
            if spec is not None and not (is_stub and not any(inside(spec.origin, root) for root in [home, *around])):
                return spec
        return None

    def within(self, roots, parts):
        if not parts:
            [root] = roots
            names = ["__init__.pyi", "__init__.py"] if self.prefers_stubs else ["__init__.py", "__init__.pyi"]
            inits = [os.path.join(root, name) for name in names]
            init = next((each for each in inits if os.path.exists(each)), None)
            spec = importlib.machinery.ModuleSpec("", None, origin=init, is_package=True)
            spec.submodule_search_locations = [root]
            return spec
        locations = tuple(roots)
        spec = None
        for part in parts:
            if locations is None:
                return None
            spec = self.find(part, locations)
            if spec is None:
                return None
            locations = None if spec.submodule_search_locations is None else tuple(spec.submodule_search_locations)
        return spec

    def find(self, name, locations):
        key = (name, locations, self.prefers_stubs)
        if key not in self.found:
            spec = importlib.machinery.PathFinder.find_spec(name, list(locations))
            if spec is not None and spec.submodule_search_locations is not None:
                spec.submodule_search_locations = list(spec.submodule_search_locations)
            is_empty = spec is None or spec.origin is None
            self.found[key] = (stub(name, locations) if is_empty or self.prefers_stubs else None) or spec
        return self.found[key]

    def origin(self, spec):
        if spec.origin is None or not inside(spec.origin, self.folder):
            return None
        return os.path.relpath(spec.origin, self.folder)


def stub(name, locations):
    """Type checkers read a stub where there is no source."""
    for folder in locations:
        for path, is_pkg in ((f"{name}/__init__.pyi", True), (f"{name}.pyi", False)):
            full = os.path.join(folder, path)
            if os.path.isfile(full):
                spec = importlib.machinery.ModuleSpec(name, None, origin=full, is_package=is_pkg)
                if is_pkg:
                    spec.submodule_search_locations = [os.path.dirname(full)]
                return spec
    return None


def bound_names(tree, package):
    """The names that the code of a package's __init__ binds to something other than a submodule of the same name."""
    names = set()
    pending = list(tree.body) if tree else []
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            own = node.level == 1 and not node.module or node.level == 0 and node.module.split(".")[-1] == package
            names |= {alias.asname or alias.name for alias in node.names if not own or alias.asname not in (None, alias.name)}
        elif isinstance(node, ast.Import):
            names |= {alias.asname for alias in node.names if alias.asname and alias.name.split(".")[-1] != alias.asname}
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if not isinstance(node, ast.AnnAssign) or node.value is not None:
                    names |= {each.id for each in ast.walk(target) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            pending += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
            for handler in getattr(node, "handlers", []):
                pending += handler.body
    return names


def project_roots(folder):
    """Where a project's packages lie, as its manifests and the usual layout say."""
    roots = []
    config = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        config.read(os.path.join(folder, "setup.cfg"))
        for section, key in (("options", "package_dir"), ("options.packages.find", "where")):
            for line in config.get(section, key, fallback="").splitlines():
                name, _, value = line.partition("=") if key == "package_dir" else ("", "", line)
                if name.strip() == "" and value.strip():
                    roots.append(os.path.normpath(os.path.join(folder, value.strip())))
    except configparser.Error:
        pass
    setup = parse(os.path.join(folder, "setup.py"))
    for node in ast.walk(setup) if setup else []:
        if isinstance(node, ast.keyword) and node.arg == "package_dir" and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values):
                if isinstance(key, ast.Constant) and key.value == "" and isinstance(value, ast.Constant):
                    roots.append(os.path.normpath(os.path.join(folder, value.value)))
    if os.path.isdir(os.path.join(folder, "src")) and not is_package(os.path.join(folder, "src")):
        roots.append(os.path.join(folder, "src"))
    return list(dict.fromkeys([*roots, folder]))


def parse(path):
    try:
        with open(path, "rb") as file:
            return ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None


def is_package(folder):
    return any(os.path.isfile(os.path.join(folder, name)) for name in ("__init__.py", "__init__.pyi"))


def inside(path, folder):
    return path == folder or path.startswith(folder.rstrip("/") + "/")


if __name__ == "__main__":
    main()
