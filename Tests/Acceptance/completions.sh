#!/bin/bash
# Completion as people use it: a tab in real shells, each on a terminal of its own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$REEL" "$work/bin/reel"
cp "$here/../../manifests/campaign.yaml" "$work/shots.yaml"
cp -r "$here/../../manifests/assets" "$here/../../manifests/prompts" "$work/"
touch "$work/notes.txt"
"$VENV/bin/python" - "$work" <<'PY'
import os, pty, re, select, sys, time

work = sys.argv[1]
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(reel completions bash)"'),
    "zsh": (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source <(reel completions zsh)"),
    "fish": (["fish", "--no-config", "-i"], "reel completions fish | source"),
}
# What is typed, and what the line has to be after a tab.
ONE = [
    ("reel ru", "reel run "),
    ("reel run sho", "reel run shots.yaml "),
    ("reel run shots.yaml cup-garde", "reel run shots.yaml cup-garden "),
    ("reel run shots.yaml tag:her", "reel run shots.yaml tag:hero "),
    ("reel run shots.yaml 'cup-garde", "reel run shots.yaml cup-garden "),
    ("reel plan shots.yaml --form", "reel plan shots.yaml --format "),
    ("reel explain manifest.unknown-k", "reel explain manifest.unknown-key "),
]


class Terminal:
    def __init__(self, command):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.chdir(work)
            environment = {"PATH": f"{work}/bin:{os.environ['PATH']}", "TERM": "xterm", "HOME": work,
                           "PS1": "> ", "LC_ALL": "C.UTF-8", "COLUMNS": "100", "LINES": "40"}
            os.execvpe(command[0], command, environment)

    def read(self, until, seconds=15):
        """What comes until it matches, without what moves and colours."""
        text, end = "", time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.file], [], [], 0.1)[0]:
                try:
                    data = os.read(self.file, 65536)
                except OSError:
                    break
                # fish asks the terminal who it is, and waits for the answer.
                if b"\x1b[c" in data or b"\x1b[0c" in data: os.write(self.file, b"\x1b[?1;2c")
                text += data.decode(errors="replace")
            plain = re.sub(r"\x1b(\[[0-9;?<>=]*[a-zA-Z]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>()][A-Z0-9]?)", "", text)
            if until(plain): return plain
        raise SystemExit(f"nothing of what was to come: {plain!r}")

    def type(self, text): os.write(self.file, text.encode())


for name, (command, setup) in SHELLS.items():
    terminal = Terminal(command)
    terminal.type(f"{setup}; echo rea''dy\r")
    terminal.read(lambda text: "ready" in text)
    for typed, wanted in ONE:
        # Then `echo` goes before the line: what the shell has made of it is what it says.
        terminal.type(typed + "\t")
        time.sleep(0.6)
        terminal.type("\x01echo '<' \x05'>'\r")
        said = terminal.read(lambda text: re.search(r"(^|[\r\n])< .* ?>", text) is not None)
        found = re.findall(r"(?:^|[\r\n])< (.*?) ?>\s", said + "\n")
        assert found and found[-1].strip() == wanted.strip(), (name, typed, found, said)
    # More than one: all are shown.
    terminal.type("reel run shots.yaml --bud\t\t")
    terminal.read(lambda text: "--budget" in text)
    terminal.type("\x15reel run shots.yaml cup-\t\t")
    shown = terminal.read(lambda text: "cup-garden" in text and "cup-beach" in text)
    terminal.type("\x15exit\r")
    print(f"{name}: {len(ONE)} lines completed")
PY
