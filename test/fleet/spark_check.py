"""Judges a list of repositories on a cluster of two executors, kills one, and compares with one machine.

usage: spark_check.py ASSAY WORK LIST

ASSAY is the program or its name, WORK an empty folder, LIST the jobs. To the jobs are added: one twice, one whose
worker dies, one that cannot be opened.
"""
import collections
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

from pyspark.sql import SparkSession

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(HERE, "..", "..", "tools", "spark")
sys.path.insert(0, TOOLS)
from assay_spark import __main__ as program, queries, results, workers  # noqa: E402

assay, work, listed = shutil.which(sys.argv[1]), *sys.argv[2:]
seen = os.path.join(work, "seen")
out = os.path.join(work, "out")
os.makedirs(seen)


def executors():
    """Processes of this session's own executors: below this process, and of that class."""
    parents, found = {}, []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
            with open(f"/proc/{name}/cmdline", encoding="utf-8", errors="replace") as file:
                if "CoarseGrainedExecutorBackend" in file.read():
                    found.append(int(name))
        except (FileNotFoundError, ProcessLookupError):
            continue

    def is_ours(process):
        while process > 1 and process != os.getpid():
            process = parents.get(process, 0)
        return process == os.getpid()

    return [process for process in found if is_ours(process)]


def kill_one(after, killed):
    """Kills an executor once that many jobs were given to workers."""
    for _ in range(6000):
        if len(os.listdir(seen)) >= after:
            for process in executors()[:1]:
                os.kill(process, signal.SIGKILL)
                killed.append(process)
            return
        time.sleep(0.02)


with open(listed, encoding="utf-8") as file:
    lines = file.read().split("\n")[:-1]
poison = json.dumps({"path": work, "id": "poison-worker"})
missing = json.dumps({"path": os.path.join(work, "nowhere"), "id": "missing"})
all_lines = lines + [lines[0], poison, missing, ""]
with open(os.path.join(work, "list"), "w", encoding="utf-8") as file:
    file.write("\n".join(all_lines))
single = subprocess.run([assay, "worker", "--no-config"], input="\n".join([*lines, missing]) + "\n", text=True, check=True,
                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.split("\n")[:-1]
want = collections.Counter(single)

spark = (SparkSession.builder.master("local-cluster[2,1,1024]").appName("fleet")
         .config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1").config("spark.executorEnv.PYTHONDONTWRITEBYTECODE", "1")
         .config("spark.driver.bindAddress", "127.0.0.1").config("spark.sql.shuffle.partitions", "4").getOrCreate())
spark.sparkContext.setLogLevel("OFF")
program.ship(spark)
command = [sys.executable, os.path.join(HERE, "poison_worker.py"), seen, assay, "worker", "--no-config"]
killed = []
killer = threading.Thread(target=kill_one, args=(len(lines) // 4, killed))
killer.start()
began = time.monotonic()
rdd = spark.sparkContext.textFile(os.path.join(work, "list"))
assert results.run(spark, rdd, out, "1", command, batches=2, jobs_per_task=4) == 2
took = time.monotonic() - began
killer.join()
assert len(killed) == 1, "no executor was killed"

answers = results.read(spark, out)
got = collections.Counter(row.answer for row in answers.select("answer").collect())
lost = [line for line in got if '"status":"lost"' in line]
assert len(lost) == 1 and got.pop(lost[0]) == 1, lost
assert f"died {workers.ATTEMPTS} times" in lost[0], lost
assert got == want, (got - want, want - got)
ends = answers.where("kind = 'end'").select("id", "shard").collect()
assert len(ends) == len(set(ends)) == len(set(lines)) + 2, len(ends)
given = collections.Counter(open(os.path.join(seen, name), encoding="utf-8").read() for name in os.listdir(seen))
assert given["poison-worker"] >= workers.ATTEMPTS
again = sum(count - 1 for name, count in given.items() if not name.startswith("poison"))

# What is there is not judged again.
assert results.run(spark, rdd, out, "1", command, batches=2, jobs_per_task=4) == 0

# A repository gets worse: the queries of the next run say so.
changed = json.loads(lines[0])["path"]
with open(os.path.join(changed, "added.py"), "w", encoding="utf-8") as file:
    file.write("import os, sys\nos.system('ls ' + sys.argv[1])\n")
results.run(spark, spark.sparkContext.parallelize(lines), out, "2", [assay, "worker", "--no-config"])
results.read(spark, out)
report = queries.report(spark, "2", "1")
assert report["repositories"] == len(set(lines)), report["repositories"]
assert {(row["id"], row["path"], row["line"]) for row in report["new"]} == {(json.loads(lines[0])["id"], "added.py", 2)}, report["new"]
assert report["new"][0]["level"] == "HIGH"
uses = queries.ask(spark, queries.USES, run="2", capability="process.shell", most=10_000)
assert "added.py" in [row["path"] for row in uses]
ranks = [(row["rank"], row["blocked"]) for row in report["riskiest"]]
assert ranks == sorted(ranks, reverse=True)
with open(os.path.join(work, "report.json"), "w", encoding="utf-8") as file:
    json.dump(report, file)
spark.stop()
print(f"{len(set(lines))} repositories, {sum(want.values())} answers, each once; one executor of two killed, "
      f"{again} jobs judged again; {took:.1f} s")
