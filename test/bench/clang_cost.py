#!/usr/bin/env python3
"""What reading C and C++ through Clang costs, next to the compiler, clang-tidy and other scanners.

usage: clang_cost.py BUILD COMPILE_COMMANDS [ROUNDS]

BUILD is a build of assay with its Clang parts. For the units of the database: the CPU time (user
and system, the least of ROUNDS, default 3) of each program over all of them, as seconds and as a
ratio to what it stands next to, and what the scanners find. Rounds are interleaved, so that what
else the machine does meets all of them; still, measure on a quiet one.
"""
import json
import os
import resource
import shlex
import subprocess
import sys

CLANG, TIDY = "clang-19", "clang-tidy-19"


def units(database):
    """(directory, file, arguments without compiler, -c, -o and file) of each unit, once."""
    seen = {}
    with open(database, encoding="utf-8") as text:
        for entry in json.load(text):
            words = entry.get("arguments") or shlex.split(entry["command"])
            kept, skip = [], False
            for word in words[1:]:
                if skip or word in ("-c", "-o", entry["file"]):
                    skip = not skip and word == "-o"
                    continue
                kept.append(word)
            path = os.path.join(entry["directory"], entry["file"])
            seen.setdefault(path, (entry["directory"], path, kept))
    return list(seen.values())


def used():
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def run(command, directory=None, text=None):
    return subprocess.run(command, cwd=directory, input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False).stdout


def per_unit(all_units, make):
    def measured():
        for directory, path, arguments in all_units:
            run(make(path, arguments), directory)
    return measured


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build, database = (os.path.abspath(path) for path in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    every = units(database)
    files = [path for _, path, _ in every]
    module = os.path.join(build, "lib/assay/llvm-19/AssayTidyModule.so")
    plugin = os.path.join(build, "lib/assay/llvm-19/AssayClangPlugin.so")
    requests = "".join(json.dumps({"file": path, "directory": directory, "arguments": arguments}) +
                       "\n" for directory, path, arguments in every).encode()
    assay = os.path.join(build, "bin/assay")
    scan = [assay, "scan", "--no-config", "--format", "json", "-p", database, *files]
    compiled = per_unit(every, lambda path, words:
                        [CLANG, "-O1", "-w", "-c", "-o", "/dev/null", *words, path])
    plugged = per_unit(every, lambda path, words:
                       [CLANG, "-O1", "-w", f"-fplugin={plugin}", "-c", "-o", "/dev/null", *words,
                        path])
    tidy = [TIDY, "-p", os.path.dirname(database), "-quiet"]
    rows = [
        ("clang -fsyntax-only", None, per_unit(every, lambda path, words:
                                               [CLANG, "-fsyntax-only", "-w", *words, path])),
        ("assay-clang", "clang -fsyntax-only",
         lambda: run([os.path.join(build, "bin/assay-clang")], None, requests)),
        ("assay scan, all of it", "clang -fsyntax-only", lambda: run(scan)),
        ("clang -O1", None, compiled),
        ("clang -O1 with the plugin", "clang -O1", plugged),
        ("clang-tidy, one check", None,
         lambda: run([*tidy, "-checks=-*,misc-unused-alias-decls", *files])),
        ("clang-tidy, assay-*", "clang-tidy, one check",
         lambda: run([*tidy, f"-load={module}", "-checks=-*,assay-*", *files])),
        ("assay scan, tree-sitter", "clang -fsyntax-only",
         lambda: run([assay, "scan", "--no-config", "--no-clang", "--format", "json", *files])),
        ("flawfinder", "clang -fsyntax-only", lambda: run(["flawfinder", "-QD", *files])),
        ("cppcheck", "clang -fsyntax-only", lambda: run(["cppcheck", "-q", *files])),
    ]
    best = {}
    for _ in range(rounds):
        for name, _, measured in rows:
            before = used()
            measured()
            best[name] = min(best.get(name, 1e9), used() - before)
    print(f"{len(every)} units, least of {rounds}\n{'':28}{'CPU s':>8}{'ratio':>8}")
    for name, beside, _ in rows:
        ratio = f"{best[name] / best[beside]:8.2f}" if beside else ""
        print(f"{name:28}{best[name]:8.2f}{ratio}")
    findings(scan, files)


def findings(scan, files):
    """How many places each scanner names, and how many of those another names too."""
    places = {"assay": set(), "flawfinder": set(), "cppcheck": set()}
    for file in json.loads(run(scan))["files"]:
        for finding in file["findings"]:
            if finding["level"] != "LOW":
                places["assay"].add((os.path.basename(file["path"]), finding["line"]))
    for line in run(["flawfinder", "-QDS", "-m", "3", *files]).decode("utf-8", "replace").split("\n"):
        parts = line.split(":")
        if len(parts) > 2 and parts[1].isdigit():
            places["flawfinder"].add((os.path.basename(parts[0]), int(parts[1])))
    checked = subprocess.run(["cppcheck", "-q", "--template={file}:{line}", *files],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False).stderr
    for line in checked.decode("utf-8", "replace").split("\n"):
        path, _, number = line.rpartition(":")
        if number.isdigit():
            places["cppcheck"].add((os.path.basename(path), int(number)))
    print(f"\n{'lines named':28}{'all':>8}{'shared':>8}")
    for name, own in places.items():
        others = set().union(*(other for key, other in places.items() if key != name))
        print(f"{name:28}{len(own):8}{len(own & others):8}")


main()
