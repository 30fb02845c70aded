"""Tries `assay scan --staged`, `--new-since` and `assay hook git` in repositories of every awkward
shape. Each function is one case; its name says which.

usage: git_repositories.py FOLDER
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])
RISKY = 'import os\nos.system("ls " + name)\n'
CLEAN = "x = 1\n"
ENVIRONMENT = dict(os.environ, GIT_CONFIG_GLOBAL=str(ROOT / "gitconfig"), GIT_CONFIG_NOSYSTEM="1")
(ROOT / "gitconfig").write_text(
    "[user]\nname = t\nemail = t@localhost\n[init]\ndefaultBranch = main\n[protocol \"file\"]\nallow = always\n")


def run(folder, *command, want=0, **more):
    done = subprocess.run(command, cwd=folder, env={**ENVIRONMENT, **more}, capture_output=True)
    if want is not None and done.returncode != want:
        sys.exit(f"{folder}: {command}: status {done.returncode}, want {want}\n"
                 f"{done.stdout.decode()}\n{done.stderr.decode()}")
    return done


def git(folder, *arguments, **more):
    return run(folder, "git", *arguments, **more).stdout.decode()


def scan(folder, *arguments, want=0):
    return run(folder, "assay", "scan", "--no-config", *arguments, want=want)


def paths(folder, *arguments, want=0):
    """The files that a scan judged, and the lines of findings that count."""
    report = json.loads(scan(folder, "--format", "json", *arguments, want=want).stdout)
    found = [(f["path"], d["line"]) for f in report["files"] for d in f["findings"]
             if d["level"] != "LOW"]
    return sorted(f["path"] for f in report["files"]), sorted(found)


def same(got, want):
    if got != want:
        sys.exit(f"got {got}\nwant {want}")


def repository(name, **files):
    folder = ROOT / name
    folder.mkdir()
    git(folder, "init", "--quiet")
    for path, text in files.items():
        write(folder, path.replace("__", "."), text)
    if files:
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "first")
    return folder


def write(folder, path, text):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def first_commit():
    folder = repository("first")
    write(folder, "a.py", RISKY)
    git(folder, "add", "a.py")
    done = scan(folder, "--staged", "--new-since", "HEAD", want=1)
    assert b"all findings count" in done.stderr, done.stderr
    same(paths(folder, "--staged", want=1), (["a.py"], [("a.py", 2)]))


def partly_staged():
    folder = repository("partly", a__py=CLEAN)
    write(folder, "a.py", RISKY)
    same(paths(folder, "--staged"), ([], []))
    git(folder, "add", "a.py")
    write(folder, "a.py", CLEAN)
    same(paths(folder, "--staged", want=1), (["a.py"], [("a.py", 2)]))
    same(paths(folder, "."), (["a.py"], []))
    (folder / "a.py").unlink()
    same(paths(folder, "--staged", want=1), (["a.py"], [("a.py", 2)]))


def only_what_is_new_counts():
    folder = repository("new", a__py=RISKY)
    write(folder, "a.py", "# a line above\n" + RISKY + "os.system('rm ' + name)\n")
    git(folder, "add", "a.py")
    same(paths(folder, "--staged", "--new-since", "HEAD", want=1), (["a.py"], [("a.py", 4)]))
    same(paths(folder, "--new-since", "HEAD", ".", want=1), (["a.py"], [("a.py", 4)]))
    done = scan(folder, "--new-since", "HEAD", ".", want=1).stdout
    assert b"known:      BLOCKED 0  HIGH 0  MEDIUM 1" in done, done


def renamed():
    folder = repository("renamed", a__py=RISKY + CLEAN * 20)
    git(folder, "mv", "a.py", "b.py")
    same(paths(folder, "--staged", "--new-since", "HEAD"), (["b.py"], []))
    same(paths(folder, "--new-since", "HEAD", "."), (["b.py"], []))


def awkward_names():
    folder = repository("names")
    for name in ("with space.py", "new\nline.py", "-dash.py", "tab\t\"quote\".py", "é.py"):
        write(folder, name, RISKY)
    git(folder, "add", "-A")
    judged, found = paths(folder, "--staged", want=1)
    same(len(judged), 5)
    same([path for path, _ in found], judged)
    git(folder, "commit", "-qm", "names")
    same(paths(folder, "--new-since", "HEAD", ".")[1], [])


def neither_links_nor_submodules():
    inner = repository("inner", evil__py=RISKY)
    folder = repository("outer", a__py=CLEAN)
    git(folder, "submodule", "--quiet", "add", str(inner), "sub")
    os.symlink("/etc/passwd", folder / "link.py")
    git(folder, "add", "-A")
    same(paths(folder, "--staged"), ([], []))
    # The work tree has the submodule's files, which no commit of this repository has.
    same(paths(folder, "--new-since", "HEAD", ".", want=1)[1], [("sub/evil.py", 2)])
    same(paths(folder / "sub", "--new-since", "HEAD", ".")[1], [])


def merge_commit():
    folder = repository("merge", a__py=CLEAN)
    git(folder, "checkout", "-qb", "side")
    write(folder, "side.py", RISKY)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "side")
    git(folder, "checkout", "-q", "main")
    write(folder, "a.py", CLEAN * 2)
    git(folder, "commit", "-qam", "main")
    git(folder, "merge", "-q", "--no-commit", "side")
    same(paths(folder, "--staged", "--new-since", "HEAD", want=1)[1], [("side.py", 2)])
    git(folder, "commit", "-qm", "merged")
    same(paths(folder, "--new-since", "HEAD^2", ".")[1], [])


def unfinished_merge():
    folder = repository("conflict", a__py=CLEAN)
    git(folder, "checkout", "-qb", "side")
    write(folder, "a.py", "y = 2\n")
    git(folder, "commit", "-qam", "side")
    git(folder, "checkout", "-q", "main")
    write(folder, "a.py", "z = 3\n")
    git(folder, "commit", "-qam", "main")
    git(folder, "merge", "-q", "side", want=1)
    assert b"a.py is not merged yet" in scan(folder, "--staged", want=2).stderr


def detached_and_shallow():
    folder = repository("deep", a__py=RISKY)
    write(folder, "b.py", RISKY)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "second")
    git(folder, "checkout", "-q", "--detach")
    same(paths(folder, "--new-since", "HEAD^", ".", want=1)[1], [("b.py", 2)])
    git(ROOT, "clone", "-q", "--depth", "1", f"file://{folder}", "shallow")
    done = scan(ROOT / "shallow", "--new-since", "HEAD^", ".", want=1)
    assert b"`HEAD^` names no commit that is here" in done.stderr, done.stderr
    assert done.stdout.count(b"shell-computed-command") == 2


def no_repository():
    # The tests' own folder is inside a repository.
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write(folder, "a.py", RISKY)
        done = scan(folder, "--staged", want=2)
        assert b"not a git repository" in done.stderr, done.stderr
        done = scan(folder, "--new-since", "HEAD", ".", want=1)
        assert b"all findings count" in done.stderr, done.stderr
        scan(folder, "--staged", ".", want=2)


def below_the_top():
    folder = repository("below", a__py=CLEAN)
    write(folder, "deep/er/b.py", RISKY)
    git(folder, "add", "-A")
    same(paths(folder / "deep", "--staged", want=1)[0], ["er/b.py"])
    git(folder, "commit", "-qm", "deep")
    same(paths(folder / "deep", "--new-since", "HEAD", ".")[1], [])


def hook_of_git():
    folder = repository("hook", a__py=RISKY)
    for _ in range(2):
        run(folder, "assay", "hook", "git", "install")
    run(folder, "assay", "hook", "git", "doctor")
    write(folder, "b.py", CLEAN)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "clean")
    write(folder, "b.py", CLEAN + RISKY)
    git(folder, "commit", "-qam", "risky", want=1)
    # Only what is named is committed: git makes an index of its own for that.
    write(folder, "c.py", CLEAN)
    git(folder, "add", "c.py")
    git(folder, "commit", "-qm", "one of two", "c.py")
    git(folder, "commit", "-qm", "risky", "b.py", want=1)
    git(folder, "checkout", "-q", "b.py")
    git(folder, "worktree", "add", "-q", "../linked", "-b", "other")
    write(ROOT / "linked", "d.py", RISKY)
    git(ROOT / "linked", "add", "-A")
    git(ROOT / "linked", "commit", "-qm", "risky", want=1)
    run(folder, "assay", "hook", "git", "uninstall")
    run(folder, "assay", "hook", "git", "doctor", want=2)
    git(folder, "commit", "-qm", "empty", "--allow-empty")


def hook_of_somebody_else():
    folder = repository("foreign", a__py=CLEAN)
    write(folder, ".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n")
    done = run(folder, "assay", "hook", "git", "install", want=2)
    assert b"somebody else; add this line" in done.stderr, done.stderr
    run(folder, "assay", "hook", "git", "uninstall")
    assert (folder / ".git/hooks/pre-commit").exists()


CASES = [first_commit, partly_staged, only_what_is_new_counts, renamed, awkward_names,
         neither_links_nor_submodules, merge_commit, unfinished_merge, detached_and_shallow,
         no_repository, below_the_top, hook_of_git, hook_of_somebody_else]
for case in CASES:
    case()
    print("held:", case.__name__)
