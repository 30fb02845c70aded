"""linear.py [--assay FILE] [--rounds N]: whether the cost of a scan grows as the source does.

Three series of generated Python: folders of 1, 10 and 100 MB; one file of 1, 2, 4 and 8 MB; one
function of 1,000, 10,000 and 100,000 statements. For each the processor time per megabyte, as a
ratio to the smallest of its series (1.00 throughout would be linear), and the peak of memory. The
time of a scan of nothing is taken off. Best of N rounds, one thread.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# What programs do: imports, classes, calls, literals, text put together, data that flows.
UNIT = '''
class Worker{n}(Base):
    """Takes jobs of kind {n} from the queue."""

    def __init__(self, queue, retries={n}):
        self.queue = queue
        self.retries = retries
        self.table = {{"name": "worker-{n}", "limit": [{n}, 2, 3]}}

    def run(self, job):
        path = os.path.join(os.environ["HOME"], "jobs", job.name + ".txt")
        for attempt in range(self.retries):
            try:
                with open(path, "w") as out:
                    out.write("%s: %d\\n" % (job.name, attempt))
                subprocess.run(["convert", path, job.target], check=True)
                return self.table["limit"][0] + attempt
            except OSError as error:
                log.warning(f"worker {n} failed: {{error}}")
        return None
'''
HEAD = "import os\nimport subprocess\nimport logging\n\nlog = logging.getLogger(__name__)\n"
FILE_BYTES = 20_000


def source(size):
    parts, length, n = [HEAD], len(HEAD), 0
    while length < size:
        parts.append(UNIT.format(n=n))
        length += len(parts[-1])
        n += 1
    return "".join(parts)


def function(statements):
    lines = ["import os", "def f(a, b):", "    x0 = os.environ['A']"]
    for n in range(1, statements):
        lines.append(f"    x{n} = g(x{n - 1}, 'text {n}') + a")
    return "\n".join(lines + [f"    os.system(x{statements - 1})", ""])


def write_folder(folder, size):
    text = source(FILE_BYTES)
    for n in range(size // FILE_BYTES):
        place = folder / str(n // 500)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{n}.py").write_text(f"# {n}\n{text}")


def cost(assay, path, rounds):
    """Processor seconds and MB at the peak, of the fastest round."""
    best = None
    for _ in range(rounds):
        process = subprocess.Popen([assay, "scan", "--no-cache", "--no-ignore", "--jobs", "1", path],
                                   stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            sys.exit(f"scan of {path}: status {os.waitstatus_to_exitcode(status)}")
        now = (usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
        best = min(best or now, now)
    return best


def series(title, assay, rounds, inputs, idle):
    print(f"\n{title}\n{'':>12}{'MB':>8}{'CPU s':>9}{'s per MB':>10}{'ratio':>7}{'peak MB':>9}")
    first = None
    for name, path, size in inputs:
        seconds, peak = cost(assay, path, rounds)
        rate = (seconds - idle) / (size / 1e6)
        first = first or rate
        print(f"{name:>12}{size / 1e6:8.1f}{seconds:9.2f}{rate:10.3f}{rate / first:7.2f}{peak:9.0f}",
              flush=True)


def files(folder, texts):
    for name, text in texts:
        path = folder / f"{name.replace(',', '').replace(' ', '-')}.py"
        path.write_text(text)
        yield name, path, len(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", default=ROOT / "build/bin/assay", metavar="FILE")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        (root / "nothing.py").write_text("")
        idle = cost(options.assay, root / "nothing.py", options.rounds)[0]
        folders = []
        for size in (1, 10, 100):
            folder = root / f"folder-{size}"
            write_folder(folder, size * 1_000_000)
            folders.append((f"{size} MB", folder, size * 1_000_000))
        series("many files", options.assay, options.rounds, folders, idle)
        series("one file", options.assay, options.rounds,
               files(root, ((f"{size} MB", source(size * 1_000_000)) for size in (1, 2, 4, 8))), idle)
        series("one function", options.assay, options.rounds,
               files(root, ((f"{count:,}", function(count)) for count in (1000, 10_000, 100_000))),
               idle)


main()
