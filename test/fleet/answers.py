"""Prints the answers of `assay worker` in short, a line each; or makes a large job."""
import json
import os
import sys


def make_large(folder):
    """A hundred files of 1 MB: 20 s of judging."""
    os.makedirs(folder, exist_ok=True)
    line = "value = compute(first, second + str(third)) or other[index].member\n"
    for number in range(100):
        with open(os.path.join(folder, f"large{number}.py"), "w", encoding="utf-8") as file:
            file.write(line * (1_000_000 // len(line)))


def short(answer):
    words = [answer["id"], answer["kind"]]
    if answer["kind"] == "file":
        words += [answer["file"]["path"], answer["file"]["level"]]
    elif answer["kind"] == "error":
        words += [answer["path"], answer["message"]]
    else:
        words += [answer["status"]]
        words += [answer["reason"]] if "reason" in answer else [answer["files"], answer["level"]]
    return " ".join(str(word) for word in words)


if sys.argv[1] == "--make-large":
    make_large(sys.argv[2])
else:
    with open(sys.argv[1], encoding="utf-8") as answers:
        for each in answers:
            print(short(json.loads(each)))
