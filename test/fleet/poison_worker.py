"""`assay worker` that dies at a job whose id says so, as one does when the kernel has no memory left.

usage: poison_worker.py FOLDER COMMAND... < JOBS

Leaves a file in FOLDER for each job that it was given.
"""
import json
import os
import subprocess
import sys

folder, command = sys.argv[1], sys.argv[2:]
with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:
    for number, line in enumerate(sys.stdin.buffer):
        name = json.loads(line).get("id", "")
        with open(os.path.join(folder, f"{os.getpid()}-{number}"), "w", encoding="utf-8") as file:
            file.write(name)
        if name.startswith("poison"):
            worker.kill()
            os._exit(9)
        worker.stdin.write(line)
        worker.stdin.flush()
        while answer := worker.stdout.readline():
            sys.stdout.buffer.write(answer)
            sys.stdout.buffer.flush()
            if json.loads(answer)["kind"] == "end":
                break
    worker.stdin.close()
