#!/usr/bin/env python3
"""Edges of a Rust repository as rustc sees them, for bench/structure/compare.ts.

Needs rustc 1.63 and cargo (the last releases with -Zsave-analysis went out in 2023), and the crates the repository
depends on. In the repository:

    RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsave-analysis --cap-lints allow" cargo check --workspace --all-targets
    python3 truth.py NAME VERSION ORIGIN . [FOLDER ...] > rust-NAME.txt

Files below the FOLDERs are not judged: there something did not compile, and the analysis is incomplete.

An edge leads from a file to the file of each `mod`, and to the file where rustc says that a name of a `use` is defined.
Other names are references, which the analysis knows only in part (it has no macros), so they are not listed. What a
macro has made has no place of its own; it counts to the file of the module the path names. `include!` and its like, but
for those of `#[doc]`, are read from the text and kept when cargo's dep-info lists the file.
"""
import glob
import json
import os
import re
import sys

name, version, origin, root = sys.argv[1:5]
root = os.path.realpath(root)
analyses = []
for path in sorted(glob.glob(root + "/target/debug/deps/save-analysis/*.json")
                   + glob.glob(root + "/target/debug/build/*/save-analysis/*.json")):
    analyses.append(json.load(open(path)))


def key(analysis):
    crate = analysis["prelude"]["crate_id"]
    return (crate["name"], tuple(crate["disambiguator"]))


def place(file_name):
    path = os.path.normpath(os.path.join(root, file_name))
    # A link is no file of the repository's own.
    if os.path.islink(path):
        return None
    return os.path.relpath(path, root) if path.startswith(root + "/") and "/target/" not in path else None


# Where every definition of the workspace stands, by crate.
definitions = {}
for analysis in analyses:
    table = definitions.setdefault(key(analysis), {})
    for each in analysis["defs"]:
        file = place(each["value"] if each["kind"] == "Mod" else each["span"]["file_name"])
        if each["kind"] == "Mod" and each["value"].startswith("<"):
            file = place(each["span"]["file_name"])
        table[each["id"]["index"]] = (each["kind"], file, each)

texts = {}
starts = {}


def text_of(file):
    if file not in texts:
        try:
            texts[file] = open(os.path.join(root, file), "rb").read()
        except OSError:
            texts[file] = b""
        starts[file] = [0] + [match.end() for match in re.finditer(rb"\n", texts[file])]
    return texts[file]


def offset(file, line, column):
    """Bytes from the file's start: those of the analysis count through all files, its columns are characters."""
    text = text_of(file)
    start = starts[file][line - 1] if line - 1 < len(starts[file]) else len(text)
    return start + len(text[start:start + 4000].decode("utf8", "ignore")[:column - 1].encode())


edges = {}
unknown = []
macro_files = {}


def macro_file(word):
    """The one file that defines a macro of this name: macros have no definition in the analysis."""
    if word not in macro_files:
        found = set()
        for judged in edges:
            if re.search(rb"macro_rules!\s*" + re.escape(word.encode()) + rb"\b", text_of(judged)):
                found.add(judged)
        macro_files[word] = found
    found = macro_files[word]
    return next(iter(found)) if len(found) == 1 else None


def add(source, target):
    if source is not None and target is not None and source != target:
        edges.setdefault(source, set()).add(target)


for analysis in analyses:
    table = definitions[key(analysis)]
    for each in analysis["defs"]:
        file = place(each["span"]["file_name"])
        if file is not None:
            edges.setdefault(file, set())
        if each["kind"] == "Mod":
            # A module's span lies in its own file, so the module above says where it is declared.
            for child in each["children"]:
                kind, inner, _ = table.get(child["index"]) or (None, None, None)
                if kind == "Mod" and inner is not None:
                    edges.setdefault(inner, set())
                    add(table[each["id"]["index"]][1], inner)

for analysis in analyses:
    for each in analysis["imports"] + analysis["refs"]:
        span = each["span"]
        file = place(span["file_name"])
        if file is not None:
            span["byte_start"] = offset(file, span["line_start"], span["column_start"])
            span["byte_end"] = offset(file, span["line_end"], span["column_end"])

