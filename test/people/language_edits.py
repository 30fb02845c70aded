"""Types into documents against `assay lsp`: whatever is edited and however fast, what is shown in the end
is what a scan of the text finds. Each function is one case; its name says which.

usage: language_edits.py [EDITS]
"""
import json
import random
import subprocess
import sys

from language_client import FLOW, RISKY, Client, codes, hold, position, same

EDITS = int(sys.argv[1]) if len(sys.argv) > 1 else 200


def fresh(text, encoding):
    """What a scan of the whole text says, with places as an editor counts them."""
    done = subprocess.run(["assay", "scan", "--no-config", "--format", "json", "--stdin-filename",
                           "a.py", "-"], input=text.encode(), capture_output=True)
    report = json.loads(done.stdout)
    starts = [0]
    data = text.encode()
    for i, byte in enumerate(data):
        if byte == 10:
            starts.append(i + 1)

    def place(line, column):
        offset = min(starts[line - 1] + column - 1, len(data))
        return position(text, len(data[:offset].decode(errors="ignore")), encoding)

    return sorted((f["rule"], sorted(place(f["line"], f["column"]).items()),
                   sorted(place(f["endLine"], f["endColumn"]).items()))
                  for f in report["files"][0]["findings"] if f["level"] != "LOW")


def places(diagnostics):
    return sorted((d["code"], sorted(d["range"]["start"].items()), sorted(d["range"]["end"].items()))
                  for d in diagnostics if "code" in d)


def a_first_word_is_corrected():
    """How a parser goes on after an error depends on what it took over from the text before; what
    stays is what the text gives alone."""
    text, uri = 'File.chmohmod(060d(0600, "a")\n', "file:///a.rb"
    place = {"line": 0, "character": 13}
    change = {"range": {"start": place, "end": place}, "text": "="}
    for pull in (False, True):
        client = Client(pull=pull)
        client.open(uri, text, language="ruby")
        ask = lambda: client.call("textDocument/diagnostic", textDocument={"uri": uri})["items"]
        ask() if pull else client.published(uri, 1)
        client.notify("textDocument/didChange", textDocument={"uri": uri, "version": 2},
                      contentChanges=[change])
        first = ask() if pull else client.published(uri, 2)
        same(first, [])
        if pull:
            client.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
        last = ask() if pull else client.published(uri, 2)
        same([d["message"] for d in last], ["not fully analysed: 54 % of the text is not valid ruby"])
        same(client.end(), 0)


FRAGMENTS = ["\u00e9", "\u6f22\u5b57", "\U0001f600", "e\u0301", "\t", "\r\n", "\n", "\r", " ", "#", "(", ")",
             "'", '"""', "os.system('ls ' + x)\n", "eval(input())\n", "import os\n", "x = 1\n",
             "def f(x):\n    ", "if x:\n    ", "subprocess.run(x, shell=True)"]


def old_versions_are_never_shown():
    client = Client()
    uri = "file:///big.py"
    client.open(uri, RISKY + "x = 1\n" * 20_000)
    for version in range(2, 40):
        client.notify("textDocument/didChange", textDocument={"uri": uri, "version": version},
                      contentChanges=[{"range": {"start": {"line": 0, "character": 0},
                                                 "end": {"line": 0, "character": 0}},
                                       "text": "#\n"}])
        # Other requests are answered while the file is judged.
        client.call("textDocument/hover", textDocument={"uri": uri},
                    position={"line": 0, "character": 0})
    same(codes(client.published(uri, 39)), [("shell-computed-command", 39)])
    versions = [n["params"]["version"] for n in client.notifications
                if n["method"] == "textDocument/publishDiagnostics"]
    same(versions, sorted(versions))
    for n in client.notifications:
        if n["method"] == "textDocument/publishDiagnostics":
            same(codes(n["params"]["diagnostics"]),
                 [("shell-computed-command", n["params"]["version"])])
    same(client.end(), 0)


def closed_while_it_is_judged():
    client = Client(pull=True)
    for _ in range(20):
        client.open("file:///a.py", RISKY * 2_000)
        number = client.request("textDocument/diagnostic", textDocument={"uri": "file:///a.py"})
        client.notify("textDocument/didClose", textDocument={"uri": "file:///a.py"})
        same(client.answer(number)["result"]["kind"], "full")
    client.open("file:///a.py", RISKY * 5_000)
    number = client.request("textDocument/diagnostic", textDocument={"uri": "file:///a.py"})
    client.notify("$/cancelRequest", id=number)
    answer = client.answer(number)
    assert "result" in answer or answer["error"]["code"] == -32800
    same(client.end(), 0)


def random_edits_end_like_a_fresh_scan():
    corrected = 0
    for encoding in ("utf-8", "utf-16", "utf-32"):
        chance = random.Random(encoding)
        client = Client(encoding)
        text = "import os, subprocess\n" + FLOW + RISKY * 3
        client.open("file:///a.py", text)
        for version in range(2, EDITS + 2):
            changes = []
            for _ in range(chance.randint(1, 3)):
                begin = chance.randint(0, len(text))
                end = min(len(text), begin + chance.choice([0, 0, 1, 2, 9]))
                # A place inside a line end is one before it.
                while begin and text[begin - 1:begin + 1] == "\r\n":
                    begin -= 1
                while end > begin and text[end - 1:end + 1] == "\r\n":
                    end -= 1
                insert = chance.choice(FRAGMENTS)
                changes.append({"range": {"start": position(text, begin, encoding),
                                          "end": position(text, end, encoding)}, "text": insert})
                text = text[:begin] + insert + text[end:]
                if len(text) > 4_000:
                    cut = len(text) // 2
                    while text[cut - 1:cut + 1] == "\r\n":
                        cut -= 1
                    changes.append({"range": {"start": position(text, cut, encoding),
                                              "end": position(text, len(text), encoding)},
                                    "text": ""})
                    text = text[:cut]
            client.notify("textDocument/didChange", contentChanges=changes,
                          textDocument={"uri": "file:///a.py", "version": version})
            if version % 50 and version != EDITS + 1:
                continue
            want = fresh(text, encoding)
            found = places(client.published("file:///a.py", version))
            if found != want:
                # A first word, taken over from an earlier text; the last one follows by itself.
                corrected += 1
                found = places(client.published("file:///a.py", version))
            if found != want:
                sys.exit(f"{encoding}, version {version}: {text!r}\ngot {found}\nwant {want}")
        same(client.end(), 0)
    print(f"first words that were not the last: {corrected}")


hold([a_first_word_is_corrected, old_versions_are_never_shown, closed_while_it_is_judged,
      random_edits_end_like_a_fresh_scan])
