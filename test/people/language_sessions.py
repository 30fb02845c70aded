"""Plays an editor against `assay lsp`. Each function is one case; its name says which.

usage: language_sessions.py FOLDER
"""
import json
import os
import pathlib
import subprocess
import sys

from language_client import FLOW, RISKY, Client, codes, hold, same

ROOT = pathlib.Path(sys.argv[1])


def diagnostics_are_sent_and_taken_back():
    client = Client()
    same(client.initialized["capabilities"]["positionEncoding"], "utf-16")
    assert "diagnosticProvider" not in client.initialized["capabilities"]
    client.open("file:///a.py", RISKY)
    found = client.published("file:///a.py", 1)
    same(codes(found), [("shell-computed-command", 1)])
    same((found[0]["source"], found[0]["severity"]), ("assay", 2))
    assert len(found[0]["data"]["fingerprint"]) == 32
    client.notify("textDocument/didChange", textDocument={"uri": "file:///a.py", "version": 2},
                  contentChanges=[{"text": "x = 1\n"}])
    same(client.published("file:///a.py", 2), [])
    client.notify("textDocument/didClose", textDocument={"uri": "file:///a.py"})
    client.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics" and
                m["params"] == {"uri": "file:///a.py", "diagnostics": []})
    same(client.end(), 0)


def columns_count_as_agreed():
    for encoding, end in (("utf-8", 34), ("utf-16", 30), ("utf-32", 29)):
        client = Client(encoding)
        same(client.initialized["capabilities"]["positionEncoding"], encoding)
        client.open("file:///a.py", FLOW)
        found = client.published("file:///a.py", 1)
        flow = next(d for d in found if d["code"] == "shell-untrusted-command")
        same(flow["range"], {"start": {"line": 1, "character": 0},
                             "end": {"line": 1, "character": end}})
        steps = flow["relatedInformation"]
        assert "sys.argv" in steps[0]["message"] and steps[0]["location"]["uri"] == "file:///a.py"
        same(client.end(), 0)


def diagnostics_are_pulled():
    client = Client(pull=True)
    assert client.initialized["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"]
    client.open("file:///a.py", RISKY)
    document = {"uri": "file:///a.py"}
    first = client.call("textDocument/diagnostic", textDocument=document)
    same((first["kind"], len(first["items"])), ("full", 1))
    again = client.call("textDocument/diagnostic", textDocument=document,
                        previousResultId=first["resultId"])
    same(again, {"kind": "unchanged", "resultId": first["resultId"]})
    # An answer is of the text at the time it is given, not of the one at the time of the question.
    client.notify("textDocument/didChange", textDocument={**document, "version": 2},
                  contentChanges=[{"text": "x = 1\n"}])
    same(client.call("textDocument/diagnostic", textDocument=document)["items"], [])
    same(client.call("textDocument/diagnostic", textDocument={"uri": "file:///no.py"})["items"], [])
    assert not any(n["method"] == "textDocument/publishDiagnostics" for n in client.notifications)
    same(client.end(), 0)


def workspace_is_judged_on_request():
    folder = ROOT / "work space"
    folder.mkdir()
    (folder / "a.py").write_text(RISKY)
    (folder / "b.py").write_text("x = 1\n")
    (folder / ".gitignore").write_text("c.py\n")
    (folder / "c.py").write_text(RISKY)
    for mode, want in (("workspace", ["a.py", "b.py", "o.py"]), ("openFilesOnly", ["o.py"])):
        client = Client(pull=True, workspaceFolders=[{"uri": folder.as_uri(), "name": "w"}],
                        initializationOptions={"diagnosticMode": mode})
        client.open("file:///o.py", RISKY)
        client.call("textDocument/diagnostic", textDocument={"uri": "file:///o.py"})
        items = client.call("workspace/diagnostic", previousResultIds=[],
                            workDoneToken="t")["items"]
        same(sorted(os.path.basename(i["uri"]) for i in items), want)
        kinds = [n["params"]["value"]["kind"] for n in client.notifications
                 if n["method"] == "$/progress"]
        same(kinds, ["begin", "end"])
        previous = [{"uri": i["uri"], "value": i["resultId"]} for i in items]
        items = client.call("workspace/diagnostic", previousResultIds=previous)["items"]
        same({i["kind"] for i in items}, {"unchanged"})
        # Clients ask again and again: what has changed is judged again.
        (folder / "b.py").write_text(RISKY)
        items = client.call("workspace/diagnostic", previousResultIds=previous)["items"]
        same([os.path.basename(i["uri"]) for i in items if i["kind"] == "full"],
             ["b.py"] if mode == "workspace" else [])
        (folder / "b.py").write_text("x = 1\n")
        same(client.end(), 0)


