#!/usr/bin/env python3
"""Run programs through the safety API and without it, and compare what they print and how long.

usage: real_use.py [--programs N] [--socket PATH] FOLDER

Takes the first N (300) Python programs of FOLDER by name. Each runs in an empty folder, first by
python3 alone, then through assessAndExecute; one that ends in more than --seconds (5) alone is left
out. Prints each difference and the median of the added time. Run trusted programs only: the first
run has no jail. Needs ASSAY_LIBRARY and PYTHONPATH as the package's README section says.
"""
import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

import assay

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--programs", type=int, default=300)
parser.add_argument("--seconds", type=float, default=5)
parser.add_argument("--socket")
options = parser.parse_args()


def alone(path):
    """(output, status, seconds) of the program without assay, or nothing if it takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        try:
            done = subprocess.run(["/usr/bin/python3", path], cwd=folder, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=options.seconds, check=False)
        except subprocess.TimeoutExpired:
            return None
        return done.stdout.decode(errors="replace"), done.returncode, time.perf_counter() - begin


# Without a socket of its own choice the gate does the work itself.
gate = assay.Gate(config=False, **({"socket": options.socket} if options.socket else {}))
added, same, different, skipped = [], 0, [], 0
for path in sorted(options.folder.glob("*.py"))[: options.programs]:
    reference = alone(path)
    if reference is None:
        skipped += 1
        continue
    begin = time.perf_counter()
    result = gate.execute(path.read_text(errors="replace"), "python", confirmed=True)
    seconds = time.perf_counter() - begin
    execution = result.get("execution", {})
    if result.get("output") == reference[0] and execution.get("exitCode") == reference[1]:
        same += 1
        added.append(seconds - reference[2])
        continue
    why = [violation["code"] for violation in execution.get("violations", [])]
    different.append(f"{path.name}: {result['decision']['verdict']} {execution.get('reason')} "
                     f"{execution.get('exitCode')} (alone {reference[1]}) {why} "
                     f"{result.get('errors', '')[-120:]!r} {result.get('notStarted', '')}")
print("\n".join(different))
print(f"{same} the same, {len(different)} different, {skipped} left out")
if added:
    print(f"added time: median {statistics.median(added) * 1000:.1f} ms, "
          f"p90 {sorted(added)[len(added) * 9 // 10] * 1000:.1f} ms")
