#!/usr/bin/env python3
"""Ask the same through every door of the API, and print one line each if all doors agree.

usage: doors.py FOLDER SOURCE     FOLDER has door, made from door.c
"""
import atexit
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import assay

folder, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
path = str(folder / "s.sock")
service = subprocess.Popen(["assay", "serve", "--socket", path], stderr=subprocess.PIPE, text=True)
atexit.register(service.kill)
assert "listening" in service.stderr.readline()
gate = assay.Gate(socket="")


def by_program(*command):
    # The library has a name of its own, which the loader looks for beside it.
    environment = {**os.environ, "LD_LIBRARY_PATH": os.path.dirname(os.environ["ASSAY_LIBRARY"])}

    def ask(method, text):
        done = subprocess.run([*command, method], input=text, capture_output=True, check=False,
                              env=environment)
        return json.loads(done.stdout) if done.stdout.strip() else {"refused": done.stderr.decode()}
    return ask


def by_python(method, text):
    try:
        return gate.call(method, json.loads(text))
    except assay.Error as error:
        return error.document
    except ValueError as error:  # Python's own JSON refuses it before the library sees it.
        return {"refused": str(error)}


def by_socket(method, text):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(b'{"jsonrpc": "2.0", "id": 1, "method": "' + method.encode() +
                           b'", "params": ' + text + b"}\n")
        answer = json.loads(connection.makefile("rb").readline())
    return answer["result"] if "result" in answer else {"refused": answer["error"]["message"]}


DOORS = {"cli": by_program("assay", "api"), "c": by_program(str(folder / "door")),
         "python": by_python, "service": by_socket}


def show(answer):
    if "refused" in answer:
        return "refused"
    error = answer.get("error")
    if not error:
        return "answered"
    assert answer["schema"] == "assay.error/1" and error["message"]
    # Not a field but the whole document is wrong: doors say so before the API is asked.
    return f"{error['code']} {error['field']}" if error.get("field") else error["code"]


def compare(name, method, request):
    text = request if isinstance(request, bytes) else json.dumps(request).encode()
    answers = {door: show(ask(method, text)) for door, ask in DOORS.items()}
    whole = {"refused", "invalid-request"}  # JSON itself is wrong: not yet a request.
    if len(set(answers.values())) > 1 and set(answers.values()) <= whole:
        answers = {"all": "refused"}
    print(f"{name}:", *(set(answers.values()) if len(set(answers.values())) == 1 else [answers]))


def code(text, **more):
    return {"code": text, "language": "python", **more}


def why(text):
    return code("x = 1", override={"reason": text})


run, judge = "assessAndExecute", "assessCodeOnly"
compare("empty code", judge, code(""))
compare("no code", judge, {"language": "python"})
compare("unknown language", judge, {"code": "x", "language": "klingon"})
compare("10 MB of code", judge, code("# a comment\n" * 833_334))
compare("more than 16 MiB", judge, code("#" * (16 << 20) + "\n"))
compare("a NUL byte", judge, code("a\0b"))
compare("code is a number", judge, code(7))
compare("arguments are a text", run, code("x", arguments="a"))
compare("an argument is a number", run, code("x", arguments=["a", 1]))
compare("confirmed is a text", run, code("x", confirmed="yes"))
compare("input is not base64", run, code("x", inputBase64="%"))
compare("unknown field", run, code("x", confrmed=True))
compare("who overrides", run, code("x", override={"by": "root", "reason": "because I may do so"}))
compare("a reason of spaces", run, why(" " * 20))
compare("a reason too short", run, why("because"))
compare("a reason of one letter", run, why("a" * 20))
compare("negative deadline", run, code("x", deadlineMs=-5))
compare("negative limit of records", "getExecutionHistory", {"limit": -1})
compare("negative limit in a policy", "configurePolicies",
        {"policy": {"limits": {"untrusted": {"memory-mib": -1}}}})
compare("policy with an unknown key", "configurePolicies", {"policy": {"decision": {}}})
compare("policy is a list", "configurePolicies", {"policy": []})
compare("unknown type of record", "getExecutionHistory", {"type": "executions"})
compare("status with a field", "getSecurityStatus", {"verbose": True})
compare("report with a field", "getAuditReport", {"format": "pdf"})
compare("unknown method", "assess", code("x"))
compare("request is a list", judge, [])
compare("invalid UTF-8", judge, b'{"code": "\xff", "language": "python"}')

BLOCKED = (source / "test/inputs/blocked.py").read_text()


def decision(ask, text, approval=None):
    answer = ask(run, json.dumps(code(text, **({"approval": approval} if approval else {}))).encode())
    return answer["decision"], answer["request"]


def approve(request):
    terminal = str(source / "test/cli/at_terminal.py")
    subprocess.run([sys.executable, terminal, "y", "assay", "approve", "--reason",
                    "seen and understood", request], check=True, capture_output=True)


def compare_approvals(name, step):
    shown = set()
    for door, ask in DOORS.items():
        found = step(ask)
        reason = found["because"].split(" of request ")[-1][33:] if found["verdict"] == "block" else ""
        shown.add(found["verdict"] + (f", {reason}" if reason else ""))
    print(f"{name}:", *(shown if len(shown) == 1 else [shown]))


def approved(ask):
    request = decision(ask, BLOCKED)[1]
    approve(request)
    return request


used = {}


def once(ask):
    used[ask] = approved(ask)
    return decision(ask, BLOCKED, used[ask])[0]


def expired(ask):
    request = approved(ask)
    time.sleep(4.1)
    return decision(ask, BLOCKED, request)[0]


compare_approvals("approval that nobody gave", lambda ask: decision(ask, BLOCKED, "0" * 32)[0])
compare_approvals("approval, once", once)
compare_approvals("approval, replayed", lambda ask: decision(ask, BLOCKED, used[ask])[0])
compare_approvals("approval for other code", lambda ask: decision(ask, BLOCKED + "#\n", approved(ask))[0])
compare_approvals("approval, expired", expired)
gate.close()
service.send_signal(signal.SIGTERM)
service.wait()
