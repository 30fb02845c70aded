#!/usr/bin/env python3
"""Measures the language server: from a keystroke to the diagnostics that follow it.

usage: lsp_latency.py [LINES [KEYSTROKES]]      with `assay` on the PATH

Opens a Python file of LINES lines (5,000) and types KEYSTROKES characters (200) into its middle, each
after the diagnostics of the one before have come. Prints times in milliseconds and, last, the memory
that the server holds with nothing to do.
"""
import os
import statistics
import sys
import time

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "people"))
from language_client import Client  # noqa: E402

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

times = []
for key in range(keys):
    place = {"line": lines // 2, "character": key}
    start = time.perf_counter()
    client.notify("textDocument/didChange", textDocument={"uri": uri, "version": key + 2},
                  contentChanges=[{"range": {"start": place, "end": place}, "text": "#"}])
    assert client.published(uri, key + 2)
    times.append((time.perf_counter() - start) * 1000)

with open(f"/proc/{client.process.pid}/status", encoding="ascii") as file:
    memory = next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024
client.end()
times.sort()
print(f"{lines} lines, {len(text) / 1024:.0f} KiB, {keys} keystrokes")
print(f"start to initialized  {started * 1000:.1f} ms")
print(f"open to diagnostics   {opened * 1000:.1f} ms")
print(f"keystroke             median {statistics.median(times):.1f}, "
      f"p99 {times[int(len(times) * 0.99)]:.1f}, worst {times[-1]:.1f} ms")
print(f"memory                {memory:.0f} MiB")
