"""python -m assay_spark run|report|ask: see tools/spark/README.md."""
import argparse
import atexit
import json
import os
import shlex
import shutil
import sys
import tempfile

from pyspark.sql import SparkSession

from . import jobs, queries, results


def arguments():
    parser = argparse.ArgumentParser(prog="assay_spark", description="Judges many repositories on Spark.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="judge a list of repositories")
    run.add_argument("list", help="a file: a path or a job of `assay worker` a line")
    run.add_argument("out", help="the folder of the results; runs stand side by side in it")
    run.add_argument("--run", required=True, help="what this run is called; runs are compared in the order of their names")
    run.add_argument("--worker", default="assay worker", help="the command that judges (default: assay worker)")
    run.add_argument("--batches", type=int, default=1, help="parts that are written one after the other (default 1)")
    run.add_argument("--shard-bytes", type=int, default=jobs.SHARD_BYTES, help="repositories larger than this are split")
    report = commands.add_parser("report", help="print what `assay fleet` makes a page of")
    report.add_argument("out")
    report.add_argument("--run", help="default: the last one")
    report.add_argument("--before", help="what is new is new against this run (default: the one before)")
    ask = commands.add_parser("ask", help="print the files that can do a thing, a line of JSON each")
    ask.add_argument("out")
    ask.add_argument("capability", help="such as net.connect")
    ask.add_argument("--run", help="default: the last one")
    return parser.parse_args()


def ship(spark):
    """Gives executors this package, so that no machine but the one that submits needs it."""
    here = os.path.dirname(os.path.abspath(__file__))
    folder = tempfile.mkdtemp(prefix="assay-spark-")
    # Executors fetch it from here when they start, which may be late.
    atexit.register(shutil.rmtree, folder, True)
    spark.sparkContext.addPyFile(shutil.make_archive(
        os.path.join(folder, "assay_spark"), "zip", os.path.dirname(here), "assay_spark"))


def chosen_run(spark, given, out):
    names = results.runs(spark, out)
    name = given or names[-1]
    if name not in names:
        sys.exit(f"assay_spark: there is no run {name}; there are {', '.join(names)}")
    earlier = [other for other in names if other < name]
    return name, earlier[-1] if earlier else None


def main():
    given = arguments()
    # Master, memory and the rest come from spark-submit or spark-defaults.conf.
    spark = SparkSession.builder.appName("assay").getOrCreate()
    spark.sparkContext.setLogLevel("WARN")
    try:
        if given.command == "run":
            ship(spark)
            written = results.run(spark, spark.sparkContext.textFile(given.list), given.out, given.run,
                                  shlex.split(given.worker), given.batches, shard_bytes=given.shard_bytes)
            print(f"{written} of {given.batches} batches judged; the others were there", file=sys.stderr)
            return
        results.read(spark, given.out)
        run, before = chosen_run(spark, given.run, given.out)
        if given.command == "report":
            json.dump(queries.report(spark, run, given.before or before), sys.stdout)
            print()
            return
        for line in queries.ask(spark, queries.USES, run=run, capability=given.capability, most=100_000):
            print(json.dumps(line))
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
