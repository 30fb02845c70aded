"""as_nobody.py COMMAND...: runs it as an ordinary user; as ourselves if we are one.

The command is opened before the change of user, so that it may lie in a folder that only root can
enter. Files that it reads have to come by standard input for the same reason.
"""
import os
import shutil
import sys

NOBODY = 65534

command = os.open(shutil.which(sys.argv[1]), os.O_RDONLY | os.O_CLOEXEC)
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
os.execve(command, sys.argv[1:], os.environ)
