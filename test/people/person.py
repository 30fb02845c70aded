"""A person at a terminal, as far as assay can tell."""
import os
import pty
import sys


def approve(request):
    """A person at a terminal says yes."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("assay", ["assay", "approve", "--no-config", request, "--reason",
                            "a trial of the tests"])
    said = b""
    while b"[y/N]" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"y\n")
    try:
        while os.read(terminal, 1000):
            pass
    except OSError:
        pass
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        sys.exit(f"approve {request}: status {status}: {said.decode()}")
