"""cpython_suite.py ASSAY: CPython's own tests of the modules in cpython_modules.txt pass in a jail.

At the limits of `standard` and with nothing granted: none of these needs another process or a
network. That is how we know that the jail does not break honest programs. Prints the modules that
failed and a count; "no test suite" where Debian's libpython3.11-testsuite is not installed.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# tools/gate/policy.cpp: the ceiling of `standard`.
LIMITS = ["--wall-ms", "60000", "--cpu-ms", "30000", "--memory-mib", "1024", "--output-kib", "8192",
          "--file-mib", "256", "--processes", "64", "--open-files", "256"]
# So many together stay far below the 30 s of processor time.
GROUP = 15


def run(assay, modules):
    command = [assay, "jail", "run", *LIMITS, "--format", "json", "--",
               "/usr/bin/python3", "-m", "test", *modules]
    done = subprocess.run(command, capture_output=True, check=False)
    result = json.loads(done.stdout)
    if result["reason"] == "exit" and result["exitCode"] == 0:
        return ""
    lines = [line for line in result["output"].splitlines() if "failed" in line or "skipped" in line]
    return f"{result['reason']} {result['exitCode']} after {result['wallMs']} ms: " + "; ".join(lines)


def main():
    if not os.path.exists("/usr/lib/python3.11/test/test_dict.py"):
        print("no test suite: install libpython3.11-testsuite")
        return
    with open(os.path.join(HERE, "cpython_modules.txt"), encoding="ascii") as file:
        modules = file.read().split()
    failed = 0
    for first in range(0, len(modules), GROUP):
        group = modules[first:first + GROUP]
        problem = run(sys.argv[1], group)
        if problem:
            failed += 1
            print(f"FAILED {' '.join(group)}: {problem}")
    print(f"{len(modules)} modules, {failed} groups failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
