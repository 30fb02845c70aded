#!/usr/bin/env python3
"""What the two front ends find in the examples of the rules for C and C++.

usage: front_ends.py ASSAY

Writes each example into a folder of its own with a compilation database, scans it through Clang and
by tree-sitter, and prints a table: findings of the example's rule by both, by one, by neither. An
example that Clang cannot compile (it declares too little) is listed and not counted.
"""
import json
import os
import subprocess
import sys
import tempfile


def rules(assay):
    listed = subprocess.check_output([assay, "rules", "list", "--format", "json"])
    return json.loads(listed)["rules"]


def scan(assay, folder, *options):
    """What each file's front end was and which (line, rule) it found there."""
    done = subprocess.run([assay, "scan", "--no-config", "--no-cache", "--format", "json", *options, folder],
                          stdout=subprocess.PIPE, check=False)
    found = {}
    for file in json.loads(done.stdout)["files"]:
        places = {(finding["line"], finding["rule"]) for finding in file["findings"]}
        found[os.path.basename(file["path"])] = (file["frontend"], places)
    return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    assay = sys.argv[1]
    suffixes = {"c": "c", "cpp": "cpp"}
    examples = {}
    with tempfile.TemporaryDirectory() as folder:
        commands = []
        for rule in rules(assay):
            for number, example in enumerate(rule["examples"]):
                if example["language"] not in suffixes:
                    continue
                name = f"{rule['id']}-{number}.{suffixes[example['language']]}"
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(example["code"])
                examples[name] = rule["id"]
                commands.append({"directory": folder, "file": name, "arguments": ["cc", name]})
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
            json.dump(commands, file)
        clang, tree = scan(assay, folder), scan(assay, folder, "--no-clang")
    counts = {"both": 0, "clang only": 0, "tree-sitter only": 0}
    unread = []
    for name, rule in sorted(examples.items()):
        front, by_clang = clang[name]
        if front != "clang":
            unread.append(name)
            continue
        one = {place for place in by_clang if place[1] == rule}
        other = {place for place in tree[name][1] if place[1] == rule}
        counts["both"] += len(one & other)
        counts["clang only"] += len(one - other)
        counts["tree-sitter only"] += len(other - one)
        for line, _ in sorted(one ^ other):
            print(f"{name}:{line}: {'clang' if (line, rule) in one else 'tree-sitter'} only")
    print(f"\n{len(examples)} examples, {len(unread)} that Clang cannot compile")
    for name in unread:
        print(f"  {name}")
    for what, count in counts.items():
        print(f"{what:18}{count:5}")


main()
