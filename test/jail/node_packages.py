"""node_packages.py ASSAY: programs that use real npm packages do in a jail what they do outside.

The packages are those that npm itself is made of, so they are where Node.js with npm is. Each line
of node_packages.tsv is one: its name, a program to which the package is `p`, and what it prints. At
the limits of `standard`, with fs.write, which is /tmp here, and nothing else granted. A package that
this npm does not have is counted as missing. Prints what failed, and the counts.
"""
import csv
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDERS = ["/usr/lib/node_modules/npm/node_modules", "/usr/share/nodejs"]
# tools/gate/policy.cpp: the ceiling of `standard`.
LIMITS = ["--wall-ms", "60000", "--cpu-ms", "30000", "--memory-mib", "1024", "--output-kib", "8192",
          "--file-mib", "256", "--processes", "64", "--open-files", "256"]


def run(assay, folder, program):
    with tempfile.NamedTemporaryFile("w", suffix=".js") as file:
        file.write(f'const p = require("{folder}");\n{program}\n')
        file.flush()
        command = [assay, "jail", "run", *LIMITS, "--grant", "fs.write", "--profile", "node",
                   "--program", file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip(), done.stderr.strip()


def main():
    passed = failed = missing = 0
    with open(os.path.join(HERE, "node_packages.tsv"), encoding="utf-8") as file:
        for name, program, wanted in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            folder = next((os.path.join(place, name) for place in FOLDERS
                           if os.path.isdir(os.path.join(place, name))), None)
            if not folder:
                missing += 1
                continue
            output, errors = run(sys.argv[1], folder, program)
            if output == wanted and not errors:
                passed += 1
            else:
                failed += 1
                print(f"FAILED {name}: {output!r}, want {wanted!r}: {errors[:300]}")
    print(f"{passed} packages, {failed} failed, {missing} not installed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
