"""Answers as rows of Parquet.

A run is a folder OUT/run=NAME. Its jobs are cut into batches by a hash of their ids, each a folder
that Spark writes whole or not at all (_SUCCESS): a run that was stopped goes on with the batches that
are missing, and a reader sees whole batches only. Below are folders by level.
"""
import json
import zlib

from pyspark.sql import functions as F
from pyspark.sql.types import (ArrayType, IntegerType, StringType, StructField, StructType)

from . import jobs, workers

FINDING = StructType([
    StructField("rule", StringType()), StructField("level", StringType()),
    StructField("line", IntegerType()), StructField("message", StringType()),
    StructField("capability", StringType()), StructField("fingerprint", StringType())])

ROW = StructType([
    StructField("id", StringType()), StructField("shard", IntegerType()), StructField("shards", IntegerType()),
    # As in the answer: file, error, end.
    StructField("kind", StringType()), StructField("status", StringType()), StructField("path", StringType()),
    StructField("language", StringType()), StructField("score", IntegerType()), StructField("lines", IntegerType()),
    StructField("capabilities", ArrayType(StringType())), StructField("findings", ArrayType(FINDING)),
    # The answer's line as it came.
    StructField("answer", StringType()),
    # LOW to BLOCKED for files and ends; "none" for errors and for jobs that failed.
    StructField("level", StringType())])


def _finding(finding):
    return tuple(finding.get(field.name) for field in FINDING.fields)


def row(job, line):
    """One line of a job's answer."""
    name, shard, shards = jobs.key(job)
    answer = json.loads(line)
    file = answer.get("file", {})
    findings = file.get("findings")
    return (name, shard, shards, answer["kind"], answer.get("status"), file.get("path", answer.get("path")),
            file.get("language"), file.get("score"), file.get("complexity", {}).get("lines"), file.get("capabilities"),
            findings if findings is None else [_finding(finding) for finding in findings],
            line, file.get("level") or answer.get("level") or "none")


def batch_of(name, batches):
    return zlib.crc32(name.encode()) % batches


def _is_whole(spark, folder):
    hadoop = spark.sparkContext._jvm.org.apache.hadoop.fs
    path = hadoop.Path(f"{folder}/_SUCCESS")
    return path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).exists(path)


def _folders(spark, folder, prefix):
    hadoop = spark.sparkContext._jvm.org.apache.hadoop.fs
    path = hadoop.Path(f"{folder}/{prefix}=*")
    found = path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).globStatus(path)
    return sorted(str(status.getPath()) for status in found or [])


def judge(spark, listed, command, shard_bytes=jobs.SHARD_BYTES, jobs_per_task=16):
    """Rows of the answers to the jobs of `listed`, an RDD of lines. Each key once."""
    planned = (listed.map(jobs.parse).filter(lambda job: job is not None)
               .flatMap(lambda job: jobs.split(job, shard_bytes))
               .keyBy(jobs.key).reduceByKey(min))
    count = planned.cache().count()
    parts = max(spark.sparkContext.defaultParallelism, -(-count // jobs_per_task))
    # By a hash of the key, so that a part that is computed again has the same jobs; in an order of its
    # own for the same reason.
    spread = planned.partitionBy(parts, lambda key: zlib.crc32(repr(key).encode()))

    def answers(part):
        ordered = [job for _, job in sorted(part)]
        for job, lines in workers.judge(command, ordered):
            for line in lines:
                yield row(job, line)

    return spark.createDataFrame(spread.mapPartitions(answers), ROW)


def run(spark, listed, out, name, command, batches=1, **options):
    """Judges and writes what of the run is not there yet. Returns the number of batches written."""
    written = 0
    for batch in range(batches):
        folder = f"{out}/run={name}/batch={batch}"
        if _is_whole(spark, folder):
            continue
        part = listed.filter(lambda line: batch_of(jobs.key(jobs.parse(line) or "")[0], batches) == batch)
        (judge(spark, part, command, **options).write.mode("overwrite").option("compression", "zstd")
         .partitionBy("level").parquet(folder))
        written += 1
    return written


def runs(spark, out):
    """Names of the runs, in order."""
    return [folder.rsplit("=", 1)[1] for folder in _folders(spark, out, "run")]


def read(spark, out):
    """All whole batches, with columns `run`, `batch` and `level`, as the table `answers`."""
    whole = [folder for run_folder in _folders(spark, out, "run")
             for folder in _folders(spark, run_folder, "batch") if _is_whole(spark, folder)]
    if not whole:
        raise FileNotFoundError(f"{out}: there is no whole batch of a run")
    answers = spark.read.option("basePath", out).parquet(*whole).withColumn("run", F.col("run").cast("string"))
    answers.createOrReplaceTempView("answers")
    return answers
