"""stress.py ASSAY: while stress-ng does its worst in a jail at `untrusted`, this host stays usable.

Each stressor runs alone for a second. Meanwhile this process does what anybody on the host does, again
and again: starts a program and writes a file. It prints for each stressor how the jail ended, and how
long that took at the median and at worst; it fails if the worst is over MOST_MS or a jail did not end
in time. Processes that outlive their jail are a failure too.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

# tools/gate/policy.cpp: the ceiling of `untrusted`, but for the time.
LIMITS = ["--wall-ms", "3000", "--cpu-ms", "2000", "--memory-mib", "256", "--file-mib", "16",
          "--processes", "16", "--open-files", "64"]
SECONDS = "1"
STRESSORS = {
    "fork": ["--fork", "4"],
    "memory": ["--bigheap", "2", "--bigheap-growth", "16M"],
    "vm": ["--vm", "2", "--vm-bytes", "512M"],
    "files": ["--hdd", "2", "--hdd-bytes", "6M"],
    "sockets": ["--sock", "2"],
}
GRANTS = ["--grant", "process.fork", "--grant", "process.exec", "--grant", "fs.write",
          "--grant", "net.listen"]
# A shared machine with two processors has such moments by itself; a host that is lost has them for
# seconds.
MOST_MS = 2000


def respond(stop, times):
    while not stop.is_set():
        begin = time.monotonic()
        subprocess.run(["/bin/true"], check=True)
        with tempfile.TemporaryFile() as file:
            file.write(b"x" * 4096)
            file.flush()
        times.append((time.monotonic() - begin) * 1000)
        time.sleep(0.005)


def survivors():
    found = 0
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/comm", encoding="ascii", errors="replace") as file:
                found += file.read().startswith("stress-ng")
        except OSError:
            pass
    return found


def run(assay, name, words):
    stop, times = threading.Event(), []
    watcher = threading.Thread(target=respond, args=(stop, times))
    watcher.start()
    command = [assay, "jail", "run", *LIMITS, *GRANTS, "--format", "json", "--", "stress-ng",
               *words, "--timeout", SECONDS, "--temp-path", "/tmp", "--no-rand-seed"]
    begin = time.monotonic()
    done = subprocess.run(command, capture_output=True, check=False)
    taken = time.monotonic() - begin
    stop.set()
    watcher.join()
    if done.returncode == 125:
        print(f"FAILED {name}: no jail: {done.stderr.decode()}")
        return False
    result = json.loads(done.stdout)
    left = survivors()
    good = max(times) < MOST_MS and taken < 5 and left == 0
    print(f"{'ok' if good else 'FAILED'}\t{name}\t{result['reason']}\t{result['wallMs']} ms\t"
          f"host {statistics.median(times):.1f} ms, worst {max(times):.0f} ms\t{left} left")
    return good


def main():
    results = [run(sys.argv[1], name, words) for name, words in STRESSORS.items()]
    print(f"{len(results)} stressors, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
