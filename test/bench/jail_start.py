"""jail_start.py ASSAY [ROUNDS]: how long a jail takes to run /bin/true, against bubblewrap.

Whole processes, from fork to reaped, in turns so that all see the same machine. Prints one line of
tab-separated values for each: name, median, 95th percentile (milliseconds), ratio to bubblewrap; and
the same for processor time, which says more while others use the machine: median and ratio. What
waits, as bubblewrap does for the kernel, takes none.
"""
import os
import statistics
import sys
import time

BWRAP = ["/usr/bin/bwrap", "--unshare-all", "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin",
         "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--proc",
         "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "/bin/true"]


QUIET = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]


def run(command):
    """Milliseconds on the wall and of processor time."""
    begin = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=QUIET)
    _, status, used = os.wait4(process, 0)
    if status:
        sys.exit(f"{command[0]}: status {status}")
    return (time.perf_counter() - begin) * 1000, (used.ru_utime + used.ru_stime) * 1000


def row(name, times, base):
    wall, cpu = (sorted(column) for column in zip(*times))
    base_wall, base_cpu = (statistics.median(column) for column in zip(*base))
    median, median_cpu = statistics.median(wall), statistics.median(cpu)
    return (f"{name}\t{median:.2f}\t{wall[int(len(wall) * 0.95)]:.2f}\t{median / base_wall:.2f}"
            f"\t{median_cpu:.2f}\t{median_cpu / base_cpu:.2f}")


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
    base = times.get("bwrap", times["bare"])
    print("name\tmedian\tp95\tto-bwrap\tcpu\tcpu-to-bwrap")
    for name, values in times.items():
        print(row(name, values, base))


main()
