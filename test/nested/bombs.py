"""Writes programs that unpack themselves into much more than they are."""
import base64
import gzip
import os
import sys

FOLDER = sys.argv[1]
os.makedirs(FOLDER, exist_ok=True)


def write(name, text):
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as file:
        file.write(text)


def nested(levels):
    code = "print(1)\n"
    for _ in range(levels):
        text = base64.b64encode(code.encode()).decode()
        code = f'import base64\nexec(base64.b64decode("{text}"))\n'
    return code


LARGE = base64.b64encode(gzip.compress(b"#" * (50 << 20))).decode()
write("gzip.py", f'import base64, gzip\nexec(gzip.decompress(base64.b64decode("{LARGE}")))\n')
write("deep.py", nested(10))
write("honest.py", nested(2))
PART = base64.b64encode(b"#" * (200 << 10)).decode()
write("many.py", "import base64\n" + "".join(
    f'exec(base64.b64decode("{PART[:-8]}{n:04}====="))\n'.replace("=====", "") for n in range(1000, 1008)))

AGAIN = base64.b64encode(b"#" * (190 << 10)).decode()
write("again.py", f'import base64\nx = "{AGAIN}"\n' + "exec(base64.b64decode(x))\n" * 5000)
write("repeat.py", 'x = "' + "#" * 200_000 + '"\nexec("' + "{0}" * 60_000 + '".format(x))\n')
