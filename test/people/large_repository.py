"""Makes a folder like a large repository: files of all sizes in nested folders, one in ten risky.

usage: large_repository.py FOLDER FILES
"""
import os
import random
import sys

folder, count = sys.argv[1], int(sys.argv[2])
# The same each time.
choose = random.Random(7)
RISKY = ["os.system('ls ' + name)\n", "eval(input())\n", "subprocess.run(sys.argv[1], shell=True)\n",
         "pickle.loads(urllib.request.urlopen(address).read())\n"]
os.makedirs(os.path.join(folder, ".git"))
for i in range(count):
    depth = choose.randint(1, 5)
    where = os.path.join(folder, *(f"{choose.choice(['core', 'net', 'ui', 'test', 'tool'])}{choose.randint(0, 3)}" for _ in range(depth)))
    os.makedirs(where, exist_ok=True)
    lines = int(choose.lognormvariate(4, 1))
    text = "import os, pickle, subprocess, sys, urllib.request\n" + "".join(f"value{n} = compute({n})\n" for n in range(lines))
    if i % 10 == 0:
        text += "".join(choose.choice(RISKY) for _ in range(choose.randint(1, 8)))
    with open(os.path.join(where, f"module_{i}.py"), "w", encoding="utf-8") as file:
        file.write(text)
