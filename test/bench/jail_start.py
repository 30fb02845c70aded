"""jail_start.py ASSAY [ROUNDS]: how long a jail takes to run /bin/true, against bubblewrap.

Whole processes, from fork to reaped, in turns so that all see the same machine. Prints one line of
tab-separated values for each: name, median, 95th percentile (milliseconds), ratio to bubblewrap.
"""
import os
import statistics
import sys
import time

BWRAP = ["/usr/bin/bwrap", "--unshare-all", "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin",
         "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--proc",
         "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "/bin/true"]


def run(command):
    begin = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status = os.waitpid(process, 0)
    if status:
        sys.exit(f"{command[0]}: status {status}")
    return (time.perf_counter() - begin) * 1000


def main():
    assay = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    commands = {
        "bare": ["/bin/true"],
        "assay-version": [assay, "--version"],
        "assay-jail": [assay, "jail", "run", "--quiet", "--", "/bin/true"],
    }
    if os.path.exists(BWRAP[0]):
        commands["bwrap"] = BWRAP
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(run(command))
    base = statistics.median(times.get("bwrap", [1]))
    print("name\tmedian\tp95\tto-bwrap")
    for name, values in times.items():
        values.sort()
        median = statistics.median(values)
        print(f"{name}\t{median:.2f}\t{values[int(len(values) * 0.95)]:.2f}\t{median / base:.2f}")


main()
