"""Judges many repositories with `assay worker` on Apache Spark.

Spark does what a fleet needs besides judging: it spreads jobs over machines, repeats what was lost
with one, and commits results once. Nothing here schedules, queues or leases.

    jobs.py     the list of repositories -> one job a line, large repositories in shards
    workers.py  jobs -> answers, through a process of `assay worker` for each partition
    results.py  answers -> rows -> Parquet, and back
    queries.py  what people ask first, as Spark SQL
"""