pending = []
for analysis in analyses:
    crates = {0: key(analysis)}
    for each in analysis["prelude"]["external_crates"]:
        crates[each["num"]] = (each["id"]["name"], tuple(each["id"]["disambiguator"]))

    def find(reference):
        table = definitions.get(crates.get(reference["krate"]))
        if table is None:
            return "outside"
        if reference["index"] == 0:
            return table.get(0) or "outside"
        return table.get(reference["index"])

    # Modules by where their names are written, for what macros have made.
    modules = {}
    for each in analysis["refs"]:
        if each["kind"] == "Mod":
            found = find(each["ref_id"])
            if isinstance(found, tuple):
                modules[(each["span"]["file_name"], each["span"]["byte_end"])] = found

    def before(file, start):
        """The module named before a segment: `module::` or `module::{ …`."""
        text = text_of(file)
        at = start
        depth = 0
        while at > 0:
            at -= 1
            char = text[at:at + 1]
            if char == b"}":
                depth += 1
            elif char == b"{":
                if depth == 0:
                    break
                depth -= 1
            elif char == b":" and depth == 0:
                at += 1
                break
            elif char == b";":
                return None
        while at > 0 and (text[at - 1:at] in b": \n\t{" and text[at - 1:at] != b""):
            at -= 1
        return at

    def unresolved(file_name, file, span, modules=modules, own=definitions[key(analysis)]):
        start = span["byte_start"]
        module = modules.get((file_name, before(file, start)))
        if module is not None:
            return module[1]
        if text_of(file)[:start].rstrip().endswith((b"crate::", b"crate::{")):
            return own.get(0, (None, None))[1]
        return None

    for each in analysis["imports"]:
        file_name = each["span"]["file_name"]
        file = place(file_name)
        if file is not None and each["kind"] == "ExternCrate":
            start = each["span"]["byte_start"]
            line = text_of(file)[text_of(file).rfind(b"\n", 0, start) + 1:start + 100]
            crate = re.search(rb"extern\s+crate\s+(\w+)", line)
            for known, table in definitions.items():
                # Tests and programs are roots too; what other crates name is the library.
                if crate and known[0] == crate[1].decode() and known in crates.values() and 0 in table:
                    add(file, table[0][1])
            continue
        if file is None or each.get("ref_id") is None:
            if file is not None and each["kind"] == "GlobUse":
                module = modules.get((file_name, before(file, each["span"]["byte_start"])))
                if module:
                    add(file, module[1])
            continue
        found = find(each["ref_id"])
        if found == "outside":
            continue
        if found is None:
            pending.append((file_name, file, each["span"], each["name"], unresolved))
        else:
            add(file, found[1])

for file_name, file, span, word, unresolved in pending:
    target = macro_file(word) or unresolved(file_name, file, span)
    if target is None:
        unknown.append(f"{file}:{span['line_start']} {word}")
    else:
        add(file, target)

listed = set()
for path in glob.glob(root + "/target/debug/deps/*.d") + glob.glob(root + "/target/debug/build/*/*.d"):
    for each in re.findall(r"^(\S+):\s*$", open(path).read(), re.M):
        listed.add(place(each))
for file in list(edges):
    for _, target in re.findall(rb"(?<!doc = )include(_str|_bytes)?!\s*\(\s*\"([^\"]+)\"\s*,?\s*\)", text_of(file)):
        path = place(os.path.join(os.path.dirname(os.path.join(root, file)), target.decode()))
        if path in listed:
            add(file, path)

print(f"# repository {name} {version}, {origin}")
print("# tool rustc 1.63.0, -Zsave-analysis, default features")
print("# made by bench/structure/rust/truth.py")
for file in sorted(edges):
    if not file.endswith(".rs") or file.startswith(tuple(sys.argv[5:])):
        continue
    print(file)
    for target in sorted(edges[file]):
        print(f"\timport {target}")
for each in sorted(set(unknown)):
    print("unknown:", each, file=sys.stderr)
