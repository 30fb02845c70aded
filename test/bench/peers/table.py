"""table.py [--install] [--assay FILE] [--rounds N] [--megabytes N] [FOLDER...]: assay and its peers.

Copies Python, JavaScript and C files of the folders (by default Python's own library and
grammars/node_modules) into a folder of their own, evenly chosen where there is more than
--megabytes of a language, so that all judge the same files, and prints one table: wall and
processor time, peak of memory, findings, and ratios to assay's own rows. Each runs on two
processors, the best of the rounds counts; what takes more than a minute runs once.

assay has all its rules and data flow, without its cache, and once more with it. ast-grep and
Semgrep have the same 50 patterns (patterns.yml), the others their own rules. What is not installed
is left out and said so; --install installs: ast-grep and oxlint from npm, pinned in ../package-lock.json, flawfinder and
cppcheck from Debian (both by `tools/setup --bench`), the rest from PyPI, pinned in requirements*.txt.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
NODE = HERE.parent / "node_modules"
VENVS = ROOT / "build/bench/peers"
SUFFIXES = (".py", ".js", ".c")
PROCESSORS = 2
# A file over this is a bundle or a table, of which tools leave out more or less.
MAX_BYTES = 1_000_000
SLOW_SECONDS = 60
AGAIN = "assay, second run"


def install():
    subprocess.run([ROOT / "tools/setup", "--bench"], check=True)
    for name in ("requirements", "requirements-guarddog"):
        subprocess.run([sys.executable, "-m", "venv", VENVS / name], check=True)
        subprocess.run([VENVS / name / "bin/pip", "-q", "install", "-r", HERE / f"{name}.txt"],
                       check=True)


def copy_sources(folders, target, most):
    """Copies to target/py, target/js and target/c; returns files and bytes by language."""
    counts = {}
    for suffix in SUFFIXES:
        found = [path for folder in folders for path in sorted(pathlib.Path(folder).rglob("*" + suffix))
                 if not path.is_symlink() and path.is_file() and path.stat().st_size <= MAX_BYTES]
        whole = sum(path.stat().st_size for path in found)
        step = max(1.0, whole / most)
        chosen = [found[int(at * step)] for at in range(int(len(found) / step))]
        for number, path in enumerate(chosen):
            to = target / suffix[1:] / f"{number // 1000}" / f"{number}{suffix}"
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
        counts[suffix] = len(chosen), sum(path.stat().st_size for path in chosen)
    return counts


def semgrep_rules(to):
    """The patterns of patterns.yml as Semgrep writes them."""
    rules = []
    for part in (HERE / "patterns.yml").read_text(encoding="utf-8").split("\n---\n"):
        field = dict(re.findall(r"^(id|language): (.*)$", part, re.M))
        pattern = re.search(r"pattern: \|\n((?:    .*\n?)+)", part)
        text = "\n".join(line[4:] for line in pattern[1].splitlines())
        rules.append({"id": field["id"], "languages": [field["language"]], "severity": "WARNING",
                      "message": field["id"], "pattern": re.sub(r"\$\$\$\w*", "...", text)})
    to.write_text(json.dumps({"rules": rules}), encoding="utf-8")


def run(command, environment):
    """Seconds of wall and processor time, MB at the peak of the largest process, and the output."""
    with tempfile.TemporaryFile() as out:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=out,
                                   stderr=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        wall = time.perf_counter() - begin
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        out.seek(0)
        text = out.read().decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1, 3):
        return None
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, usage.ru_maxrss / 1024, text


def best(command, rounds, environment):
    results = []
    for _ in range(rounds):
        result = run(command, environment)
        if result is None:
            return None
        results.append(result)
        if result[0] > SLOW_SECONDS:
            break
    return min(results, key=lambda result: result[1])


def count_assay(text):
    return sum(json.loads(text)["summary"]["findingsByLevel"].values())


def count_lines(text):
    return sum(1 for line in text.splitlines() if line.strip())


def count_guarddog(text):
    return sum(len(value) for value in json.loads(text).get("results", {}).values() if value)


def peers(options, target, rules):
    """(languages, name, program, arguments, count of findings)."""
    venv = VENVS / "requirements/bin"
    assay = ["scan", "--no-config", "--no-ignore", "--format", "json", "--jobs", PROCESSORS]
    return [
        ("py js c", "assay", options.assay, [*assay, "--no-cache"], count_assay),
        ("py js c", AGAIN, options.assay, assay, count_assay),
        ("py js", "ast-grep, 50 patterns", NODE / "@ast-grep/cli-linux-x64-gnu/ast-grep",
         ["scan", "--rule", HERE / "patterns.yml", "--json=stream", "--no-ignore", "hidden",
          "-j", PROCESSORS], count_lines),
        ("py js", "Semgrep, same patterns", venv / "semgrep",
         ["scan", "--config", rules, "--json", "--metrics=off", "--disable-version-check",
          "--no-git-ignore", "-j", PROCESSORS], lambda text: len(json.loads(text)["results"])),
        ("py", "Bandit", venv / "bandit", ["-q", "-r", "-f", "json"],
         lambda text: len(json.loads(text)["results"])),
        ("py", "Ruff, S rules", venv / "ruff",
         ["check", "--isolated", "--no-cache", "--select", "S", "--output-format", "json"],
         lambda text: len(json.loads(text))),
        ("py", "GuardDog", VENVS / "requirements-guarddog/bin/guarddog",
         ["pypi", "scan", "--output-format", "json"], count_guarddog),
        ("js", "oxlint", NODE / ".bin/oxlint",
         ["--no-ignore", "--format", "json", f"--threads={PROCESSORS}"],
         lambda text: len(json.loads(text)["diagnostics"])),
        ("c", "Flawfinder", pathlib.Path("/usr/bin/flawfinder"), ["-D", "-Q", "-S"], count_lines),
        ("c", "Cppcheck, warnings", pathlib.Path("/usr/bin/cppcheck"),
         ["-q", "-j", PROCESSORS, "--enable=warning", "--output-file=/dev/stdout"],
         lambda text: len(re.findall(r"\b(?:error|warning): ", text))),
    ]


def show(title, language, options, target, rules, environment):
    print(f"\n{title}\n{'':24}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'findings':>10}"
          f"{'CPU, assay = 1':>17}")
    base = None
    for languages, name, program, arguments, count in peers(options, target, rules):
        if language not in languages.split():
            continue
        if not pathlib.Path(program).exists():
            print(f"{name:24}is not installed: table.py --install")
            continue
        where = target / language
        if name == AGAIN:
            run([program, *arguments, where], environment)
        result = best([program, *arguments, where], options.rounds, environment)
        if result is None:
            print(f"{name:24}failed")
            continue
        wall, cpu, peak, text = result
        base = base or cpu
        print(f"{name:24}{wall:9.2f}{cpu:9.2f}{peak:9.0f}{count(text):10}{cpu / base:17.2f}",
              flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--assay", default=ROOT / "build/bin/assay", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--megabytes", type=int, default=10, metavar="N")
    parser.add_argument("folders", nargs="*", metavar="FOLDER",
                        default=[sysconfig.get_paths()["stdlib"], ROOT / "grammars/node_modules"])
    options = parser.parse_args()
    if options.install:
        install()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
    with tempfile.TemporaryDirectory() as name:
        target = pathlib.Path(name)
        rules = target / "semgrep.json"
        semgrep_rules(rules)
        environment = dict(os.environ, XDG_CACHE_HOME=str(target / "cache"))
        counts = copy_sources(options.folders, target, options.megabytes * 1_000_000)
        for suffix, (files, size) in counts.items():
            if files:
                show(f"{suffix[1:]}: {files} files, {size / 1e6:.1f} MB", suffix[1:], options, target,
                     rules, environment)


main()
