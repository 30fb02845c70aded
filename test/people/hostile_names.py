"""Makes files whose names and texts try to leave the report that they are quoted in.

usage: hostile_names.py FOLDER
"""
import os
import sys

folder = sys.argv[1]
RISKY = 'import os\nos.system("ls " + name)\n'
NAMES = ["plain.py", "a\x1b[2Jb.py", "new\nline::error.py", "per%cent,comma:colon.py", "<&\">.py",
         "\u202ertl.py", "\u00e9 space.py"]
for name in NAMES:
    text = RISKY if name in NAMES[:2] else "x = 1\n"
    if name == NAMES[2]:
        text = "import sys, os\nos.system('\u00e9' + sys.argv[1])\n"
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)
# A name that is not UTF-8, and a file that is none of ours.
with open(os.path.join(os.fsencode(folder), b"\xff.py"), "wb") as file:
    file.write(b"import os\n" + b"\0" * 9)
