"""Prints a history as `assay scan --history` does: a repository that grows, once with something bad in it.

usage: history.py COMMITS
"""
import json
import random
import sys

# The same each time.
choose = random.Random(3)
SUBJECTS = ["Fix the reader", "</script><script>window.stolen=1</script><img src=x onerror=window.stolen=1>",
            "Add a cache\u202e", "Release"]
time, medium, high = 1_690_000_000, 20, 6
for i in range(int(sys.argv[1])):
    time += choose.randint(20_000, 200_000)
    medium = max(0, medium + choose.choice([-1, 0, 0, 1, 2]))
    high = max(0, high + choose.choice([-1, 0, 0, 0, 1]))
    blocked = 1 if 20 < i < 30 else 0
    print(json.dumps({"commit": f"{choose.getrandbits(160):040x}", "time": time, "subject": choose.choice(SUBJECTS),
                      "score": 100 if blocked else 74 if high else 40, "findings": medium * 2 + high * 3,
                      "levels": {"LOW": 900 + 3 * i, "MEDIUM": medium, "HIGH": high, "BLOCKED": blocked}}))
