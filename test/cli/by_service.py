#!/usr/bin/env python3
"""Run commands without a service and with one, compare them, and print what by-service.test expects.

usage: by_service.py FOLDER     FOLDER has the programs; $ASSAY_LOG is set
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

folder = pathlib.Path(sys.argv[1])
socket = str(folder / "s.sock")
(folder / "bytes.py").write_text("import sys\ndata = sys.stdin.buffer.read()\n"
                                 "sys.stdout.buffer.write(data[::-1])\nsys.exit(len(data))\n")
(folder / "network.py").write_text("import socket\ntry:\n    socket.socket().connect(('127.0.0.1', 9))\n"
                                   "except OSError:\n    print('denied')\n")
(folder / "latin1.py").write_bytes(b"# -*- coding: latin-1 -*-\nprint(len('\xe4'))\n")
(folder / "empty.yaml").write_text("decisions: {LOW: allow}\n")


def run(*words, served, input=b"\xff\x00z", **environment):
    environment = os.environ | {"ASSAY_SOCKET": socket if served else ""} | environment
    done = subprocess.run(["assay", *words], cwd=folder, env=environment, input=input,
                          capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def without_what_differs(text):
    """Names of requests, numbers of records, times."""
    text = re.sub(rb"[0-9a-f]{32,64}|20\d\d-\S+Z", b"ID", text)
    if not text.startswith(b"{"):
        return text
    document = json.loads(text)
    for key in ("records", "time", "limits", "reasons"):
        document.pop(key, None)
    for key in ("wallMs", "cpuMs", "setUpUs", "peakMemoryBytes"):
        document.get("execution", {}).pop(key, None)
    return document


def judged_by_service():
    lines = subprocess.run(["assay", "audit", "log", "--format", "json", "--type", "assessment"],
                           capture_output=True, text=True, check=True).stdout
    return lines.count('"service"')


commands = [line.split() for line in (
    "assess low.py", "assess --all medium.py", "assess --format json high.py", "run low.py",
    "run medium.py", "run high.py", "run --yes high.py", "run blocked.py")]
commands.append(["run", "--override", "--reason", "seen and understood", "blocked.py"])
commands.append(["run", "--override", "--reason", "no", "blocked.py"])
commands += [line.split() for line in (
    "run bytes.py", "run network.py", "run --format json low.py", "run latin1.py")]

service = subprocess.Popen(["assay", "serve", "--socket", socket], stderr=subprocess.PIPE, text=True)
assert "listening" in service.stderr.readline()
for command in commands:
    alone, served = run(*command, served=False), run(*command, served=True)
    same = alone[0] == served[0] and all(
        without_what_differs(a) == without_what_differs(b) for a, b in zip(alone[1:], served[1:]))
    print(f"{' '.join(command)}: " + (f"the same, {alone[0]}" if same else f"{alone} {served}"))

(folder / "much.py").write_text("import sys\nsys.stdout.write('x' * 4_000_000)\n" + "#\n" * 1000)
reader = subprocess.Popen(["assay", "run", "much.py"], cwd=folder, stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, env=os.environ | {"ASSAY_SOCKET": socket})
time.sleep(6)  # Longer than the service waits for a client that does not read.
print("a slow reader gets all of it:", len(reader.communicate()[0]))

count = judged_by_service()
# One by each `assess`, two by each `run`; none for the reason that is none and what is not UTF-8.
print("asked the service:", count)
run("run", "--no-service", "low.py", served=True)
run("run", "--policy", "empty.yaml", "low.py", served=True)
run("run", "low.py", served=False)
run("run", "low.py", served=True, ASSAY_LOG=str(folder / "other"))
print("--no-service, --policy, ASSAY_SOCKET empty, another log:", judged_by_service() - count)

(folder / "sleep.py").write_text("import time\nprint(1, flush=True)\ntime.sleep(60)\n")
waiting = subprocess.Popen(["assay", "run", "sleep.py"], cwd=folder, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                           env=os.environ | {"ASSAY_SOCKET": socket})
waiting.stdout.readline()
service.send_signal(signal.SIGKILL)
service.wait()
errors = waiting.communicate()[1]
print(f"killed in the middle: {waiting.returncode},", errors.strip().split("error: ")[-1])
print("afterwards by itself:", run("run", "low.py", served=True)[0])
