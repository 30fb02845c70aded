"""Ways to the host's files. Prints "NAME ERROR" for each, or ESCAPED."""
import errno
import os
import sys

secret, = sys.argv[1:]


def read(path):
    def attempt():
        with open(path, "rb") as file:
            file.read(1)
    return attempt


def write(path):
    def attempt():
        os.close(os.open(path, os.O_WRONLY))
    return attempt


def create(path):
    def attempt():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
    return attempt


def change_input():
    """A sealed file in memory: it can be opened for writing, and not be written."""
    os.write(os.open("/proc/self/fd/0", os.O_WRONLY), b"x")


def through_link():
    os.symlink(secret, "/tmp/link")
    read("/tmp/link")()


def dots():
    read("/tmp/" + "../" * 40 + secret)()


def hard_link():
    os.link("/usr/bin/true", "/tmp/true")


def set_user():
    create("/tmp/s")()
    os.chmod("/tmp/s", 0o4755)
    os.chown("/tmp/s", 0, 0)


def device():
    os.mknod("/tmp/disk", 0o060666, os.makedev(254, 0))


def unlink_system():
    os.unlink("/usr/bin/true")


def rename_root():
    os.rename("/usr", "/tmp/usr")


def old_root():
    os.chroot("/proc/self/root/..")


def descriptors():
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except FileNotFoundError:
            # The folder that was being listed.
            continue
        if not target.startswith(("/memfd:", "pipe:", "/proc/", "/program/")):
            print("descriptor", target)


attempts = {
    "secret": read(secret), "shadow": read("/etc/shadow"), "root-home": read("/root/.bashrc"),
    "through-link": through_link, "dots": dots, "of-init": read("/proc/1/root/etc/shadow"),
    "memory": read("/dev/mem"), "kernel": read("/proc/kcore"), "disk": read("/dev/vda"),
    "sysfs": read("/sys/kernel/vmcoreinfo"), "core-pattern": write("/proc/sys/kernel/core_pattern"),
    "trigger": write("/proc/sysrq-trigger"), "adjust": write("/proc/self/oom_score_adj"),
    "docker": read("/run/docker.sock"), "hard-link": hard_link, "set-user": set_user,
    "device": device, "unlink-system": unlink_system, "rename-root": rename_root,
    "old-root": old_root, "system": create("/usr/lib/x"), "etc": create("/etc/x"),
    "program": write("/program/main.py"), "new-folder": lambda: os.mkdir("/x"),
    "change-input": change_input,
}
for name, attempt in attempts.items():
    try:
        attempt()
        print(name, "ESCAPED")
    except OSError as error:
        print(name, errno.errorcode[error.errno])
descriptors()
print("end")
