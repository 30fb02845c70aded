"""Changes files under `assay scan --watch` and reads what it says.

usage: watch.py FOLDER
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
RISKY = 'import os\nos.system("ls " + name)\n'
watcher = subprocess.Popen(["assay", "scan", "--no-config", "--watch", "--format", "json", str(ROOT)],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def judged():
    """What the next report lists: the level of each file."""
    decoder, text = json.JSONDecoder(), ""
    for line in watcher.stdout:
        text += line
        try:
            report = decoder.decode(text)
        except ValueError:
            continue
        assert "waiting for changes" in watcher.stderr.readline()
        return {os.path.relpath(f["path"], ROOT): f["level"] for f in report["files"]}
    sys.exit("the watcher ended")


def same(got, want):
    if got != want:
        sys.exit(f"got {got}\nwant {want}")


same(judged(), {"a.py": "LOW"})
(ROOT / "a.py").write_text(RISKY)
same(judged(), {"a.py": "MEDIUM"})
# As editors save: a new file in the place of the old one.
(ROOT / ".a.py.new").write_text("x = 2\n")
os.replace(ROOT / ".a.py.new", ROOT / "a.py")
same(judged(), {"a.py": "LOW"})
# A folder that comes later is watched as well.
(ROOT / "new").mkdir()
same(judged(), {"a.py": "LOW"})
(ROOT / "new" / "b.sh").write_text("ls\n")
same(judged(), {"a.py": "LOW", "new/b.sh": "LOW"})
# What is no source is none of its business, and many changes are one.
(ROOT / "notes.txt").write_text("x\n")
for i in range(20):
    (ROOT / f"f{i}.py").write_text("x = 1\n")
same(len(judged()), 22)
(ROOT / "new" / "b.sh").unlink()
same(len(judged()), 21)
# What is left out is left out at once.
(ROOT / ".assayignore").write_text("f*.py\n")
same(judged(), {"a.py": "LOW"})
watcher.terminate()
watcher.wait(timeout=60)
print("held")
