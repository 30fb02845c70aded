"""probes.py ASSAY [--table]: runs every probe of hostile/probes.tsv, as who runs this and as nobody.

Each probe is one program in one jail at the limits of `untrusted`. What it says about itself is not
believed alone: how it ended is the supervisor's word, and whether anything of it still lives is
looked up here. Prints one line for each that failed, a table with --table, and the counts.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HOSTILE = os.path.join(HERE, "hostile")
PROFILES = {".py": "python3", ".js": "node", ".sh": "bash", ".c": "native"}
# tools/gate/policy.cpp: the ceiling of `untrusted`.
LIMITS = {"--wall-ms": "10000", "--cpu-ms": "5000", "--memory-mib": "256"}
# What may pass between a deadline and the end of everything, on a busy machine. The jail itself
# needs a few milliseconds; the middle of all is printed.
LATE_MS = 2000


def compiled(name, folder):
    source = os.path.join(HOSTILE, name)
    if not name.endswith(".c"):
        return source
    program = os.path.join(folder, name[:-2])
    if not os.path.exists(program):
        subprocess.run(["cc", "-O1", "-w", "-pthread", "-o", program, source, "-lrt"], check=True)
    return program


def survivors(mark):
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                if mark.encode() in file.read().split(b"\0"):
                    found.append(number)
        except OSError:
            pass
    return found


class Runner:
    """Runs each different command once, however many probes read its result."""

    def __init__(self, assay, folder):
        self.assay, self.folder, self.results = assay, folder, {}
        self.secret = os.path.join(folder, "secret")
        self.workspace = os.path.join(folder, "workspace")

    def prepare(self):
        with open(self.secret, "w", encoding="ascii") as file:
            file.write("secret\n")
        shutil.rmtree(self.workspace, ignore_errors=True)
        os.makedirs(os.path.join(self.workspace, "gone"))
        for name in ("a", "mode", "gone/x"):
            with open(os.path.join(self.workspace, name), "w", encoding="ascii") as file:
                file.write("old\n")
        os.symlink(self.secret, os.path.join(self.workspace, "link"))

    def fill(self, words):
        words = words.replace("%secret", self.secret).replace("%workspace", self.workspace)
        return [] if words == "-" else words.split()

    def run(self, user, program, words, options):
        key = (user, program, words, options)
        if key not in self.results:
            self.results[key] = self.start(user, program, words, options)
        return self.results[key]

    def start(self, user, program, words, options):
        self.prepare()
        mark = f"probe-{os.getpid()}-{len(self.results)}"
        options = self.fill(options)
        limits = [word for name, value in LIMITS.items() if name not in options
                  for word in (name, value)]
        command = [self.assay, "jail", "run", "--format", "json", *limits, *options,
                   "--profile", PROFILES[os.path.splitext(program)[1]],
                   "--program", "/dev/stdin", "--", *self.fill(words)]
        # The C programs do not mind one more argument, by which their processes can be found.
        if program.endswith(".c"):
            command += ["all", mark] if words == "-" else [mark]
        if user == "nobody":
            command = ["/usr/bin/python3", os.path.join(HERE, "as_nobody.py"), *command]
        with open(compiled(program, self.folder), "rb") as file:
            done = subprocess.run(command, stdin=file, capture_output=True, timeout=60, check=False)
        try:
            result = json.loads(done.stdout)
        except ValueError:
            said = done.stderr.decode(errors="replace").strip()
            return {"problem": said or f"status {done.returncode}"}
        left = survivors(mark)
        if left:
            result["problem"] = f"still alive: {left}"
        if result["reason"] == "wall-time":
            wanted = int((limits + options)[(limits + options).index("--wall-ms") + 1])
            result["late"] = result["wallMs"] - wanted
            if result["late"] > LATE_MS:
                result["problem"] = f"dead {result['late']} ms after its deadline"
        return result


def holds(want, result):
    kind, _, value = want.partition(":")
    if kind == "says":
        return value in result["output"].splitlines()
    if kind == "reason":
        return result["reason"] == value
    if kind == "exit":
        return result["exitCode"] == int(value)
    if kind == "signal":
        return result["signal"] == int(value)
    if kind == "code":
        return any(violation["code"] == value for violation in result["violations"])
    raise ValueError(f"unknown want {want}")


def verdict(wants, result):
    """Empty if all is as it must be."""
    if "problem" in result:
        return result["problem"]
    if "ESCAPED" in result["output"] + result["errors"]:
        return "it says that it escaped: " + result["output"][:300]
    for want in wants.split(","):
        if not any(holds(either, result) for either in want.split("|")):
            return f"want {want}, got {result['reason']} {result['exitCode']} {result['signal']}: " \
                   f"{result['output'][-300:]!r} {result['errors'][-200:]!r}"
    return ""


def skipped(program):
    if program.endswith(".js") and not os.path.exists("/usr/bin/node"):
        return "no /usr/bin/node"
    return ""


def main():
    assay = shutil.which(sys.argv[1])
    table = "--table" in sys.argv
    with open(os.path.join(HOSTILE, "probes.tsv"), encoding="ascii") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    users = ["root", "nobody"] if os.geteuid() == 0 else ["self"]
    passed, failed, left_out, late = 0, 0, 0, []
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        runner = Runner(assay, folder)
        for number, name, program, words, options, wants in rows:
            for user in users:
                reason = skipped(program)
                if reason:
                    left_out += 1
                    print(f"SKIPPED {number} {name} ({user}): {reason}")
                    continue
                result = runner.run(user, program, words, options)
                problem = verdict(wants, result)
                failed += bool(problem)
                passed += not problem
                if "late" in result:
                    late.append(result["late"])
                if problem:
                    print(f"FAILED {number} {name} ({user}): {problem}")
                elif table:
                    print(f"{number}\t{name}\t{user}\t{result['reason']}\t{wants}")
    late = sorted(late) or [0]
    numbers = {row[0] for row in rows}
    print(f"{len(numbers)} attacks, {len(rows)} probes; deadlines passed by {late[len(late) // 2]} ms "
          f"in the middle, {late[-1]} ms at most")
    print(f"{passed} passed, {failed} failed, {left_out} skipped")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
