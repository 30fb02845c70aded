"""refused_call.py CALL ERROR COMMAND...: runs it where the kernel answers this system call so.

As a container's filter, a sysctl or a security module of the host would. CALL is a name of the table
below, ERROR one of errno's names; CALL may also be a file that is then not there, with no ERROR.
The host is not touched.
"""
import ctypes
import errno
import os
import struct
import sys

# x86-64; asm/unistd_64.h.
CALLS = {"mount": 165, "pivot_root": 155, "seccomp": 317, "memfd_create": 319, "clone3": 435,
         "mount_setattr": 442, "landlock_create_ruleset": 444}
# linux/filter.h, linux/seccomp.h, linux/prctl.h.
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2

libc = ctypes.CDLL(None, use_errno=True)


def checked(result, what):
    if result != 0:
        sys.exit(f"{what}: {os.strerror(ctypes.get_errno())}")


def refuse(number, error):
    code = [(LOAD, 0, 0, 0), (IF_EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | error),
            (RETURN, 0, 0, ALLOW)]
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *row) for row in code))
    program = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(code), ctypes.addressof(instructions)))
    checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    checked(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program), "seccomp")


def hide(path):
    """In a mount namespace of its own: an empty file that cannot be executed lies over it."""
    user, group = os.geteuid(), os.getegid()
    checked(libc.unshare(0x10020000), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"),
                       ("gid_map", f"0 {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
    checked(libc.mount(b"/dev/null", os.path.realpath(path).encode(), None, 4096, None), path)


def main():
    if sys.argv[1].startswith("/"):
        hide(sys.argv[1])
        command = sys.argv[2:]
    else:
        refuse(CALLS[sys.argv[1]], getattr(errno, sys.argv[2]))
        command = sys.argv[3:]
    os.execvp(command[0], command)


main()
