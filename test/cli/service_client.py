#!/usr/bin/env python3
"""Start `assay serve` at a socket, ask it what serve.test expects, end it, and print the answers.

usage: service_client.py SOCKET SCHEMA_FOLDER
"""
import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import time

PATH = sys.argv[1]
SLEEP = "import time\ntime.sleep(30)\n"


class Client:
    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(PATH)
        self.file = self.socket.makefile("rwb")

    def send(self, text):
        self.file.write(text.encode() + b"\n")
        self.file.flush()

    def ask(self, number, method, params):
        self.send(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}))

    def tell(self, method, params):
        self.send(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    def answer(self):
        return json.loads(self.file.readline())

    def call(self, method, **params):
        self.ask(1, method, params)
        return self.answer()["result"]


def sleeper(client, number):
    client.ask(number, "assessAndExecute", {"code": SLEEP, "language": "python"})


service = subprocess.Popen(["assay", "serve", "--no-config", "--socket", PATH, "--workers", "2"],
                           stderr=subprocess.PIPE, text=True)
assert "listening" in service.stderr.readline()
print("socket mode", oct(stat.S_IMODE(os.stat(PATH).st_mode))[2:])

client = Client()
hello = client.call("hello")
print("hello", hello["schema"], os.path.samefile(hello["log"], os.environ["ASSAY_LOG"]))
result = client.call("assessCodeOnly", code="print(1)", language="python")
print("assess", result["schema"], result["assessment"]["level"])
result = client.call("assessAndExecute", code="print(40 + 2)", language="python")
print("run", result["schema"], result["output"].strip())
print("invalid-request", client.call("assessCodeOnly", language="python")["error"]["field"])
client.send("{bad")
print("not JSON", client.answer()["error"]["code"])
client.send("[]")
print("not JSON-RPC", client.answer()["error"]["code"])

sleeper(client, 7)
sleeper(client, 7)
print("id used twice", client.answer()["error"]["code"])
client.tell("cancel", {"id": 7})
result = client.answer()["result"]
print("cancelled", result["execution"]["reason"] if "execution" in result else "cancelled")
client.ask(8, "assessAndExecute", {"code": SLEEP, "language": "python", "deadlineMs": 500})
print("deadline", client.answer()["result"]["execution"]["reason"])

# Two run, so the third waits in line; what is cancelled there never starts.
for number in (30, 31, 32):
    sleeper(client, number)
for number in (32, 30, 31):
    client.tell("cancel", {"id": number})
answers = {answer["id"]: answer["result"] for answer in (client.answer() for _ in range(3))}
print("cancelled in line:", answers[32].get("notStarted"))

# A program's output that nobody reads does not hold the service up for long.
slow = Client()
slow.ask(1, "assessAndExecute", {"code": "print('x' * 4_000_000)", "language": "python"})
time.sleep(1)
print("beside a slow reader", client.call("assessCodeOnly", code="print(1)", language="python")["schema"])
hung_up = select.poll()
hung_up.register(slow.socket, select.POLLRDHUP)
print("a slow reader is dropped:", bool(hung_up.poll(60_000)) and not slow.file.readline().endswith(b"\n"))

client.call("configurePolicies", policy={"decisions": {"BLOCKED": "never"}, "admission": {"waiting": 5}})
other = Client()
blocked = "import os\nos.system('rm -rf --no-preserve-root /')\n"
result = other.call("assessAndExecute", code=blocked, language="python")
print("policy changed for every client",
      "never" if "never runs such code" in result["decision"]["because"] else result["decision"])

# `assay api` goes through the service when it is told where: only the service has that policy.
answer = subprocess.run(["assay", "api", "--no-config", "--socket", PATH, "assessAndExecute"],
                        input=json.dumps({"code": "print(-4)", "language": "python"}),
                        capture_output=True, text=True, check=True)
print("api through the service", json.loads(answer.stdout)["output"].strip())

second = subprocess.run(["assay", "serve", "--no-config", "--socket", PATH],
                        capture_output=True, text=True, check=False)
print("a second service:", second.stderr.strip().split("error: ")[1])
with open(PATH + ".file", "w", encoding="utf-8") as file:
    file.write("kept")
second = subprocess.run(["assay", "serve", "--no-config", "--socket", PATH + ".file"],
                        capture_output=True, text=True, check=False)
print("a file in the way:", second.stderr.strip().split("error: ")[1], open(PATH + ".file").read())

# Vanishing cancels: both workers are free again long before the programs would end.
other.socket.close()
gone = [Client(), Client()]
for leaving in gone:
    sleeper(leaving, 1)
    leaving.file.close()
    leaving.socket.close()
result = client.call("assessCodeOnly", code="print(1)", language="python")
print("after a client vanished", result["assessment"]["level"])

# Two run, as many as the line holds wait, the next is refused at once.
crowd = Client()
for number in range(100):
    sleeper(crowd, number)
print("busy", crowd.answer()["error"]["code"])
service.send_signal(signal.SIGTERM)
service.wait(timeout=60)
print(f"ended {service.returncode}, socket left: {os.path.exists(PATH)}")
