"""Renders a summary as GitHub does and prints its cells; only elements of ours may be in it.

usage: check_markdown.py FILE
"""
import html.parser
import sys

import cmarkgfm

OURS = {"h3", "table", "thead", "tbody", "tr", "th", "td", "br", "code", "p", "strong"}
# Of the tables of ours that hold text.
COLUMNS = {"level": 3, "where": 2, "": 5}


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.cells = []

    def handle_starttag(self, tag, attributes):
        assert tag in OURS, f"<{tag}> is not ours"
        assert not [name for name, _ in attributes if name not in ("align",)], attributes
        if tag in ("h3", "th", "td"):
            self.cells.append([tag, ""])
        elif tag == "tr":
            self.cells.append(["tr", ""])

    def handle_comment(self, text):
        assert text == " ", f"a comment: {text}"

    def handle_data(self, text):
        if self.cells:
            self.cells[-1][1] += text


with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
assert len(text) < 65536, "GitHub takes no longer comment"
# With raw HTML, as GitHub lets some through.
options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
reader = Reader()
reader.feed(cmarkgfm.github_flavored_markdown_to_html(text, options))
rows = []
for tag, cell in reader.cells:
    if tag == "tr":
        rows.append([])
    elif rows:
        rows[-1].append(cell.strip())
    print(f"{tag}: {cell.strip()}")
width = 0
for row in rows:
    width = COLUMNS.get(row[0], width)
    assert len(row) == width, row
