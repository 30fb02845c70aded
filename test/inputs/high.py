"""Tries to read the password hashes, and says how that went."""

try:
    with open("/etc/shadow", encoding="utf-8") as file:
        print("read", len(file.read()), "bytes")
except OSError as error:
    print("could not read:", type(error).__name__)