def a_workspace_is_judged_once():
    folder = ROOT / "once"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.py").write_text(RISKY * 100)
    client = Client(pull=True, workspaceFolders=[{"uri": folder.as_uri(), "name": "w"}],
                    initializationOptions={"diagnosticMode": "workspace"})

    def ticks():
        """Of the processor, that an answer takes."""
        def spent():
            fields = pathlib.Path(f"/proc/{client.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            return int(fields[11]) + int(fields[12])
        before = spent()
        client.call("workspace/diagnostic", previousResultIds=[])
        return spent() - before
    first, again = ticks(), ticks()
    assert again * 2 < first, (first, again)
    same(client.end(), 0)


def a_finding_is_explained_and_accepted():
    client = Client()
    text = "def f(name):\n    import subprocess\n    subprocess.run('ls ' + name, shell=True)\n"
    client.open("file:///a.py", text)
    client.published("file:///a.py", 1)
    document = {"uri": "file:///a.py"}
    hover = client.call("textDocument/hover", textDocument=document,
                        position={"line": 2, "character": 6})
    assert "**Fix:**" in hover["contents"]["value"] and "MEDIUM, score" in hover["contents"]["value"]
    same(client.call("textDocument/hover", textDocument=document,
                     position={"line": 0, "character": 0}), None)
    lens = client.call("textDocument/codeLens", textDocument=document)
    assert lens[0]["command"]["title"].startswith("assay: MEDIUM, score "), lens
    place = {"start": {"line": 2, "character": 6}, "end": {"line": 2, "character": 6}}
    actions = client.call("textDocument/codeAction", textDocument=document, range=place,
                          context={"diagnostics": []})
    # Of findings that are not shown nothing is said: starting a program is LOW.
    assert not any("start-program" in a["title"] for a in actions), actions
    assert "start-program" not in hover["contents"]["value"]
    edit = next(a for a in actions if "shell-computed-command" in a["title"] and "edit" in a)
    edit = edit["edit"]["changes"]["file:///a.py"][0]
    same(edit, {"range": {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}},
                "newText": "    # assay: allow shell-computed-command -- \n"})
    # Without a reason the comment hides nothing; with one it does.
    for version, reason, want in ((2, "", 2), (3, "from a fixed list", 0)):
        lines = text.splitlines(True)
        lines.insert(2, edit["newText"].rstrip("\n") + reason + "\n")
        client.notify("textDocument/didChange", textDocument={**document, "version": version},
                      contentChanges=[{"text": "".join(lines)}])
        same(len(client.published("file:///a.py", version)), want)
    command = next(a for a in actions if "command" in a)["command"]
    said = client.call("workspace/executeCommand", command=command["command"],
                       arguments=command["arguments"])
    assert "**Fix:**" in said
    assert client.notifications[-1]["method"] == "window/showMessage"
    client.open("file:///b.py", "import yaml\n\u6f22 = yaml.load(text)\n")
    client.published("file:///b.py", 1)
    place = {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 4}}
    fix = client.call("textDocument/codeAction", textDocument={"uri": "file:///b.py"}, range=place,
                      context={"diagnostics": []})[0]
    same((fix["isPreferred"], fix["edit"]["changes"]["file:///b.py"]),
         (True, [{"range": {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 19}},
                  "newText": "yaml.safe_load(text)"}]))
    rule = client.call("workspace/textDocumentContent", uri="assay-rule:shell-computed-command")
    assert "**Fix:**" in rule["text"]
    same(client.end(), 0)


