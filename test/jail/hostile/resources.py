"""Ways to use up the host, by name. Prints how far it got, where it lives to tell."""
import ctypes
import errno
import mmap
import os
import sys
import threading
import time

MIB = 1 << 20


def heap():
    keep = []
    while True:
        keep.append(bytearray(8 * MIB))


def shared():
    keep = []
    while True:
        block = mmap.mmap(-1, 8 * MIB)
        for page in range(0, 8 * MIB, 4096):
            block[page] = 1
        keep.append(block)


def reserve():
    try:
        while True:
            mmap.mmap(-1, 64 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).__class__
            keep.append(mmap.mmap(-1, 64 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
    except OSError as error:
        print("reserve", errno.errorcode[error.errno])


keep = []


def fill(path):
    try:
        with open(path, "wb") as file:
            while True:
                file.write(b"x" * MIB)
    except OSError as error:
        print("fill", errno.errorcode[error.errno])


def scratch():
    try:
        for number in range(64):
            with open(f"/tmp/{number}", "wb") as file:
                file.write(b"x" * MIB)
    except OSError as error:
        print("scratch", errno.errorcode[error.errno])


def inodes():
    try:
        for number in range(1_000_000):
            os.close(os.open(f"/tmp/{number}", os.O_CREAT | os.O_WRONLY))
    except OSError as error:
        print("inodes", errno.errorcode[error.errno])


def descriptors():
    try:
        while True:
            keep.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        print("descriptors", errno.errorcode[error.errno], len(keep) < 64)


def threads():
    release = threading.Event()
    try:
        for number in range(10_000):
            threading.Thread(target=release.wait, daemon=True).start()
    except RuntimeError:
        print("threads", number < 64)
    release.set()


def sparse():
    with open("/tmp/sparse", "wb") as file:
        try:
            os.truncate("/tmp/sparse", 1 << 62)
        except OSError as error:
            print("sparse", errno.errorcode[error.errno])


def flood():
    while True:
        os.write(1, b"x" * 65536)


def flood_errors():
    while True:
        os.write(2, b"x" * 65536)


def drip():
    while True:
        print(".", flush=True)
        time.sleep(0.05)


def denials():
    libc = ctypes.CDLL(None, use_errno=True)
    for _ in range(1_000_000):
        libc.socket(2, 1, 0)
    print("denials done")


def pipes():
    try:
        while True:
            ends = os.pipe()
            os.set_blocking(ends[1], False)
            os.write(ends[1], b"x" * 65536)
            keep.append(ends)
    except OSError as error:
        print("pipes", errno.errorcode[error.errno])


def deep():
    os.chdir("/tmp")
    depth = 0
    try:
        while depth < 100_000:
            os.mkdir("d")
            os.chdir("d")
            depth += 1
    except OSError as error:
        print("deep", errno.errorcode[error.errno])


globals()[sys.argv[1]](*sys.argv[2:])
