"""What Python offers to reach out of a jail. Prints "NAME ERROR" for each."""
import ctypes
import errno
import os
import socket


def address(text):
    def attempt():
        socket.create_connection((text, 80), timeout=1).close()
    return attempt


def name(text):
    def attempt():
        socket.getaddrinfo(text, 80)
    return attempt


def unix(path):
    def attempt():
        with socket.socket(socket.AF_UNIX) as end:
            end.connect(path)
    return attempt


def lock_shared():
    """A lock on a file of the host would be seen in other jails."""
    with open("/tmp/x", "w", encoding="ascii") as file:
        os.lockf(file.fileno(), os.F_LOCK, 0)
    raise OSError(errno.ENOENT, "only on files of its own")


ATTEMPTS = {
    "loopback": address("127.0.0.1"),
    "metadata": address("169.254.169.254"),
    "mapped": address("::ffff:127.0.0.1"),
    "resolve": name("example.org"),
    "odd-name": name("localhost\x00.example.org"),
    "docker": unix("/var/run/docker.sock"),
    "desktop-bus": unix("/run/user/0/bus"),
    "abstract": unix("\0/tmp/.X11-unix/X0"),
    "host-name": lambda: socket.sethostname("x"),
    "shared-memory": lambda: os.close(os.open("/dev/shm/../../run/x", os.O_CREAT | os.O_RDWR)),
    "lock": lock_shared,
    "native": lambda: ctypes.CDLL("/tmp/x.so"),
}

for label, attempt in ATTEMPTS.items():
    try:
        attempt()
        print(label, "ESCAPED")
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        print(label, errno.errorcode.get(number, "refused"))
