"""peers.py [--assay FILE] [--rounds N] [FOLDER...]: assay scan against ast-grep and Bandit.

The Python and JavaScript files of the folders (by default Python's own library and
grammars/node_modules) are copied into a folder of their own, so that all judge the same files.
assay, with all its rules and data flow, and ast-grep, with the 50 patterns of peers_rules.yml, run
in turns on two processors, and the best round counts; then assay and Bandit on the Python files
alone. Prints for each the wall time, the processor time and the peak of memory, and the ratios.

`tools/setup --bench` installs both: ast-grep from npm, pinned in package-lock.json, and Debian's
Bandit. What is missing is left out and said so.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AST_GREP = HERE / "node_modules/@ast-grep/cli-linux-x64-gnu/ast-grep"
BANDIT = pathlib.Path("/usr/bin/bandit")
SUFFIXES = (".py", ".js")
PROCESSORS = 2
# A file over this is a bundle or a table, of which tools leave out more or less.
MAX_BYTES = 1_000_000


def copy_sources(folders, target):
    """Copies to target/py and target/js; returns files and bytes by language."""
    counts = {suffix: [0, 0] for suffix in SUFFIXES}
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix not in SUFFIXES or path.is_symlink() or not path.is_file():
                continue
            size = path.stat().st_size
            if size > MAX_BYTES:
                continue
            count = counts[path.suffix]
            to = target / path.suffix[1:] / f"{count[0] // 1000}" / f"{count[0]}{path.suffix}"
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
            count[0] += 1
            count[1] += size
    return counts


def run(command):
    """Seconds of wall and processor time, and MB at the peak."""
    begin = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command[0]} failed: status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(commands, rounds):
    """The round with the least wall time of each command, in turns."""
    results = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            results[name].append(run(command))
    return {name: min(values) for name, values in results.items()}


def show(title, results):
    print(f"\n{title}\n{'':12}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'wall, assay = 1':>18}")
    base = results["assay"][0]
    for name, (wall, cpu, peak) in results.items():
        print(f"{name:12}{wall:9.2f}{cpu:9.2f}{peak:9.0f}{wall / base:18.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default=ROOT / "build/bin/assay", metavar="FILE")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("folders", nargs="*", metavar="FOLDER",
                        default=[sysconfig.get_paths()["stdlib"], ROOT / "grammars/node_modules"])
    options = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
    assay = [options.assay, "scan", "--no-ignore", "--format", "json", "--jobs", PROCESSORS]
    with tempfile.TemporaryDirectory() as name:
        target = pathlib.Path(name)
        for suffix, (files, size) in copy_sources(options.folders, target).items():
            print(f"{suffix[1:]}: {files} files, {size / 1e6:.1f} MB")
        if AST_GREP.exists():
            show("ast-grep, Python and JavaScript", best({
                "assay": [*assay, target],
                "ast-grep": [AST_GREP, "scan", "--rule", HERE / "peers_rules.yml", "--json=stream",
                             "--no-ignore", "hidden", "-j", PROCESSORS, target],
            }, options.rounds))
        else:
            print("\nast-grep is not there: run tools/setup --bench")
        if BANDIT.exists():
            show("Bandit, Python", {
                **best({"assay": [*assay, target / "py"]}, options.rounds),
                **best({"bandit": [BANDIT, "-q", "-r", "-f", "json", "-o", os.devnull,
                                   target / "py"]}, 1),
            })
        else:
            print("\nBandit is not there: run tools/setup --bench")


main()
