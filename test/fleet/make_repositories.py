"""Makes many small repositories from archives of packages, so that they hold what people write.

usage: make_repositories.py FOLDER COUNT FILES ARCHIVE...

Archives are wheels, zips, tar balls or crates, such as `pip download --no-deps ansible` fetches. Each
repository gets up to FILES files that stood together.
Prints the list, a job of `assay worker` a line.
"""
import json
import os
import sys
import tarfile
import zipfile

# A file of data tells nothing about judging.
SUFFIXES = (".py", ".js", ".ts", ".sh", ".c", ".h", ".cpp", ".go", ".rs", ".rb", ".java", ".php")


def members(archive):
    """(name, bytes) of the sources of an archive, by name."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as packed:
            for name in sorted(packed.namelist()):
                if name.endswith(SUFFIXES):
                    yield name, packed.read(name)
        return
    with tarfile.open(archive) as packed:
        for member in sorted(packed.getmembers(), key=lambda one: one.name):
            if member.isfile() and member.name.endswith(SUFFIXES):
                yield member.name, packed.extractfile(member).read()


def groups(archives, most):
    for archive in archives:
        group = []
        for member in members(archive):
            group.append(member)
            if len(group) == most:
                yield group
                group = []
        if group:
            yield group


folder, most, files, archives = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
for number, group in enumerate(groups(archives, files)):
    if number == most:
        break
    place = os.path.join(folder, f"repository-{number:05}")
    for at, (name, content) in enumerate(group):
        # Numbered, so that no name of an archive leads out of its folder.
        path = os.path.join(place, f"part{at}", os.path.basename(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
    print(json.dumps({"path": place, "id": f"repository-{number:05}"}))
