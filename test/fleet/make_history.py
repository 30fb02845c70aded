"""Makes a git repository of four commits in a folder, with times of its own."""
import os
import shutil
import subprocess
import sys

folder, inputs = sys.argv[1:]
time = 1_000_000_000


def git(*arguments):
    stamp = f"{time} +0000"
    environment = dict(os.environ, GIT_AUTHOR_DATE=stamp, GIT_COMMITTER_DATE=stamp,
                       GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
    subprocess.run(["git", "-C", folder, "-c", "user.name=n", "-c", "user.email=n@example.org",
                    *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)


def commit(subject):
    global time
    git("add", "-A")
    git("commit", "-qm", subject)
    time += 100


git("init", "-q")
with open(os.path.join(folder, "notes.txt"), "w", encoding="utf-8") as file:
    file.write("no code\n")
commit("first")
shutil.copy(os.path.join(inputs, "low.py"), os.path.join(folder, "a.py"))
commit("harmless")
shutil.copy(os.path.join(inputs, "high.py"), os.path.join(folder, "src", "b.py"))
commit('risk "quoted"')
shutil.copy(os.path.join(inputs, "low.py"), os.path.join(folder, "src", "b.py"))
with open(os.path.join(folder, "binary.py"), "wb") as file:
    file.write(b"\0\0\0")
commit("mended")
