#!/usr/bin/env python3
"""The flows of the safety API through the Python package, printed for python.test.

usage: flows.py [--service] INPUTS     with --service, through an `assay serve` of its own
"""
import os
import pathlib
import signal
import subprocess
import sys
import threading

import assay

served = sys.argv[1] == "--service"
inputs = pathlib.Path(sys.argv[-1])
service = None
if served:
    service = subprocess.Popen(["assay", "serve", "--no-config"], stderr=subprocess.PIPE, text=True)
    assert "listening" in service.stderr.readline()
gate = assay.Gate() if served else assay.Gate(config=False)


def text(name):
    return (inputs / name).read_text()


def ran(result):
    return "nothing ran" if "execution" not in result else "ran"


def code_of(function, *arguments, **named):
    try:
        function(*arguments, **named)
    except assay.Error as error:
        return f"{error.code} {error.field}"
    return "no error"


print("LOW runs:", gate.execute(text("low.py"), "python")["output"].split()[0])
print("MEDIUM runs with a warning:", gate.execute(text("medium.py"), "python")["decision"]["warn"])
result = gate.execute(text("high.py"), "python")
print(f"HIGH is asked about: {result['decision']['verdict']}, {ran(result)}")
print("HIGH, confirmed, runs:", "execution" in gate.execute(text("high.py"), "python", confirmed=True))
result = gate.execute(text("blocked.py"), "python")
print(f"BLOCKED is refused: {result['decision']['verdict']}, {ran(result)}")
result = gate.execute(text("blocked.py"), "python", arguments=["a"], reason="seen and understood")
print("BLOCKED, overridden, runs:", result["output"].strip())
print("input is read:", gate.execute("print(len(input()))", "python", input="12345\n")["output"].strip())
print("errors:", ", ".join([
    code_of(gate.execute, "", "python"),
    code_of(gate.execute, "x", "pyhton"),
    code_of(gate.execute, "x", "python", reason="     "),
    code_of(gate.call, "assessCod", {})]))
print("wrong types:", ", ".join([
    code_of(gate.call, "assessAndExecute", {"code": "x", "language": "python", "arguments": 7}),
    code_of(gate.execute, "x", "python", deadline=100_000_000)]))
print("16 MiB of code:", code_of(gate.assess, "#" * (16 << 20) + "\n", "python"))
print("invalid UTF-8 passes through JSON:",
      gate.call("assessCodeOnly", {"code": "x = '\udcff'", "language": "python"})["assessment"]["level"])
cancel = assay.Cancel()
threading.Timer(0.5, cancel).start()
result = gate.execute("import time\ntime.sleep(30)\n", "python", cancel=cancel)
print("cancelled:", result["execution"]["reason"])
print("history:", [record["type"] for record in gate.history(limit=4)])
gate.configure({"decisions": {"BLOCKED": "never"}})
because = gate.execute(text("blocked.py"), "python", reason="seen and understood")["decision"]["because"]
print("policy:", "never" if "never runs" in because else because)
before = gate.status()["policy"]
wrong = code_of(gate.configure, {"decisions": {"BLOCKED": "sometimes"}})
print(f"a bad policy changes nothing: {wrong},",
      "same digest" if gate.status()["policy"] == before else "another digest")
print("the log holds:", gate.report()["holds"])
print("status:", gate.status()["holds"])
gate.close()
if service:
    service.send_signal(signal.SIGTERM)
    service.wait(timeout=60)
