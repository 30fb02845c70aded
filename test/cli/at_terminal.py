#!/usr/bin/env python3
"""Run a command at a terminal of its own, answer its question, and print what the terminal shows.

usage: at_terminal.py ANSWER COMMAND...

Types ANSWER and a newline once "[y/N]" is shown; ends with "exit STATUS". Gives up after 60 s.
"""
import os
import pty
import select
import sys
import time

answer, command = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)

shown = b""
answered = False
deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            got = os.read(terminal, 4096)
        except OSError:
            break
        if not got:
            break
        shown += got
    if not answered and b"[y/N]" in shown:
        answered = True
        # After the question: what is typed before it is thrown away.
        time.sleep(0.2)
        os.write(terminal, answer.encode() + b"\n")
else:
    os.kill(child, 9)
print(shown.decode(errors="replace").replace("\r", ""))
print("exit", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
