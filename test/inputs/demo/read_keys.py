"""Looks for private keys, as a backup tool or a thief would, and says what it could read."""
import os

for path in ("/etc/shadow", os.path.expanduser("~/.ssh/id_ed25519")):
    try:
        with open(path, encoding="utf-8") as file:
            print(path, "holds", len(file.read()), "characters")
    except OSError as error:
        print(path, "cannot be read:", error.strerror)
