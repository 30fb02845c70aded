"""Checks the shape of the source tree.

usage: style.py RULE ROOT

Prints "path:line: what is wrong" for each place and exits 1 if there is one. It reads the text of
files only; it needs neither git nor a build.
"""
import json
import os
import re
import sys

HOUSES = ("grammars", "analyzer", "runtime", "audit", "tools", "test")

# Who may include whom: the arrows of the architecture. A folder that is not named here may include
# nothing of ours but itself, so a new program under tools/ needs a line, and a reader for it.
LOOKING = {"grammars", "analyzer", "tools/report"}
EVERYTHING = LOOKING | {"runtime", "audit", "tools/gate", "tools/rpc", "tools/service", "tools/lsp", "tools/mcp", "tools/clang"}
ARROWS = {
    "grammars": set(),
    "analyzer": {"grammars"},
    "runtime": set(),
    "audit": set(),
    # report is below the gate: the gate's answers are documents.
    "tools/report": {"grammars", "analyzer"},
    "tools/gate": LOOKING | {"runtime", "audit"},
    # Messages, whatever is in them.
    "tools/rpc": set(),
    # These cannot execute anything.
    "tools/lsp": LOOKING | {"tools/rpc"},
    "tools/clang": LOOKING | {"tools/rpc"},
    "tools/clang-tidy": LOOKING | {"tools/clang"},
    "tools/clang-plugin": LOOKING | {"tools/clang"},
    # These stand above the gate.
    "tools/assay": EVERYTHING,
    "tools/service": EVERYTHING,
    "tools/mcp": EVERYTHING,
    "tools/abi": EVERYTHING,
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:[<"]([^>"]+)[>"]|(\S+))')

# A file of more lines holds more than one idea.
MAX_LINES = 400


def house(path):
    """The unit that arrows connect: "audit", or "tools/gate". None if the path is not ours."""
    parts = path.split("/")
    if parts[0] not in HOUSES:
        return None
    return "/".join(parts[:2]) if parts[0] == "tools" and len(parts) > 2 else parts[0]


def sources(root, *folders, suffixes=(".h", ".cpp", ".c", ".def", ".inc")):
    """(path below root, its lines) of each source file under the folders, in a stable order."""
    for folder in folders:
        for where, below, names in os.walk(os.path.join(root, folder)):
            below[:] = sorted(d for d in below if d not in ("node_modules", "inputs"))
            for name in sorted(names):
                if name.endswith(suffixes):
                    full = os.path.join(where, name)
                    with open(full, encoding="utf-8") as file:
                        yield os.path.relpath(full, root), file.read().split("\n")


def layers(root):
    for path, lines in sources(root, "grammars", "analyzer", "runtime", "audit", "tools"):
        own = house(path)
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            if match[2]:
                yield path, number, f"an include of {match[2]} hides its target"
                continue
            target = match[1]
            if target.startswith("."):
                target = os.path.normpath(os.path.join(os.path.dirname(path), target))
            other = house(target)
            if other and other != own and other not in ARROWS.get(own, set()):
                yield path, number, f"{own} must not include {target}"


def sizes(root):
    for path, lines in sources(root, *HOUSES, suffixes=(".h", ".cpp")):
        if len(lines) - 1 > MAX_LINES:
            yield path, MAX_LINES + 1, f"{len(lines) - 1} lines, at most {MAX_LINES}: split it by noun"


def names(root):
    """The analyzer serves every language and so names none; Clang's front end is the exception."""
    grammars = os.path.join(root, "grammars")
    languages = {d for d in os.listdir(grammars)
                 if os.path.exists(os.path.join(grammars, d, "language.yaml"))}
    words = sorted(name for name in languages if len(name) > 2)
    # Not behind a dot: a file's name may end like a language's.
    known = re.compile(r"(?<!\.)\b(" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
    for path, lines in sources(root, "analyzer"):
        for number, line in enumerate(lines, 1):
            match = known.search(line) if "/clang/" not in path else None
            if match:
                yield path, number, f"names the language '{match[1]}': say it in data"


def regex(root):
    """std::regex recurses over its input, so whoever writes the input chooses our stack."""
    for path, lines in sources(root, *HOUSES):
        for number, line in enumerate(lines, 1):
            if re.search(r"std::w?(regex|cregex|sregex)|<regex>|\bstd::basic_regex", line):
                yield path, number, "std::regex: use a cursor and a budget, or llvm::Regex on text of ours"


# What CMake looks for, and the Debian package that has it. Threads is part of the C library.
PACKAGES = {"LLVM": "llvm-19-dev", "Clang": "libclang-19-dev", "yaml-cpp": "libyaml-cpp-dev",
            "OpenSSL": "libssl-dev", "ZLIB": "zlib1g-dev", "GTest": "libgtest-dev",
            "PkgConfig": "pkg-config", "libseccomp": "libseccomp-dev", "sqlite3": "libsqlite3-dev",
            "re2": "libre2-dev", "Threads": None}


def packages(root):
    """tools/setup installs what the build asks for: a fresh machine must not find out first."""
    with open(os.path.join(root, "tools", "setup"), encoding="utf-8") as file:
        installed = set(file.read().split())
    asked = re.compile(r"^\s*(?:find_package\((\S+?)[ )]|pkg_check_modules\(.*?(\S+)\))")
    with open(os.path.join(root, "CMakeLists.txt"), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            match = asked.match(line)
            if not match:
                continue
            name = match[1] or match[2]
            if name not in PACKAGES:
                yield "CMakeLists.txt", number, f"no Debian package is known for {name}"
            elif PACKAGES[name] and PACKAGES[name] not in installed:
                yield "CMakeLists.txt", number, f"tools/setup does not install {PACKAGES[name]}"


def notices(root):
    """What is compiled into our programs is named, with its copyright, in LICENSE."""
    with open(os.path.join(root, "LICENSE"), encoding="utf-8") as file:
        named = {line.strip() for line in file}
    with open(os.path.join(root, "grammars", "package.json"), encoding="utf-8") as file:
        for name in json.load(file)["dependencies"]:
            if name not in named:
                yield "LICENSE", 1, f"does not name {name}"


RULES = {rule.__name__: rule for rule in (layers, sizes, names, regex, packages, notices)}


def main(arguments):
    if len(arguments) != 3 or arguments[1] not in RULES:
        sys.exit(__doc__)
    found = list(RULES[arguments[1]](arguments[2]))
    for path, line, message in found:
        print(f"{path}:{line}: {message}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
