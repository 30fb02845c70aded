"""Runs a command, prints what it says and its status, and fails if it takes more memory or processor
time than it may: bounded.py MIB SECONDS COMMAND..."""
import resource
import subprocess
import sys

result = subprocess.run(sys.argv[3:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
sys.stdout.buffer.write(result.stdout)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("exit", result.returncode)
assert used.ru_maxrss >> 10 <= int(sys.argv[1]), f"took {used.ru_maxrss >> 10} MiB"
assert used.ru_utime + used.ru_stime <= float(sys.argv[2]), f"took {used.ru_utime} s"
