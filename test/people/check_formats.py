"""Reads the reports of formats.test with readers of other people, and compares them.

usage: check_formats.py PREFIX

Each report is PREFIX plus an extension.
"""
import json
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

prefix = sys.argv[1]


def read(extension):
    with open(f"{prefix}.{extension}", encoding="utf-8") as file:
        return json.load(file)


def same(what, got, want):
    if got != want:
        sys.exit(f"{what}:\n got {got}\nwant {want}")


document = read("json")
LISTED = ("MEDIUM", "HIGH", "BLOCKED")
findings = [(f["path"], finding) for f in document["files"] for finding in f["findings"]]
listed = [(path, f) for path, f in findings if f["level"] in LISTED]
prints = sorted(f["fingerprint"] for _, f in listed)
paths = sorted({path for path, _ in listed})
same("files with findings", paths, ["a\x1b[2Jb.py", "new\nline::error.py", "plain.py"])
same("errors", len(document["errors"]), 1)
same("fingerprints are unique", len(set(prints)), len(prints))

with open(f"{prefix}.jsonl", encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
same("jsonl", sorted(line["fingerprint"] for line in lines if "fingerprint" in line),
     sorted(f["fingerprint"] for _, f in findings))
same("jsonl errors", sum("error" in line for line in lines), 1)

run = read("sarif")["runs"][0]
same("sarif", sorted(r["partialFingerprints"]["assay/v1"] for r in run["results"]), prints)
for result in run["results"]:
    same("ruleIndex", run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"], result["ruleId"])
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert urllib.parse.unquote(uri) in paths, uri
    assert ":" in result["partialFingerprints"]["primaryLocationLineHash"]
flow = next(r for r in run["results"] if r["ruleId"] == "shell-untrusted-command")
steps = flow["codeFlows"][0]["threadFlows"][0]["locations"]
# The accented letter is one character of two bytes.
region = steps[-1]["location"]["physicalLocation"]["region"]
same("columns are characters", (region["startColumn"], region["endColumn"]), (1, 29))
assert run["invocations"][0]["executionSuccessful"] is False

diagnostics = [d for d in read("rdjson")["diagnostics"] if "code" in d]
same("rdjson", sorted(d["location"]["path"] for d in diagnostics), sorted(p for p, _ in listed))
region = next(d for d in diagnostics if d["code"]["value"] == "shell-untrusted-command")
same("columns are bytes", region["location"]["range"]["end"], {"column": 30, "line": 2})

same("code quality", sorted(i["fingerprint"] for i in read("quality") if i["check_name"] != "not-judged"),
     prints)
sast = read("sast")
same("sast", sorted(v["id"] for v in sast["vulnerabilities"]), prints)
for vulnerability in sast["vulnerabilities"]:
    assert vulnerability["identifiers"][0]["name"]
    assert vulnerability["location"]["file"] in paths
same("sast status", sast["scan"]["status"], "failure")

suite = ElementTree.parse(f"{prefix}.xml").getroot()[0]
same("junit tests", (suite.get("tests"), suite.get("failures"), suite.get("errors")), ("8", "3", "1"))
same("junit failures", len(list(suite.iter("failure"))), len(listed))

with open(f"{prefix}.github", encoding="utf-8") as file:
    commands = file.read().splitlines()
same("each line is ours", [c for c in commands if not c.startswith(("::error file=", "::warning file=", "assay: "))], [])
same("github", sum("shell-" in c for c in commands), len(listed))
assert commands[0].startswith("::error file=new\\nline%3A%3Aerror.py,line=2,"), commands[0]
