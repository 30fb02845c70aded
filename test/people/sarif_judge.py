"""Shows our SARIF to Sarif.Multitool. Its exit status is 0 whatever it finds, so its report is read.

usage: sarif_judge.py FOLDER MULTITOOL      with the files to scan in FOLDER/work
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
WORK = ROOT / "work"


def tool(*arguments):
    subprocess.run([sys.argv[2], *arguments, "--log", "ForceOverwrite"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)


def results(name):
    with open(ROOT / name, encoding="utf-8-sig") as file:
        return json.load(file)["runs"][0]["results"]


def scan(name):
    subprocess.run(["assay", "scan", "--no-config", "--all", "--output", f"sarif={ROOT / name}", "."],
                   cwd=WORK, stdout=subprocess.DEVNULL)


scan("old.sarif")
tool("validate", "old.sarif", "--rule-kind", "Sarif;Gh", "--level", "Error;Warning",
     "-o", "faults.sarif")
faults = [(r["ruleId"], r["message"]) for r in results("faults.sarif")]
if faults:
    sys.exit(f"faults: {faults}")

for path in WORK.glob("*.py"):
    if path.name.isascii():
        path.write_text("# one\n# two\n" + path.read_text())
scan("new.sarif")
tool("match-results-forward", "new.sarif", "--previous", "old.sarif", "-o", "matched.sarif")
states = [r["baselineState"] for r in results("matched.sarif")]
if len(states) < 4 or set(states) - {"unchanged", "updated"}:
    sys.exit(f"states: {states}")
print("held")
