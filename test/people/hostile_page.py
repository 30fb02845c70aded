"""Makes a folder whose names and texts try to run as part of a page that shows them.

usage: hostile_page.py FOLDER

Each attempt, if it works, sets window.stolen.
"""
import os
import sys

folder = sys.argv[1]
RUN = "window.stolen=1"
# A slash ends a name, so what needs one is a folder and a file in it.
NAMES = [
    f'"><img src=x onerror={RUN}>.py',
    f"'><svg onload={RUN}>.py",
    f"</script><script>{RUN}<!--.py",
    f"<script>{RUN}<!--<script>.py",
    f"javascript:{RUN}.py",
    f"]]><script>{RUN}.py",
    f"--><script>{RUN}.py",
    f"${{{RUN}}}`{RUN}`.py",
    "{{title}}{{script}}.py",
    f"\\u003cscript>{RUN}.py",
    f"&lt;script&gt;{RUN};&#60;img src=x onerror={RUN}>.py",
    f"<iframe srcdoc='<script>parent.{RUN}'>.py",
    f"<style>*{{background:url(x)}}.py",
    f"a#view=gaps&q=<img src=x onerror={RUN}>?b%00%3C.py",
    "\u202eyp.evas.py",
    "__proto__.py",
    "constructor/toString.py",
]
for name in NAMES:
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write("import os, sys\n"
                   f"x = sys.argv[1] + '</script><script>{RUN}</script><!--'\n"
                   f"os.system(x)  # <img src=x onerror={RUN}>\n"
                   f"os.system(y)  # assay: allow shell-computed-command -- <img src=x onerror={RUN}>\n")