def settings_change_what_is_shown():
    client = Client()
    client.open("file:///a.py", "import subprocess\n")
    same(client.published("file:///a.py", 1), [])
    client.notify("workspace/didChangeConfiguration", settings={"assay": {"lowestLevel": "LOW"}})
    same(codes(client.published("file:///a.py", 1)), [("import-process-module", 0)])
    same(client.end(), 0)


def settings_are_asked_for():
    client = Client(pull=True, workspace={"configuration": True})
    client.open("file:///a.py", "import subprocess\n")
    document = {"uri": "file:///a.py"}
    for level, want in (("LOW", 1), ("HIGH", 0)):
        question = client.wait(lambda m: m.get("method") == "workspace/configuration")
        same(question["params"], {"items": [{"section": "assay"}]})
        client.send({"id": question["id"], "result": [{"lowestLevel": level}]})
        client.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
        same(len(client.call("textDocument/diagnostic", textDocument=document)["items"]), want)
        client.notify("workspace/didChangeConfiguration", settings=None)
    for answer in ({"result": None}, {"result": []}, {"result": [7]}, {"error": {"code": 1}}):
        question = client.wait(lambda m: m.get("method") == "workspace/configuration")
        client.send({"id": question["id"], **answer})
        client.notify("workspace/didChangeConfiguration", settings=None)
    same(client.end(), 0)


