"""Types what README.md shows in its console blocks, and compares what comes with what is printed there.

usage: readme.py README FOLDER      with the files that it speaks of in FOLDER

Blocks with the line `<!-- checked in NAME -->` before them are run, in order, in FOLDER/NAME. In what is printed a
line of three dots stands for any lines; digests, keys, times, hosts and counts of records may differ.
"""
import re
import subprocess
import sys

# What differs from run to run. The first that fits at a place counts.
VARYING = [r"\d{4}-\d\d-\d\dT[\d:.]+Z", r"\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{40,}", r"assay\.log/\S+?/[0-9a-f]{16}",
           r"\b[A-Za-z0-9+/]{43}=", r"\b[0-9a-f]{16,64}\b", r"\b\d+ (?:records|are signed)", r"\d+ ms\b"]


def blocks(text):
    """(name, block) of each that is checked."""
    return re.findall(r"^<!-- checked in (\w+) -->\n```console\n(.*?)^```", text, re.M | re.S)


def steps(block):
    """(command, lines that it prints) of each command in a block."""
    found = []
    for line in block.split("\n"):
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith(("|", "\\")) and not found[-1][1]:
            found[-1] = (found[-1][0] + "\n" + line, [])
        elif found:
            found[-1][1].append(line)
    return found


def pattern(lines):
    """A regular expression of what is printed."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    text = ""
    for line in lines:
        if line == "...":
            text += r"(?:.*\n)*?"
            continue
        end = 0
        for match in re.finditer("|".join(f"({each})" for each in VARYING), line):
            text += re.escape(line[end:match.start()]) + VARYING[match.lastindex - 1]
            end = match.end()
        text += re.escape(line[end:].rstrip()) + r"[ ]*\n"
    return text


def first_difference(lines, got):
    for number in range(len(lines), 0, -1):
        if re.match(pattern(lines[:number]), got):
            return lines[number] if number < len(lines) else "(that it ends here)"
    return lines[0] if lines else "(nothing)"


readme, folder = sys.argv[1:]
with open(readme, encoding="utf-8") as file:
    checked = blocks(file.read())
count = 0
for name, block in checked:
    for command, lines in steps(block):
        done = subprocess.run(["bash", "-c", command], cwd=f"{folder}/{name}", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if not re.fullmatch(pattern(lines), done.stdout):
            sys.exit(f"$ {command}\nREADME.md has not what is printed:\n{done.stdout}\n"
                     f"first missed: {first_difference(lines, done.stdout)}")
        count += 1
if count < 8:
    sys.exit(f"only {count} commands in {len(checked)} blocks: has the mark changed?")
print("held:", count, "commands")
