#!/usr/bin/env python3
"""Compares assay with Bandit on labelled programs.

usage: bandit_table.py [--assay PATH] [--bandit PATH] FOLDER...

A FOLDER holds programs and manifest.jsonl, one line a program: {"path": ..., "language": "python",
"label": "risky" | "vulnerable" | "benign" | "safe"}. Only Python counts, the language that Bandit
reads. "expect": "MEDIUM" says that MEDIUM is right for it; at HIGH such a program is left out. Both tools look at all of it; a program counts as flagged at a level when a finding has that
severity or a higher one (assay: when the program has that level or a higher one). Prints one table
with recall (of the programs to be flagged) and false positive rate (of the others), or "-" where
there are none. Nothing is run but the two scanners.
"""
import argparse
import json
import os
import subprocess
import sys

ASSAY_LEVELS = {"LOW": 0, "MEDIUM": 1, "HIGH": 2, "BLOCKED": 3}
BANDIT_LEVELS = {"UNDEFINED": 0, "LOW": 0, "MEDIUM": 1, "HIGH": 2}
THRESHOLDS = (("MEDIUM", 1), ("HIGH", 2))


def output_of(command, good=(0, 1)):
    """What a scanner prints; both use exit status 1 for findings."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in good:
        sys.exit("%s: exit status %d\n%s" % (" ".join(command), done.returncode, done.stderr[-2000:]))
    return json.loads(done.stdout)


def place(path):
    return os.path.realpath(path)


def assay_levels(program, folder):
    document = output_of([program, "scan", "--no-config", "--no-cache", "--no-ignore", "--format",
                          "json", folder])
    return {place(file["path"]): ASSAY_LEVELS[file["level"]] for file in document["files"]}


def bandit_levels(program, folder):
    document = output_of([program, "-q", "-r", "-f", "json", "--ignore-nosec", folder])
    levels = {}
    for result in document["results"]:
        path = place(result["filename"])
        levels[path] = max(levels.get(path, 0), BANDIT_LEVELS[result["issue_severity"]])
    return levels


def read_programs(folder):
    """(path, must it be flagged, is that at HIGH too) of each Python program."""
    with open(os.path.join(folder, "manifest.jsonl"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [(place(os.path.join(folder, row["path"])), row["label"] in ("risky", "vulnerable"),
             row.get("expect") != "MEDIUM") for row in rows if row["language"] == "python"]


def rate(flagged, total):
    return "-" if total == 0 else "%.3f" % (flagged / total)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assay", default="build/bin/assay")
    parser.add_argument("--bandit", default="bandit")
    parser.add_argument("folder", nargs="+")
    chosen = parser.parse_args()
    print("%-20s %-8s %-8s %9s %9s %9s" % ("programs", "level", "scanner", "count", "recall", "FPR"))
    for folder in chosen.folder:
        programs = read_programs(folder)
        found = {"assay": assay_levels(chosen.assay, folder),
                 "bandit": bandit_levels(chosen.bandit, folder)}
        good = [path for path, wanted, _ in programs if not wanted]
        for name, level in THRESHOLDS:
            bad = [path for path, wanted, at_high in programs if wanted and (level < 2 or at_high)]
            for scanner, levels in found.items():
                flagged = {path for path, reached in levels.items() if reached >= level}
                print("%-20s %-8s %-8s %9d %9s %9s" % (
                    os.path.basename(os.path.normpath(folder)), name, scanner, len(bad) + len(good),
                    rate(sum(path in flagged for path in bad), len(bad)),
                    rate(sum(path in flagged for path in good), len(good))))


if __name__ == "__main__":
    main()
