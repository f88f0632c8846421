#!/usr/bin/env python3
"""Stands in for gcc and g++ in a build and writes down how it is called, without compiling.

    make -k -i CC="python3 /path/log-compiler.py gcc" CXX="python3 /path/log-compiler.py g++"

with COMMANDS_LOG naming the file that gets one JSON object a line. Outputs are made as empty files, so that make goes
on; what only asks something (-E, -M, --version, …) goes to the compiler itself. `python3 log-compiler.py --collect LOG`
prints the log as compile_commands.json.
"""
import json, os, sys


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--collect"]:
        print(json.dumps([json.loads(line) for line in open(arguments[1])], indent=0))
        return
    sources = [word for word in arguments[1:] if word.endswith((".c", ".cc", ".cpp", ".cxx", ".C"))]
    asks = {"-E", "-M", "-MM", "--version", "-v", "-dumpversion", "-dumpmachine", "-print-search-dirs", "-print-multiarch"}
    if asks & set(arguments) or (not sources and "-o" not in arguments):
        os.execvp(arguments[0], arguments)
    with open(os.environ["COMMANDS_LOG"], "a") as log:
        for source in sources:
            others = [word for word in arguments if word == source or word not in sources]
            log.write(json.dumps({"directory": os.getcwd(), "file": source, "arguments": others}) + "\n")
    if "-o" in arguments:
        outputs = [arguments[arguments.index("-o") + 1]]
    else:
        outputs = [os.path.splitext(os.path.basename(source))[0] + ".o" for source in sources] if "-c" in arguments else ["a.out"]
    for output in outputs:
        open(output, "w").close()
    for word in arguments:
        if word.startswith("-Wp,-MMD,") or word.startswith("-Wp,-MD,"):
            open(word.split(",")[2], "w").close()


main()
