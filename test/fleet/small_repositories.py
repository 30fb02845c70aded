"""Makes small repositories, one in three of them risky, and prints their list.

usage: small_repositories.py FOLDER COUNT
"""
import json
import os
import sys

folder, count = sys.argv[1], int(sys.argv[2])
RISKY = ["import os, sys\nos.system('ls ' + sys.argv[1])\n", "import pickle, sys\npickle.load(sys.stdin.buffer)\n",
         "eval(input())\n"]
for number in range(count):
    place = os.path.join(folder, f"r{number}")
    os.makedirs(place)
    for at in range(3):
        with open(os.path.join(place, f"m{at}.py"), "w", encoding="utf-8") as file:
            file.write(f"value = {number}\nprint(value)\n" + (RISKY[number % 7 % 3] if number % 3 == 0 else ""))
    print(json.dumps({"path": place, "id": f"r{number}"}))
