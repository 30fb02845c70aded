"""Sets assay's rules beside the checks of other scanners.

usage: coverage.py ASSAY ROOT [--write]

Joins the `covers` of each built-in rule (`ASSAY rules list --format json`) with the list of checks
in ROOT/analyzer/rules/coverage.tsv. Every check must be covered by a rule or declined with a reason,
not both, and a rule must name checks of the list. Then ROOT/analyzer/rules/COVERAGE.md must be what
the two give; --write writes it. Exits 1 with "path: what is wrong" for each fault.
"""
import json
import os
import subprocess
import sys


def read_checks(path):
    """check -> (what it looks for, why it is declined or "")."""
    checks = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                check, looks_for, reason = line.rstrip("\n").split("\t")
                checks[check] = (looks_for, reason)
    return checks


def faults(checks, covered):
    for check in sorted(set(covered) - set(checks)):
        yield "rule %s covers %s, which is not in coverage.tsv" % (covered[check][0], check)
    for check, (_, reason) in checks.items():
        if check in covered and reason:
            yield "%s is covered by %s and declined" % (check, covered[check][0])
        if check not in covered and not reason:
            yield "%s is neither covered by a rule nor declined with a reason" % check


def document(checks, covered):
    lines = ["# What other scanners find, and which rule finds it here", "",
             "Made by test/style/coverage.py from the rules and coverage.tsv; a test fails when it is"
             " out of date.", ""]
    tools = list(dict.fromkeys(check.split("/")[0] for check in checks))
    lines += ["| scanner | checks | covered | declined |", "| --- | ---: | ---: | ---: |"]
    for tool in tools:
        mine = [check for check in checks if check.startswith(tool + "/")]
        count = sum(check in covered for check in mine)
        lines.append("| %s | %d | %d | %d |" % (tool, len(mine), count, len(mine) - count))
    for tool in tools:
        lines += ["", "## " + tool, "", "| check | looks for | here |", "| --- | --- | --- |"]
        for check, (looks_for, reason) in checks.items():
            if check.startswith(tool + "/"):
                rules = ", ".join("[%s](%s.yaml)" % (rule, rule) for rule in covered.get(check, []))
                lines.append("| %s | %s | %s |" % (check.split("/", 1)[1], looks_for,
                                                   rules or "declined: " + reason))
    return "\n".join(lines) + "\n"


def main(assay, root, write):
    folder = os.path.join(root, "analyzer", "rules")
    listing = subprocess.run([assay, "rules", "list", "--format", "json"], check=True,
                             capture_output=True, text=True).stdout
    covered = {}
    for rule in json.loads(listing)["rules"]:
        for check in rule["covers"]:
            covered.setdefault(check, []).append(rule["id"])
    checks = read_checks(os.path.join(folder, "coverage.tsv"))
    wrong = list(faults(checks, covered))
    path = os.path.join(folder, "COVERAGE.md")
    if write and not wrong:
        with open(path, "w", encoding="utf-8") as file:
            file.write(document(checks, covered))
    if not wrong:
        with open(path, encoding="utf-8") as file:
            if file.read() != document(checks, covered):
                wrong.append("out of date: run test/style/coverage.py ASSAY ROOT --write")
    for fault in wrong:
        print("analyzer/rules/COVERAGE.md: " + fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], "--write" in sys.argv[3:]))
