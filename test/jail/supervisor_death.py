"""supervisor_death.py ASSAY [ROUNDS]: kills the supervisor at random moments; nothing may be left.

No process, no mount, no cgroup, no temporary file.
"""
import os
import random
import signal
import subprocess
import sys
import time

ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
random.seed(4)
# In the arguments of every jailed process, and of nothing else.
mark = f"supervisor-death-{os.getpid()}"


def survivors():
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue
        if mark.encode() in words and int(number) != os.getpid():
            found.append((number, words))
    return found


def mounts():
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        return len(file.readlines())


def leftovers():
    """Cgroups of supervisors that are dead, and what we would make in the folder for temporary files."""
    found = []
    for top, folders, _ in os.walk("/sys/fs/cgroup"):
        found += [os.path.join(top, name) for name in folders if name.startswith("assay-")
                  and not os.path.exists(f"/proc/{name.split('-')[1]}")]
    return found + [name for name in os.listdir("/tmp") if name.startswith(("assay-jail", ".assay"))]


before = mounts()
before_left = leftovers()
for _ in range(ROUNDS):
    command = [sys.argv[1], "jail", "run", "--grant", "process.exec", "--quiet", "--",
                              "/bin/bash", "-c", "sleep 100 & sleep 100", mark]
    supervisor = subprocess.Popen(command)
    time.sleep(random.uniform(0, 0.03))
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()

deadline = time.monotonic() + 2
while survivors() and time.monotonic() < deadline:
    time.sleep(0.02)
more = set(leftovers()) - set(before_left)
if survivors() or mounts() != before or more:
    sys.exit(f"left: {survivors()}, mounts {before} before and {mounts()} after, {more}")
print("nothing left")
