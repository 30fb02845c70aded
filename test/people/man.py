"""Has every manual page read by mandoc and groff, who must find no fault with it, and compares what they
show with the help text.

usage: man.py FOLDER      with the pages in FOLDER/man1
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

pages = sorted(pathlib.Path(sys.argv[1], "man1").iterdir())
commands = subprocess.run(["assay", "man", "--list"], stdout=subprocess.PIPE, check=True, text=True).stdout.split("\n")[:-1]
want = {"assay.1"} | {f"assay-{name.replace(' ', '-')}.1" for name in commands}
if {page.name for page in pages} != want or len(want) < 25:
    sys.exit(f"pages: {[page.name for page in pages]}")


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout


def words(text):
    return re.sub(r"\s+", "", text)


for page in pages:
    # groff -ww warns of everything.
    faults = run("groff", "-ww", "-man", "-Tutf8", "-z", page)
    if shutil.which("mandoc"):
        faults += run("mandoc", "-Tlint", "-Wwarning", page)
    if faults:
        sys.exit(f"{page}: {faults}")
for name in commands:
    page = pathlib.Path(sys.argv[1], "man1", f"assay-{name.replace(' ', '-')}.1")
    shown = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou", "-rLL=300n", "-rHY=0", page], stdout=subprocess.PIPE, check=True,
                           text=True).stdout
    text = subprocess.run(["assay", *name.split(), "--help"], stdout=subprocess.PIPE, check=True, text=True).stdout
    for line in text.split("\n"):
        if line.strip() and not re.match("usage: |options$|examples$|exit status$", line) and words(line) not in words(shown):
            # An option and what it does stand on one line of a help text, on two of a page.
            parts = re.split("  +", line.strip())
            if not all(words(part) in words(shown) for part in parts):
                sys.exit(f"{page} does not show: {line}")
print("held:", len(pages), "pages")
