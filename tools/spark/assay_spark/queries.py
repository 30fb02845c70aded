"""What people ask first, as Spark SQL over the table `answers` (results.read)."""

RANK = "CASE level WHEN 'BLOCKED' THEN 3 WHEN 'HIGH' THEN 2 WHEN 'MEDIUM' THEN 1 ELSE 0 END"

# The riskiest repositories of a run: by their worst file, then by how many are as bad.
RISKIEST = f"""
SELECT id, max({RANK}) AS rank, max(score) AS score, count(*) AS files,
       count_if(level = 'BLOCKED') AS blocked, count_if(level = 'HIGH') AS high,
       count_if(level = 'MEDIUM') AS medium, sum(lines) AS lines
FROM answers WHERE run = :run AND kind = 'file'
GROUP BY id ORDER BY rank DESC, blocked DESC, high DESC, medium DESC, id LIMIT :most
"""

# Every use of a capability in a run.
USES = """
SELECT id, path, level, score FROM answers
WHERE run = :run AND kind = 'file' AND array_contains(capabilities, :capability)
ORDER BY score DESC, id, path LIMIT :most
"""

# How many repositories and files can do what.
CAPABILITIES = """
SELECT capability, count(DISTINCT id) AS repositories, count(*) AS files
FROM (SELECT id, explode(capabilities) AS capability FROM answers WHERE run = :run AND kind = 'file')
GROUP BY capability ORDER BY repositories DESC, capability
"""

# Findings that an older run did not have. Fingerprints hold while lines move.
NEW = """
WITH found AS (
  SELECT run, id, path, f.* FROM (
    SELECT run, id, path, explode(findings) AS f FROM answers WHERE kind = 'file' AND run IN (:run, :before)))
SELECT id, path, line, rule, level, message FROM found now
WHERE run = :run AND level IN ('BLOCKED', 'HIGH', 'MEDIUM') AND NOT EXISTS (
  SELECT 1 FROM found old WHERE old.run = :before AND old.id = now.id AND old.path = now.path
    AND old.fingerprint = now.fingerprint)
ORDER BY CASE level WHEN 'BLOCKED' THEN 0 WHEN 'HIGH' THEN 1 ELSE 2 END, id, path, line LIMIT :most
"""

# Jobs without a whole answer, and why.
FAILED = """
SELECT id, status, get_json_object(answer, '$.reason') AS reason FROM answers
WHERE run = :run AND kind = 'end' AND status NOT IN ('done', 'incomplete') ORDER BY id LIMIT :most
"""


def ask(spark, query, **values):
    """The rows of a query as dictionaries."""
    return [line.asDict() for line in spark.sql(query, args=values).collect()]


def report(spark, run, before=None, most=1000):
    """All of them about one run: what `assay fleet` makes a page of."""
    totals = spark.sql("SELECT count(DISTINCT id) AS repositories, count_if(kind = 'file') AS files "
                       "FROM answers WHERE run = :run", args={"run": run}).first()
    document = {"run": run, "before": before, "repositories": totals["repositories"], "files": totals["files"],
                "riskiest": ask(spark, RISKIEST, run=run, most=most),
                "capabilities": ask(spark, CAPABILITIES, run=run),
                "failed": ask(spark, FAILED, run=run, most=most), "new": []}
    if before is not None:
        document["new"] = ask(spark, NEW, run=run, before=before, most=most)
    return document
