#!/usr/bin/env python3
"""Which planted faults the two front ends find, and what they say of the corrected twins.

usage: planted_faults.py ASSAY FOLDER [--verbose]

FOLDER holds .txt files of C programs, each behind a line "//--- CWE-name/faulty.c" or
"//--- CWE-name/fixed.c". A faulty program marks the line of its fault with "// fault". A fault is
found if that line has a finding of MEDIUM or more; a twin counts against us if any of its lines
has one that is about the same weakness or none of whose lines should. Prints, by CWE and front
end: pairs, faults found, twins with a finding.
"""
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

SERIOUS = ("MEDIUM", "HIGH", "BLOCKED")


def programs(folder):
    """(name, kind, text) of each program."""
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".txt"):
            continue
        with open(os.path.join(folder, file), encoding="utf-8") as text:
            parts = re.split(r"^//--- (\S+)/(faulty|fixed)\.c\n", text.read(), flags=re.M)
        for name, kind, code in zip(parts[1::3], parts[2::3], parts[3::3]):
            yield name, kind, code


def scan(assay, folder, *options):
    done = subprocess.run([assay, "scan", "--no-config", "--format", "json", *options, folder],
                          stdout=subprocess.PIPE, check=False)
    return {os.path.basename(file["path"]): file for file in json.loads(done.stdout)["files"]}


def serious(file):
    return {(finding["line"], finding["rule"])
            for finding in file["findings"] if finding["level"] in SERIOUS}


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--verbose"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    assay = shutil.which(arguments[0])
    corpus = arguments[1]
    if not assay:
        sys.exit(f"{arguments[0]}: no such program")
    wanted = {}
    with tempfile.TemporaryDirectory() as folder:
        commands = []
        for name, kind, code in programs(corpus):
            path = f"{name}.{kind}.c"
            with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                file.write(code)
            wanted[path] = [number for number, line in enumerate(code.split("\n"), 1)
                            if line.endswith("// fault")]
            commands.append({"directory": folder, "file": path, "arguments": ["cc", path]})
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
            json.dump(commands, file)
        fronts = {"tree-sitter": scan(assay, folder, "--no-clang"), "clang": scan(assay, folder)}
    count = collections.Counter()
    for path, lines in sorted(wanted.items()):
        cwe = path.split("-")[0]
        count[cwe, "pairs"] += bool(lines)
        for front, files in fronts.items():
            found = serious(files[path])
            if lines and front == "clang":
                count[cwe, "unread"] += files[path]["frontend"] != "clang"
            hit = bool(found) if not lines else any(line in lines for line, _ in found)
            count[cwe, front, "found" if lines else "twins"] += hit
            if "--verbose" in sys.argv and hit != bool(lines):
                print(f"{front:12}{path}: {'missed' if lines else sorted(found)}")
    print(f"{'CWE':8}{'pairs':>6}{'tree-sitter':>13}{'twins':>7}{'clang':>7}{'twins':>7}"
          f"{'not compiled':>14}")
    cwes = sorted({key[0] for key in count}, key=int)
    for cwe in cwes + ["all"]:
        total = [sum(count[(one, *key)] for one in (cwes if cwe == "all" else [cwe]))
                 for key in (("pairs",), ("tree-sitter", "found"), ("tree-sitter", "twins"),
                             ("clang", "found"), ("clang", "twins"), ("unread",))]
        print(f"{cwe:8}{total[0]:6}{total[1]:13}{total[2]:7}{total[3]:7}{total[4]:7}{total[5]:14}")


main()
