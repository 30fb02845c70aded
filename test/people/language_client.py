"""A client of the Language Server Protocol, as small as one can be: frames, requests, and a model of a
document's text that counts positions for itself.
"""
import json
import queue
import re
import subprocess
import sys
import threading

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

RISKY = 'import os\nos.system("ls " + name)\n'
FLOW = "import os, sys\nos.system('\u6f22\U0001f600' + sys.argv[1])\n"


class Client:
    def __init__(self, encoding="utf-16", pull=False, workspace=None, **params):
        self.process = subprocess.Popen(["assay", "lsp", "--no-config"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.encoding = encoding
        self.messages = queue.Queue()
        self.last_id = 0
        self.notifications = []
        threading.Thread(target=self.read, daemon=True).start()
        capabilities = {"general": {"positionEncodings": [encoding, "utf-16"]},
                        "textDocument": {"publishDiagnostics": {"relatedInformation": True}}}
        if pull:
            capabilities["textDocument"]["diagnostic"] = {"relatedInformation": True}
            capabilities["workspace"] = {"diagnostics": {"refreshSupport": True}, **(workspace or {})}
        self.initialized = self.call("initialize", capabilities=capabilities, **params)
        self.notify("initialized")

    def read(self):
        stream = self.process.stdout
        while True:
            length = None
            while (line := stream.readline().strip()):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if length is None:
                break
            self.messages.put(json.loads(stream.read(length)))
        self.messages.put(None)

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def notify(self, method, **params):
        self.send({"method": method, "params": params})

    def request(self, method, **params):
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        return self.last_id

    def next(self, timeout=60):
        message = self.messages.get(timeout=timeout)
        if message is None:
            raise EOFError("the server is gone")
        return message

    def wait(self, wanted):
        """The next message that `wanted` holds of; notifications are kept as they pass."""
        while True:
            message = self.next()
            if "id" not in message:
                self.notifications.append(message)
            if wanted(message):
                return message

    def answer(self, number):
        return self.wait(lambda m: m.get("id") == number and "method" not in m)

    def call(self, method, **params):
        answer = self.answer(self.request(method, **params))
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["result"]

    def open(self, uri, text, language="python", version=1):
        self.notify("textDocument/didOpen", textDocument={
            "uri": uri, "languageId": language, "version": version, "text": text})

    def published(self, uri, version):
        """The diagnostics that are sent for this version of a document."""
        found = self.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics" and
                          m["params"]["uri"] == uri and m["params"].get("version") == version)
        return found["params"]["diagnostics"]

    def end(self):
        self.call("shutdown")
        self.send({"method": "exit"})
        return self.process.wait(timeout=60)


def units(text, encoding):
    codec, size = ENCODINGS[encoding]
    return len(text.encode(codec)) // size


def position(text, offset, encoding):
    """Of an offset in characters."""
    start = 0
    line = 0
    for end in re.finditer("\r\n|\n|\r", text):
        if end.end() > offset:
            break
        start = end.end()
        line += 1
    # Between a return and its newline there is no place.
    return {"line": line, "character": units(text[start:offset], encoding)}


def same(got, want):
    if got != want:
        sys.exit(f"got {got}\nwant {want}")


def codes(diagnostics):
    return [(d["code"], d["range"]["start"]["line"]) for d in diagnostics]


def hold(cases):
    """Runs each case and says so; its name is what holds."""
    for case in cases:
        case()
        print("held:", case.__name__)