def folders_come_and_go():
    folders = {}
    for name in ("one", "two", "gone"):
        folders[name] = ROOT / name
        folders[name].mkdir()
        (folders[name] / (name + ".py")).write_text(RISKY)
    entry = lambda name: {"uri": folders[name].as_uri(), "name": name}
    client = Client(pull=True, workspace={"didChangeWatchedFiles": {"dynamicRegistration": True}},
                    workspaceFolders=[entry("one"), entry("gone")],
                    initializationOptions={"diagnosticMode": "workspace"})
    asked = client.wait(lambda m: m.get("method") == "client/registerCapability")
    same(asked["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles")
    client.send({"id": asked["id"], "result": None})

    def judged():
        items = client.call("workspace/diagnostic", previousResultIds=[])["items"]
        return {os.path.basename(i["uri"]): len(i["items"]) for i in items}
    same(judged(), {"one.py": 1, "gone.py": 1})
    client.notify("workspace/didChangeWorkspaceFolders",
                  event={"added": [entry("two")], "removed": [entry("one")]})
    # A folder that is deleted while it is of the workspace has no files.
    (folders["gone"] / "gone.py").unlink()
    folders["gone"].rmdir()
    same(judged(), {"two.py": 1})
    (folders["two"] / "two.py").write_text("x = 1\n")
    client.notify("workspace/didChangeWatchedFiles",
                  changes=[{"uri": (folders["two"] / "two.py").as_uri(), "type": 2}])
    client.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
    same(judged(), {"two.py": 0})
    same(client.end(), 0)


def a_lens_waits_for_its_text():
    client = Client()
    document = {"uri": "file:///a.py"}
    client.open(document["uri"], RISKY * 3_000)
    lens = client.call("textDocument/codeLens", textDocument=document)
    assert lens[0]["command"]["title"].startswith("assay: MEDIUM, score "), lens
    client.notify("textDocument/didChange", textDocument={**document, "version": 2},
                  contentChanges=[{"text": RISKY * 3_000 + "#"}])
    number = client.request("textDocument/codeLens", textDocument=document)
    client.notify("textDocument/didClose", textDocument=document)
    assert client.answer(number)["result"] in ([], lens)
    same(client.end(), 0)


def a_client_that_never_reads():
    process = subprocess.Popen(["assay", "lsp", "--no-config"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    def send(**message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    send(id=1, method="initialize", params={"capabilities": {}})
    send(method="initialized", params={})
    # More findings than a pipe holds.
    send(method="textDocument/didOpen", params={"textDocument": {
        "uri": "file:///a.py", "languageId": "python", "version": 1, "text": RISKY * 2_000}})
    process.stdin.flush()
    process.stdin.close()
    process.stdout.close()
    # It ends, by itself or by the signal of a broken pipe.
    assert process.wait(timeout=60) in (1, -13)


def whatever_comes_it_goes_on():
    client = Client()
    for body in (b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"jsonrpc": "1.0"}', b"[" * 100_000,
                 b'{"jsonrpc": "2.0", "id": {}, "method": "x"}',
                 b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 1}}',
                 b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {}}',
                 b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": []}',
                 b'{"jsonrpc": "2.0", "method": "exits"}',
                 b'{"jsonrpc": "2.0", "id": 1, "result": null}'):
        client.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    # Wrong lengths: too short, too long by the header after it, none, not a number, endless.
    good = b'{"jsonrpc": "2.0", "method": "x"}'
    client.send_bytes(b"Content-Length: 5\r\n\r\n" + good)
    client.send_bytes(b"Content-Length: x\r\n\r\n" + good)
    client.send_bytes(b"Content: 5\r\n\r\n" + good)
    client.send_bytes(b"Content-Length: 99999999999\r\n\r\n" + good)
    client.send_bytes(b"z" * 20_000)
    for method in ("textDocument/hover", "textDocument/codeAction", "textDocument/codeLens",
                   "textDocument/diagnostic", "workspace/executeCommand",
                   "workspace/textDocumentContent", "initialize", "no/such"):
        client.answer(client.request(method))
        client.answer(client.request(method, textDocument=7, position=-1, range=[], uri=1))
    document = {"uri": "file:///a.py", "version": 2}
    client.open("file:///a.py", RISKY)
    far = {"line": 10**12, "character": 10**12}
    near = {"line": 0, "character": 0}
    for change in ({"range": {"start": far, "end": far}, "text": "# end\n"},
                   {"range": {"start": far, "end": near}, "text": "\n"},
                   {"range": {"start": {"line": -1, "character": 0}, "end": near}, "text": "no"},
                   {"range": 1, "text": "no"}, {"text": 1}, 7):
        client.notify("textDocument/didChange", textDocument=document, contentChanges=[change])
    client.notify("textDocument/didChange", textDocument={**document, "version": 3},
                  contentChanges=[{"range": {"start": near, "end": near}, "text": "# last\n"}])
    same(codes(client.published("file:///a.py", 3)), [("shell-computed-command", 2)])
    client.open("file:///binary.py", "a\0b")
    same(client.published("file:///binary.py", 1)[0]["severity"], 3)
    client.open("untitled:1", RISKY)
    same(len(client.published("untitled:1", 1)), 1)
    client.open("untitled:2", "ls", language="nonsense")
    same(client.published("untitled:2", 1), [])
    same(client.end(), 0)


def a_client_that_goes_away():
    client = Client()
    client.process.stdin.close()
    same(client.process.wait(timeout=60), 1)
    client = Client()
    client.send({"method": "exit"})
    same(client.process.wait(timeout=60), 1)


hold([diagnostics_are_sent_and_taken_back, columns_count_as_agreed, diagnostics_are_pulled,
      workspace_is_judged_on_request, a_workspace_is_judged_once,
      a_finding_is_explained_and_accepted, settings_change_what_is_shown, settings_are_asked_for,
      folders_come_and_go, a_lens_waits_for_its_text, a_client_that_never_reads,
      whatever_comes_it_goes_on, a_client_that_goes_away])
