"""Makes trees that are hard to scan; with --change FOLDER scans one while it changes."""
import json
import os
import random
import shutil
import subprocess
import sys
import threading

RISKY = "import os, sys\nos.system('ls ' + sys.argv[1])\n"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make(root):
    write(f"{root}/large/small.py", "x = 1\n")
    with open(f"{root}/large/huge.py", "wb") as file:
        file.truncate(1 << 30)
    for name in (b"\xff\xfe.py", "\u202eyp.exe.py".encode(), b"new\nline.py"):
        path = os.path.join(f"{root}/names".encode(), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"x = 1\n")
    write(f"{root}/links/a/a.py", "x = 1\n")
    os.symlink("..", f"{root}/links/a/up")
    os.symlink("other", f"{root}/links/one")
    os.symlink("one", f"{root}/links/other")
    os.symlink("/", f"{root}/links/root")
    os.symlink("a/a.py", f"{root}/links/again.py")
    # lit itself clears it away by recursion, so not deeper than that.
    os.makedirs(f"{root}/deep")
    here = os.getcwd()
    os.chdir(f"{root}/deep")
    with open("a.py", "w", encoding="utf-8") as file:
        file.write("x = 1\n")
    for _ in range(400):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(here)
    os.makedirs(f"{root}/many")
    for number in range(20_000):
        with open(f"{root}/many/m{number}.py", "w", encoding="ascii") as file:
            file.write(f"x = {number}\n")


def scan(folder, *options):
    result = subprocess.run(["assay", "scan", "--no-config", "--format", "json", *options, "."],
                            cwd=folder, capture_output=True)
    assert result.returncode in (0, 1, 3), (result.returncode, result.stderr)
    assert json.loads(result.stdout)["schema"] == "assay.scan/1"
    return result.returncode, result.stdout


def disturb(folder, stop):
    chance = random.Random(1)
    while not stop.is_set():
        path = f"{folder}/f{chance.randrange(60)}.py"
        kind = chance.randrange(5)
        shutil.rmtree(path, ignore_errors=True)
        if kind == 0 and os.path.isfile(path):
            os.remove(path)
        elif kind == 1 and not os.path.exists(path):
            os.mkdir(path)
        elif kind == 2 and not os.path.isdir(path):
            with open(path, "ab") as file:
                file.write(b"\0")
        elif not os.path.isdir(path):
            write(path, RISKY * chance.randrange(200))


def change(folder):
    for number in range(60):
        write(f"{folder}/f{number}.py", RISKY * 50)
    for _ in range(10):
        stop = threading.Event()
        thread = threading.Thread(target=disturb, args=(folder, stop))
        thread.start()
        scan(folder)
        stop.set()
        thread.join()
        assert scan(folder) == scan(folder, "--no-cache")


if sys.argv[1] == "--change":
    change(sys.argv[2])
else:
    make(sys.argv[1])
