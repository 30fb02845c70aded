"""Makes places that are awkward to write to: a folder `%` full of links, a name that leaves no room for
another, a set-uid file."""
import os
import shutil
import sys

TEXT = "import yaml\nyaml.load(text)\n"
root = sys.argv[1]
shutil.rmtree(root, ignore_errors=True)
os.makedirs(f"{root}/%")
open(f"{root}/out", "w").close()
for name in ("%/a.py", "n" * 250 + ".py", "z.py"):
    with open(f"{root}/{name}", "w") as file:
        file.write(TEXT)
os.chmod(f"{root}/z.py", 0o4755)
for digit in "0123456789abcdef":
    os.symlink(root, f"{root}/{digit}")
