#!/usr/bin/env python3
"""Load the service with judgements of a 100-line program, on one core.

usage: service_load.py [--seconds S]

Starts `assay serve --workers 1` pinned to one processor, and prints, as TSV,

    alone      requests a second that one thread in this process judges through the library
    service    requests a second of the service, kept busy by 8 connections (and the ratio)
    overload   answered, refused, the median and p99 of both, in ms, when requests come at twice the
               rate of `service`, each from a connection of its own and whether or not the last was
               answered; the line holds 16

A refusal is the JSON-RPC error -32000. Needs `assay` in PATH, ASSAY_LIBRARY and PYTHONPATH.
"""
import argparse
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading
import time

import assay

BUSY = -32000
CONNECTIONS = 8

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
parser.add_argument("--seconds", type=float, default=5)
options = parser.parse_args()

# A hundred lines of everyday code: functions, loops, text, a few imports.
CODE = "import json\nimport os\nimport re\nimport sys\n" + "".join(
    f"\ndef step{i}(rows, name='n{i}'):\n    total = 0\n    for row in rows:\n"
    f"        if row.get(name) and re.match('[a-z]+', row[name]):\n            total += len(row[name])\n"
    f"    return json.dumps({{name: total}})\n" for i in range(13)) + "print(step0([]))\n"
assert 95 <= CODE.count("\n") <= 105
REQUEST = {"code": CODE, "language": "python"}

folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-load-"))
path = str(folder / "s.sock")
core = sorted(os.sched_getaffinity(0))[0]


class Client:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rb")

    def call(self, method, params):
        self.socket.sendall(json.dumps(
            {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n")
        return json.loads(self.file.readline())


def alone():
    """One core, as the service has."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    with assay.Gate(config=False, log=folder / "alone", socket="") as gate:
        gate.assess(CODE, "python")
        count, end = 0, time.perf_counter() + options.seconds
        while time.perf_counter() < end:
            gate.assess(CODE, "python")
            count += 1
    os.sched_setaffinity(0, everywhere)
    return count / options.seconds


def saturated():
    counts, end = [0] * CONNECTIONS, time.perf_counter() + options.seconds

    def keep_busy(number):
        client = Client()
        while time.perf_counter() < end:
            assert "result" in client.call("assessCodeOnly", REQUEST)
            counts[number] += 1

    threads = [threading.Thread(target=keep_busy, args=(i,)) for i in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / options.seconds


def overloaded(rate):
    """(answered, refused): milliseconds of each."""
    answered, refused, lock = [], [], threading.Lock()

    def one(client, begin):
        answer = client.call("assessCodeOnly", REQUEST)
        seconds = time.perf_counter() - begin
        if "error" in answer:
            assert answer["error"]["code"] == BUSY, answer
        with lock:
            (refused if "error" in answer else answered).append(seconds * 1000)
            idle.append(client)

    # The service takes 64 connections; as many requests can be under way.
    idle, threads = [Client() for _ in range(60)], []
    begin = time.perf_counter()
    for i in range(int(rate * options.seconds)):
        time.sleep(max(0.0, begin + i / rate - time.perf_counter()))
        while True:
            with lock:
                client = idle.pop() if idle else None
            if client:
                break
            time.sleep(0.0005)
        thread = threading.Thread(target=one, args=(client, time.perf_counter()))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return sorted(answered), sorted(refused)


def percentile(values, share):
    return f"{values[min(len(values) - 1, int(len(values) * share))]:.1f}" if values else "-"


print("what\tvalue")
in_process = alone()
print(f"alone\t{in_process:.0f} requests/s")
(folder / "policy.yaml").write_text("admission: {waiting: 16}\n")
service = subprocess.Popen(
    ["assay", "serve", "--no-config", "--policy", folder / "policy.yaml", "--socket", path,
     "--workers", "1"], stderr=subprocess.PIPE,
    text=True, env=os.environ | {"ASSAY_LOG": str(folder / "log")},
    preexec_fn=lambda: os.sched_setaffinity(0, {core}))
assert "listening" in service.stderr.readline()
try:
    rate = saturated()
    print(f"service\t{rate:.0f} requests/s, {rate / in_process:.2f} of alone")
    answered, refused = overloaded(2 * rate)
    total = len(answered) + len(refused)
    print(f"overload\t{total / options.seconds:.0f} requests/s came; {len(answered)} answered, median "
          f"{percentile(answered, 0.5)} ms, p99 {percentile(answered, 0.99)} ms; {len(refused)} refused, "
          f"median {percentile(refused, 0.5)} ms, p99 {percentile(refused, 0.99)} ms")
finally:
    service.send_signal(signal.SIGTERM)
    service.wait()
