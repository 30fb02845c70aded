"""Runs `assay worker` and kills the process of its first job once it says that it is alive."""
import os
import signal
import subprocess
import sys

with open(sys.argv[1], "rb") as jobs:
    worker = subprocess.Popen(["assay", "worker", "--no-config", "--heartbeat", "1"], stdin=jobs,
                              stderr=subprocess.PIPE, text=True)
sys.stderr.write(worker.stderr.readline())
with open(f"/proc/{worker.pid}/task/{worker.pid}/children", encoding="ascii") as children:
    os.kill(int(children.read().split()[0]), signal.SIGKILL)
sys.stderr.write(worker.stderr.read())
sys.exit(worker.wait())
