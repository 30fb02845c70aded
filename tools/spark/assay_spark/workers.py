"""Jobs through `assay worker`: lines in, whole answers out."""
import json
import subprocess
import threading

from . import jobs as jobs_

# How often a job may take its worker with it before it is given up. `assay worker` judges each job in
# a process of its own, so this is for what it cannot help: the kernel short of memory, a bad disk.
ATTEMPTS = 3


def _feed(stream, jobs):
    try:
        for job in jobs:
            stream.write(job.encode() + b"\n")
        stream.close()
    except (BrokenPipeError, ValueError):
        # The worker is gone; whoever reads its answers notices.
        pass


def _answers(command, jobs):
    """Yields the lines of each whole answer, in the order of the jobs, until the worker ends."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as worker:
        feeder = threading.Thread(target=_feed, args=(worker.stdin, jobs), daemon=True)
        feeder.start()
        try:
            lines = []
            for line in worker.stdout:
                if not line.endswith(b"\n"):
                    break
                text = line[:-1].decode()
                lines.append(text)
                if is_end(text):
                    yield lines
                    lines = []
        finally:
            worker.kill()
            feeder.join()


def is_end(line):
    """Is this the last line of an answer? Cheap for the many that are not."""
    return '"kind":"end"' in line and json.loads(line).get("kind") == "end"


def _lost(job, attempts):
    return json.dumps({"id": jobs_.key(job)[0], "kind": "end", "reason": f"its worker died {attempts} times",
                       "status": "lost"}, separators=(",", ":"), sort_keys=True)


def judge(command, jobs, attempts=ATTEMPTS):
    """Yields (job, lines of its answer) for each job, whatever becomes of workers.

    A job whose worker dies is given to another one, then given up with an answer of its own.
    """
    jobs = list(jobs)
    done = 0
    tries = 0
    while done < len(jobs):
        before = done
        for lines in _answers(command, jobs[done:]):
            yield jobs[done], lines
            done += 1
        if done == len(jobs):
            return
        tries = tries + 1 if done == before else 1
        if tries == attempts:
            yield jobs[done], [_lost(jobs[done], attempts)]
            done += 1
            tries = 0
