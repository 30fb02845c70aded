"""Types at real shells and presses Tab.

usage: completions.py FOLDER SHELL...
"""
import os
import pathlib
import pty
import select
import subprocess
import sys
import time

ROOT = pathlib.Path(sys.argv[1])
(ROOT / "fo").mkdir()
(ROOT / "fo b.py").write_text("")
ENVIRONMENT = {**os.environ, "HOME": str(ROOT), "TERM": "dumb", "PS1": "> ", "COLUMNS": "200"}

# What is typed, and what must be and must not be among the offers. {} is a word that is not there.
CASES = [
    ("assay ", {"scan", "run", "audit", "completions"}, {"verify", "--all"}),
    ("assay sc", {"scan"}, {"run"}),
    ("assay scan --th", {"--threshold"}, {"--format"}),
    ("assay scan --threshold ", {"LOW", "BLOCKED"}, {"fo", "scan"}),
    ("assay scan --format sa", {"sarif"}, {"json"}),
    ("assay scan --all --new-since HEAD f", {"fo", "fo b.py"}, {"scan"}),
    ("assay run --workspace f", {"fo"}, {"fo b.py"}),
    ("assay audit v", {"verify"}, {"scan"}),
    ("assay audit verify --ch", {"--checkpoint"}, {"--all"}),
    ("assay hook claude ins", {"install"}, {"claude"}),
    ("assay hook c", {"claude", "codex"}, {"install"}),
    ("assay policy check f", {"fo b.py"}, {"check"}),
    ("assay jail l", {"learn"}, {"run"}),
    ("assay completions z", {"zsh"}, {"bash"}),
]


def script(shell):
    path = ROOT / f"assay.{shell}"
    with open(path, "w") as file:
        subprocess.run(["assay", "completions", shell], stdout=file, check=True)
    return path


def check(shell, typed, got, want, not_want):
    if not want <= got or not_want & got:
        sys.exit(f"{shell}: `{typed}` offers {sorted(got)}; want {sorted(want)}, and none of {sorted(not_want)}")


def bash():
    path = script("bash")
    for typed, want, not_want in CASES + [("assay scan --threshold=HI", {"HIGH"}, {"LOW"})]:
        # As Readline does: the sign = is a word of its own.
        words = typed.replace("=", " = ").split()
        if typed.endswith(" "):
            words.append("")
        run = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _assay; printf "%s\\n" "${COMPREPLY[@]}"'
        done = subprocess.run(["bash", "--norc", "-uc", run, "bash", path, *words], cwd=ROOT, env=ENVIRONMENT,
                              capture_output=True, text=True)
        if done.stderr:
            sys.exit(f"bash: `{typed}`: {done.stderr}")
        check("bash", typed, set(done.stdout.split("\n")), want, not_want)


def fish():
    path = script("fish")
    for typed, want, not_want in CASES:
        done = subprocess.run(["fish", "--no-config", "-c", f"source {path}; complete -C '{typed}'"], cwd=ROOT,
                              env=ENVIRONMENT, capture_output=True, text=True, check=True)
        if done.stderr:
            sys.exit(f"fish: `{typed}`: {done.stderr}")
        got = {line.split("\t")[0].replace("\\", "").rstrip("/") for line in done.stdout.split("\n")}
        check("fish", typed, got, want, not_want)


class Terminal:
    """A shell that believes that a person sits before it."""

    def __init__(self, *command):
        child, self.end = pty.fork()
        if child == 0:
            os.chdir(ROOT)
            os.execvpe(command[0], command, ENVIRONMENT)
        self.unread = ""

    def type(self, text):
        os.write(self.end, text.encode())

    def read(self, until, seconds=60):
        """What is shown up to that; the rest is for the next call."""
        end = time.monotonic() + seconds
        while until not in self.unread:
            ready, _, _ = select.select([self.end], [], [], max(0, end - time.monotonic()))
            if not ready:
                sys.exit(f"waited in vain for {until!r}, saw {self.unread!r}")
            self.unread += os.read(self.end, 4096).decode(errors="replace")
        self.unread = self.unread.split(until, 1)[1]


# Completions end in compadd. This one also writes down what it is given, so that nothing depends on how
# zsh shows it; calls that only fill an array are not offers.
ZSH = """PROMPT='<pro''mpt>'; unsetopt beep; autoload -Uz compinit; compinit -u -d %(root)s/dump; source %(script)s
compadd() {
  local -a found
  if [[ ${@[(i)-[a-zA-Z]#[OAD]]} -gt $# ]]; then
    builtin compadd -O found "$@"
    print -rl -- $found >> %(root)s/offers
  fi
  builtin compadd "$@"
}
offer() { zle list-choices; print '<all>' >> %(root)s/offers }
setopt extended_glob; zle -N offer; bindkey '^I' offer; print ready$((1+1))
"""


def zsh():
    terminal = Terminal("zsh", "-f", "-i")
    terminal.type(ZSH % {"root": ROOT, "script": script("zsh")})
    terminal.read("ready2")
    terminal.read("<prompt>")
    offers = ROOT / "offers"
    for number, (typed, want, not_want) in enumerate(CASES):
        offers.write_text("")
        # Then the line is killed, and another one tells that all is done.
        terminal.type(f"{typed}\t\x15print end$((1+1))of{number}\n")
        terminal.read(f"end2of{number}")
        # Until the prompt is there the line editor does not read.
        terminal.read("<prompt>")
        check("zsh", typed, {line.replace("\\", "").rstrip("/ =") for line in offers.read_text().split("\n")}, want, not_want)
    terminal.type("exit\n")


for name in sys.argv[2:]:
    {"bash": bash, "fish": fish, "zsh": zsh}[name]()
    print("held:", name)
