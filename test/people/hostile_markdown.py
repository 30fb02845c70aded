"""Adds files to a folder whose names mean something in Markdown.

usage: hostile_markdown.py FOLDER
"""
import os
import sys

NAMES = ["@octocat a|b.py", "[text](javascript:alert(1)).py", "![x](http:example.org).py", "www.example.org.py",
         "`code` ``more``.py", "**bold** ~~gone~~ #1.py", "<details><summary>.py", "a@example.org.py", "\\|\\`.py",
         "<!-- .py", "| - | - |.py", "x" * 200 + ".py"]
for name in NAMES:
    with open(os.path.join(sys.argv[1], name), "w", encoding="utf-8") as file:
        file.write("import os, sys\nos.system('</code>@octocat ' + sys.argv[1])\n")
