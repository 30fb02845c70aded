"""bad_limits.py: fails unless `assay jail run` refuses each limit that makes no sense, naming its
option, and runs nothing."""
import subprocess
import sys

OPTIONS = ["wall-ms", "cpu-ms", "memory-mib", "output-kib", "file-mib", "processes", "open-files"]
VALUES = ["0", "-1", "4294967296", "99999999999999999999", "many", "1e3", ""]

for option in OPTIONS:
    for value in VALUES:
        run = subprocess.run(["assay", "jail", "run", f"--{option}={value}", "--", "/bin/echo", "ran"],
                             capture_output=True, text=True, timeout=20)
        if run.returncode != 2 or run.stdout or f"--{option}" not in run.stderr:
            sys.exit(f"--{option}={value}: status {run.returncode}\n{run.stdout}{run.stderr}")
