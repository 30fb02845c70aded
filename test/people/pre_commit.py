"""Runs the real pre-commit with the hooks of .pre-commit-hooks.yaml.

usage: pre_commit.py FOLDER SOURCE PRE_COMMIT
"""
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
RISKY = 'import os\nos.system("ls " + name)\n'
ENVIRONMENT = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(ROOT / "cache"),
               "GIT_CONFIG_GLOBAL": str(ROOT / "gitconfig"), "XDG_CONFIG_HOME": str(ROOT)}
(ROOT / "gitconfig").write_text("[user]\nname = t\nemail = t@localhost\n[init]\ndefaultBranch = main\n"
                                "[protocol \"file\"]\nallow = always\n")


def run(folder, *command, want=0):
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if want is not None and done.returncode != want:
        sys.exit(f"{command}: status {done.returncode}, want {want}\n{done.stdout}")
    return done.stdout


# A repository that has nothing but our hooks, as pre-commit clones it.
hooks = ROOT / "hooks"
hooks.mkdir()
shutil.copy(pathlib.Path(sys.argv[2]) / ".pre-commit-hooks.yaml", hooks)
run(hooks, "git", "init", "-q")
run(hooks, "git", "add", "-A")
run(hooks, "git", "commit", "-qm", "hooks")
revision = run(hooks, "git", "rev-parse", "HEAD").strip()


def project(hook, name=None, arguments="", begin=lambda folder: None):
    folder = ROOT / (name or hook)
    folder.mkdir()
    run(folder, "git", "init", "-q")
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: file://{hooks}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n{arguments}")
    run(folder, sys.argv[3], "install")
    (folder / "old.py").write_text("x = 1\n")
    begin(folder)
    (folder / "notes.txt").write_text("rm -rf /\n")
    run(folder, "git", "add", "-A")
    run(folder, "git", "commit", "-qm", "first")
    return folder


for hook in ("assay", "assay-staged"):
    folder = project(hook)
    (folder / "a b.py").write_text(RISKY)
    run(folder, "git", "add", "-A")
    said = run(folder, "git", "commit", "-qm", "risky", want=1)
    assert "a b.py:2:1: MEDIUM shell-computed-command" in said, said
    # What is staged counts, not what lies beside it.
    (folder / "a b.py").write_text("x = 1\n")
    run(folder, "git", "commit", "-qm", "risky", want=1)
    run(folder, "git", "add", "-A")
    (folder / "a b.py").write_text(RISKY)
    run(folder, "git", "commit", "-qm", "clean")
    # Where a finding is old, only one of the two minds.
    run(folder, "git", "commit", "-qam", "old", "--no-verify")
    (folder / "a b.py").write_text(RISKY + "# more\n")
    run(folder, "git", "commit", "-qam", "more", want=0 if hook == "assay-staged" else 1)
    print("held:", hook)

# What is in a baseline does not count, wherever its lines move; one more of the same kind does.
def accept_all(project_folder):
    (project_folder / "a.py").write_text(RISKY)
    run(project_folder, "assay", "scan", "--write-baseline", "old.json", "a.py", want=None)


folder = project("assay", "baseline", "    args: [--baseline, old.json]\n", accept_all)
(folder / "a.py").write_text("# one line more\n" + RISKY)
run(folder, "git", "commit", "-qam", "moved")
(folder / "a.py").write_text(RISKY + "os.system('rm ' + other)\n")
said = run(folder, "git", "commit", "-qam", "new", want=1)
assert "a.py:3:1: MEDIUM" in said and "a.py:2:1" not in said, said
print("held: baseline")

# Names that are awkward, a rename, and a merge, whose files nobody staged by hand.
folder = project("assay-staged", "awkward")
(folder / "li\nne.py").write_text(RISKY)
run(folder, "git", "add", "-A")
said = run(folder, "git", "commit", "-qm", "newline", want=1)
assert "li\\nne.py:2:1: MEDIUM" in said or "li\\u{a}ne.py:2:1: MEDIUM" in said, said
run(folder, "git", "commit", "-qm", "newline", "--no-verify")
run(folder, "git", "mv", "li\nne.py", "plain.py")
run(folder, "git", "commit", "-qm", "renamed")
run(folder, "git", "checkout", "-qb", "side")
(folder / "side.py").write_text(RISKY)
run(folder, "git", "add", "-A")
run(folder, "git", "commit", "-qm", "side", "--no-verify")
run(folder, "git", "checkout", "-q", "main")
(folder / "main.py").write_text("y = 1\n")
run(folder, "git", "add", "-A")
run(folder, "git", "commit", "-qm", "main")
run(folder, "git", "merge", "-q", "--no-ff", "--no-commit", "side")
run(folder, "git", "commit", "-qm", "merged", want=1)
print("held: awkward")
