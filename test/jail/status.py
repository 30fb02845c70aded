"""status.py WANTED COMMAND...: fails unless the command ends with that status within 20 seconds."""
import subprocess
import sys

wanted = int(sys.argv[1])
status = subprocess.run(sys.argv[2:], timeout=20).returncode
if status != wanted:
    sys.exit(f"status {status}, want {wanted}")
