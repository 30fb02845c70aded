#!/usr/bin/env python3
"""Measures the language server: from a keystroke to the diagnostics that follow it.

usage: lsp_latency.py [LINES [KEYSTROKES]]      with `assay` on the PATH

Opens a Python file of LINES lines (5,000) and types KEYSTROKES characters (200) into its middle, each
after the diagnostics of the one before have come. Prints times in milliseconds, by the clock and by
the processor (all threads of the server), and, last, the memory that it holds with nothing to do.
"""
import os
import statistics
import sys
import time

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "people"))
from language_client import Client  # noqa: E402



def processor_ms(pid):
    """What the threads of a process have run so far."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e6


lines = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
keys = int(sys.argv[2]) if len(sys.argv) > 2 else 200
BLOCK = ["def handler_{0}(request, limit={0}):", "    total = 0", "    for item in request.items[:limit]:",
         "        if item.size > {0} and item.name != 'x':", "            total += item.size * {0}",
         "    log.info('total %d of %s', total, request.name)", "    return {{'total': total, 'id': {0}}}", ""]
text = "import os, logging\nlog = logging.getLogger(__name__)\n"
text += "\n".join(BLOCK[i % len(BLOCK)].format(i // len(BLOCK)) for i in range(lines - 4))
text += "\nos.system('ls ' + name)\n"

start = time.perf_counter()
client = Client()
started = time.perf_counter() - start
uri = "file:///big.py"
start = time.perf_counter()
client.open(uri, text)
client.published(uri, 1)
opened = time.perf_counter() - start

times, busy = [], []
for key in range(keys):
    place = {"line": lines // 2, "character": key}
    start, before = time.perf_counter(), processor_ms(client.process.pid)
    client.notify("textDocument/didChange", textDocument={"uri": uri, "version": key + 2},
                  contentChanges=[{"range": {"start": place, "end": place}, "text": "#"}])
    assert client.published(uri, key + 2)
    times.append((time.perf_counter() - start) * 1000)
    busy.append(processor_ms(client.process.pid) - before)

with open(f"/proc/{client.process.pid}/status", encoding="ascii") as file:
    memory = next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024
client.end()
print(f"{lines} lines, {len(text) / 1024:.0f} KiB, {keys} keystrokes")
print(f"start to initialized  {started * 1000:.1f} ms")
print(f"open to diagnostics   {opened * 1000:.1f} ms")
for name, column in (("keystroke           ", times), ("processor a keystroke", busy)):
    column.sort()
    print(f"{name:21} median {statistics.median(column):.1f}, "
          f"p99 {column[int(len(column) * 0.99)]:.1f}, worst {column[-1]:.1f} ms")
print(f"memory                {memory:.0f} MiB")
