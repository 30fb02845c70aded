"""Scans a folder with a cache and without, and fails unless both say the same; or damages a cache."""
import os
import re
import resource
import signal
import subprocess
import sys


def damage(path, how):
    if how == "other":
        os.remove(path)
        with open(path, "wb") as file:
            file.write(b"no database" * 1000)
        return
    # What lies in the log of changes would mend it.
    subprocess.run([sys.executable, "-c", "import sqlite3, sys\n"
                    "db = sqlite3.connect(sys.argv[1])\n"
                    "db.execute('PRAGMA wal_checkpoint(TRUNCATE)')\n"
                    "if sys.argv[2] == 'entries':\n"
                    "    db.execute(\"UPDATE entry SET value = substr(value, 1, length(value) - 1)"
                    " || x'ff'\")\n"
                    "    db.commit()\n"
                    "    db.execute('PRAGMA wal_checkpoint(TRUNCATE)')\n", path, how], check=True)
    if how == "half":
        os.truncate(path, os.path.getsize(path) // 2)


def scan(*options):
    result = subprocess.run(["assay", "scan", "--no-config", *options, "."], capture_output=True)
    return result.returncode, result.stdout, result.stderr


def main(folder, *options):
    twice = "--twice" in options
    options = [option for option in options if option != "--twice"]
    os.chdir(folder)
    for form in ("text", "json", "sarif"):
        wanted = scan("--no-cache", "--format", form, *options)
        if twice:
            running = [subprocess.Popen(["assay", "scan", "--no-config", "--format", form, "."],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                       for _ in range(4)]
            got = [(*process.communicate(), process.returncode) for process in running]
            assert all((code, out, err) == wanted for out, err, code in got), (wanted, got)
        for _ in range(2):
            got = scan("--format", form, *options)
            if form == "sarif":
                got, wanted = (times_out(each) for each in (got, wanted))
            assert got == wanted, (form, got, wanted)
    return 0


def scan_on_full_disk():
    """Files may grow to 32 KiB and no further."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (32768, 32768))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    result = subprocess.run(["assay", "scan", "--no-config", "."], capture_output=True,
                            preexec_fn=limit, restore_signals=False)
    assert (result.returncode, result.stdout) == scan("--no-cache")[:2]
    sys.stdout.buffer.write(result.stderr)


def times_out(result):
    return result[0], re.sub(rb'"(start|end)TimeUtc": *"[^"]*"', b"", result[1]), result[2]


if sys.argv[1] == "--damage":
    damage(*sys.argv[2:])
elif sys.argv[1] == "--full":
    scan_on_full_disk()
else:
    sys.exit(main(*sys.argv[1:]))
