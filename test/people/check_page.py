"""Reads a page as text: two scripts of which one is data, a policy that names the other's hash, and
no way for what a repository holds to be more than data.

usage: check_page.py PAGE [PATH...]     PATH: the files that the page must list, as it shows them
"""
import base64
import hashlib
import html.parser
import json
import sys


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []
        self.policy = None
        self.title = None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "href")], attributes
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        self.parts.append([tag, attributes.get("type"), ""])

    def handle_endtag(self, tag):
        self.parts.append(["", None, ""])

    def handle_data(self, text):
        if self.parts:
            self.parts[-1][2] += text


def only(found):
    assert len(found) == 1, f"want one, got {len(found)}"
    return found[0]


def source(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    text = file.read()
reader = Reader()
reader.feed(text)
data = only([body for tag, kind, body in reader.parts if tag == "script" and kind == "application/json"])
script = only([body for tag, kind, body in reader.parts if tag == "script" and kind is None])
style = only([body for tag, _, body in reader.parts if tag == "style"])
assert "<" not in data
assert reader.policy == (f"default-src 'none'; script-src {source(script)}; style-src {source(style)}; "
                         "base-uri 'none'; form-action 'none'"), reader.policy
document = json.loads(data)
paths = [entry["path"] for entry in document["files"]] if "findings" in document else []
for path in sys.argv[2:]:
    assert path in paths, f"{path} is not among {paths}"
for finding in document.get("findings", []):
    source_lines = document["files"][finding["file"]].get("source", {})
    if "mark" in finding:
        begin, end = finding["mark"]
        # As a browser counts.
        line = source_lines[str(finding["line"])].encode("utf-16-le")
        print(line[2 * begin:2 * end].decode("utf-16-le"))
