#!/usr/bin/env python3
"""Run risky programs through the safety API with an automatic yes, and look what has changed.

usage: risky_programs.py [--programs N] [--seconds S] [--socket PATH] [--try-it] FOLDER

Takes N (100) programs of FOLDER, evenly spread over their names; each is confirmed, overridden and
given S (5) seconds. The policy grants no program the network, whatever was predicted. Before and
after, compares by content, mode and time of change

    a home folder with keys, start-up files and documents, and a folder for temporary files, which
    the environment names,
    /etc, /var/spool/cron and the upper levels of the home folder of whoever runs this, without
    what caches change,

and looks for processes that were left behind (they become children of this one) and for sockets
that listen and did not before. Exits 1 if anything differs. With --try-it it changes a file, leaves
a process and opens a socket itself, which it must then find. Needs ASSAY_LIBRARY and PYTHONPATH.
"""
import argparse
import collections
import ctypes
import hashlib
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile

LANGUAGES = {".py": "python", ".sh": "bash", ".js": "javascript", ".c": "c", ".cpp": "cpp"}
# Changed by everyday programs of the machine while this runs.
IGNORED = {".cache", ".ccache", ".local", ".npm"}
PR_SET_CHILD_SUBREAPER = 36

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--programs", type=int, default=100)
parser.add_argument("--seconds", type=float, default=5)
parser.add_argument("--socket")
parser.add_argument("--try-it", action="store_true")
options = parser.parse_args()
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def make_bait(root):
    for name, text in {"home/.ssh/id_rsa": "-----BEGIN OPENSSH PRIVATE KEY-----\nbait\n",
                       "home/.ssh/authorized_keys": "ssh-ed25519 bait\n", "home/.bashrc": "# bait\n",
                       "home/.profile": "# bait\n", "home/.config/autostart/bait.desktop": "bait\n",
                       "home/.aws/credentials": "[default]\naws_secret_access_key = bait\n",
                       "home/documents/thesis.txt": "bait\n" * 1000, "tmp/bait": "bait\n"}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def describe(path):
    info = os.lstat(path)
    what = [stat.filemode(info.st_mode), info.st_uid, info.st_mtime_ns]
    if stat.S_ISREG(info.st_mode) and info.st_size < 64 << 20 and os.access(path, os.R_OK):
        what.append(hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest())
    if stat.S_ISLNK(info.st_mode):
        what.append(os.readlink(path))
    return tuple(what)


def snapshot(folders):
    """Of folders, to the depth that stands with each."""
    found = {}
    for root, depth in folders.items():
        for folder, names, files in os.walk(root):
            names[:] = [name for name in names if name not in IGNORED]
            if len(os.path.relpath(folder, root).split(os.sep)) >= depth:
                names.clear()
            for name in names + files:
                path = os.path.join(folder, name)
                try:
                    found[path] = describe(path)
                except OSError as error:
                    found[path] = (error.strerror,)
    return found


def listening():
    """Inodes of sockets that wait for peers."""
    found = set()
    for name, state in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in pathlib.Path("/proc/net", name).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == state:
                found.add(f"{name} {fields[1]} inode {fields[9]}")
    return found


def children():
    return pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def chosen():
    programs = sorted(path for path in options.folder.iterdir() if path.suffix in LANGUAGES)
    step = max(1.0, len(programs) / options.programs)
    return [programs[int(i * step)] for i in range(min(options.programs, len(programs)))]


def do_harm():
    """Returns what has to be held for it to last."""
    with open(root / "home" / ".bashrc", "a", encoding="utf-8") as file:
        file.write("changed\n")
    subprocess.run(["sh", "-c", "sleep 60 &"], stdout=subprocess.DEVNULL, check=True)
    waiting = socket.socket()
    waiting.bind(("127.0.0.1", 0))
    waiting.listen()
    return waiting


root = pathlib.Path(tempfile.mkdtemp(prefix="assay-risky-"))
home = os.path.expanduser("~")
make_bait(root)
os.environ.update(HOME=str(root / "home"), TMPDIR=str(root / "tmp"), ASSAY_LOG=str(root / "log" / "log"))
(root / "log").mkdir()
policy = root / "policy.yaml"
policy.write_text("capabilities: {never: [net.connect, net.listen, net.http, net.raw, net.resolve, "
                  "process.ptrace, system.kernel]}\n")

import assay  # noqa: E402, after the environment is set

where = {root / "home": 100, root / "tmp": 100, "/etc": 100, "/var/spool/cron": 100, home: 2}
gate = assay.Gate(**({"socket": options.socket} if options.socket else {"policy": policy}))
before, sockets = snapshot(where), listening()
levels, ends, denied = collections.Counter(), collections.Counter(), collections.Counter()
programs = chosen()
for path in programs:
    result = gate.execute(path.read_text(errors="replace"), LANGUAGES[path.suffix], confirmed=True,
                          reason="an experiment: what do they change?", deadline=options.seconds)
    levels[result["assessment"]["level"]] += 1
    execution = result.get("execution")
    ends[execution["reason"] if execution else "did not run"] += 1
    for violation in execution["violations"] if execution else ():
        denied[violation["code"]] += 1
gate.close()

harm = do_harm() if options.try_it else None
after = snapshot(where)
changes = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
left = children()
opened = listening() - sockets
print(f"{len(programs)} programs:", ", ".join(f"{level} {n}" for level, n in sorted(levels.items())))
print("ended:", ", ".join(f"{reason} {n}" for reason, n in ends.most_common()))
print("denied:", ", ".join(f"{code} {n}" for code, n in denied.most_common()) or "nothing")
print(f"looked at {len(before)} files")
for path in changes:
    print(f"changed: {path}: {before.get(path)} -> {after.get(path)}")
print(f"files changed: {len(changes)}, processes left: {len(left)}, sockets opened: {len(opened)}")
for name in sorted(opened):
    print("opened:", name)
for process in left:
    os.kill(int(process), signal.SIGKILL)
shutil.rmtree(root)
sys.exit(1 if changes or left or opened else 0)
