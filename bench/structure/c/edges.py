#!/usr/bin/env python3
"""Lists which file includes which, as gcc says. Needs gcc (g++) and Python 3.9 or later.

    python3 edges.py --tree CLEAN --root BUILT --commands compile_commands.json \
        --about "repository zlib 1.2.13, Debian source package" [--closure FILE] > c-zlib.txt

BUILT is a configured copy of CLEAN; compile_commands.json comes from CMake
(-DCMAKE_EXPORT_COMPILE_COMMANDS=ON), from meson or from log-compiler.py. Every
command is run again with `-E -dI`, which prints each #include that gcc carries
out, also where a guard makes the file empty; the linemarkers say which file the
line stands in. Where gcc enters the file, the linemarker names it; where a guard
keeps gcc out, the command's folders are searched as gcc does. Only files that
CLEAN has count: what a configuration writes is in no repository.

--closure writes a second list: per compiled file all that `gcc -M` names.
"""
import argparse, json, os, re, shlex, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

MARK = re.compile(rb'^# (\d+) "((?:[^"\\]|\\.)*)"((?: \d)*)$')
INCLUDE = re.compile(rb'^#(include|include_next|import)\s+(["<])([^">]+)[">]')


def main():
    options = argparse.ArgumentParser()
    for name in ("tree", "root", "commands", "about"):
        options.add_argument(f"--{name}", required=True)
    options.add_argument("--closure")
    options.add_argument("--most", type=int, default=100000, help="how many commands at most, evenly spread")
    given = options.parse_args()
    places = Places(given.tree, given.root)
    commands = [each for each in json.load(open(given.commands)) if is_wanted(each, places)]
    step = max(1, -(-len(commands) // given.most))
    edges, closures, failed = {}, {}, 0
    with ThreadPoolExecutor(2) as pool:
        for unit, found, closure in pool.map(lambda each: read_unit(each, places), commands[::step]):
            if found is None:
                failed += 1
                continue
            for file, targets in found.items():
                edges.setdefault(file, set()).update(targets)
            closures.setdefault(unit, set()).update(closure)
    print(f"{len(closures)} units read, {failed} not compiled here", file=sys.stderr)
    version = subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True).stdout.strip()
    about = [given.about, f"tool gcc {version}", "made by gcc -E -dI on every compile command (bench/structure/c/edges.py)"]
    write(sys.stdout, about, edges)
    if given.closure:
        with open(given.closure, "w") as out:
            write(out, about, closures)


class Places:
    """Paths of the built copy as paths of the repository."""

    def __init__(self, tree, root):
        self.tree, self.root = os.path.realpath(tree), os.path.realpath(root)

    def of(self, path):
        real = os.path.realpath(path)
        if not real.startswith(self.root + "/"):
            return None
        name = os.path.relpath(real, self.root)
        return name if os.path.isfile(os.path.join(self.tree, name)) else None


def is_wanted(command, places):
    unit = os.path.join(command["directory"], command["file"])
    return places.of(unit) is not None and re.search(r"\.(c|cc|cpp|cxx|c\+\+|C)$", unit) is not None


def arguments_of(command):
    """The command without what compiles, writes or makes dependency files."""
    words = command.get("arguments") or shlex.split(command["command"])
    kept, skip = [], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            skip = True
        elif word in ("-c", "-MD", "-MMD", "-MP", "-MM", "-M", "-g") or word.startswith(("-Wp,", "-Werror", "-MF", "-MT")):
            pass
        else:
            kept.append(word)
    driver = "g++" if re.search(r"(\+\+|clang\+\+)(-\d+)?$", words[0]) or re.search(r"\.(cc|cpp|cxx|C)$", command["file"]) else "gcc"
    return [driver, *kept]


def folders_of(arguments, directory):
    """What -iquote, -I, -isystem and -idirafter name, in gcc's order."""
    found = {"-iquote": [], "-I": [], "-isystem": [], "-idirafter": []}
    words = iter(arguments)
    for word in words:
        for flag, folders in found.items():
            if word == flag:
                folders.append(next(words))
            elif word.startswith(flag):
                folders.append(word[len(flag):])
    # A folder that is also given with -isystem is searched there alone.
    system = {os.path.realpath(os.path.join(directory, each)) for each in found["-isystem"]}
    found["-I"] = [each for each in found["-I"] if os.path.realpath(os.path.join(directory, each)) not in system]
    quote = [os.path.join(directory, each) for each in found["-iquote"]]
    return quote, [os.path.join(directory, each) for flag in ("-I", "-isystem", "-idirafter") for each in found[flag]]


def read_unit(command, places):
    directory = command["directory"]
    unit = places.of(os.path.join(directory, command["file"]))
    arguments = arguments_of(command)
    result = subprocess.run([*arguments, "-E", "-dI", "-w"], cwd=directory, capture_output=True)
    depends = subprocess.run([*arguments, "-M", "-w", "-MT", "x"], cwd=directory, capture_output=True, text=True)
    if result.returncode != 0 or depends.returncode != 0:
        return unit, None, None
    quote, folders = folders_of(arguments, directory)
    closure = set()
    for name in depends.stdout.replace("\\\n", " ").partition(":")[2].split():
        path = places.of(os.path.join(directory, name))
        if path and path != unit:
            closure.add(f"import {path}")
    edges, lines, stack, waiting = {unit: set()}, [], [], None
    for line in result.stdout.split(b"\n"):
        if not line.startswith(b"#"):
            continue
        mark = MARK.match(line)
        if mark:
            path = os.path.join(directory, mark[2].decode(errors="replace"))
            flags = mark[3].split()
            if b"1" in flags:
                if waiting is not None:
                    waiting.append(path)
                stack.append(path)
                # A file that gcc reads and that includes nothing is judged, too.
                if places.of(path):
                    edges.setdefault(places.of(path), set())
                waiting = None
            elif b"2" in flags:
                stack.pop()
                waiting = None
            elif not stack:
                stack.append(path)
            # Any other marker gives a line again, or the name that #line pretends.
            continue
        include = INCLUDE.match(line)
        if not include:
            continue
        current = stack[-1]
        written = include[3].decode(errors="replace")
        search = ([os.path.dirname(current), *quote] if include[2] == b'"' else []) + folders
        waiting = []
        lines.append((places.of(current), current, include[1].decode(), written, search, waiting))
    for source, current, kind, written, search, entered in lines:
        if source is None:
            continue
        target = entered[0] if entered else first(search, written, current if kind == "include_next" else None)
        path = places.of(target) if target else None
        edges.setdefault(source, set())
        if path and path != source:
            edges[source].add(f"import {path}")
    return unit, edges, closure


def first(search, written, after):
    """The file gcc opens; for #include_next the folders after the one that holds the current file."""
    if after is not None:
        own = [index for index, folder in enumerate(search) if os.path.realpath(os.path.join(folder, written)) == os.path.realpath(after)]
        search = search[own[0] + 1:] if own else search
    for folder in search:
        path = os.path.join(folder, written)
        if os.path.isfile(path):
            return path
    return written if os.path.isabs(written) and os.path.isfile(written) else None


def write(out, about, needs):
    for line in about:
        out.write(f"# {line}\n")
    for file in sorted(needs):
        out.write(f"{file}\n")
        for target in sorted(needs[file]):
            out.write(f"\t{target}\n")


main()
