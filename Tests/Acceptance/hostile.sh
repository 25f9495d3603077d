#!/bin/bash
# Manifests that make much of few words: what they say is held once, however often it is meant.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$VENV/bin/python" - "$work" <<'PY'
import os, pathlib, subprocess, sys

work = pathlib.Path(sys.argv[1])
numbers = ", ".join(map(str, range(10_000)))
still = "{generate: image, prompt: x, output: still.png}"
many = f"matrix: {{n: [{numbers}]}}, prompt: y, output: 'done-${{n}}.png'"


def check(name, text, megabytes):
    """It is right, and takes so many MB at most."""
    (work / "reel.yaml").write_text(text)
    process = subprocess.Popen([os.environ["REEL"], "check", str(work / "reel.yaml")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    took, held = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    print(f"{name}: {len(text) // 1024} kB, status {os.waitstatus_to_exitcode(status)},",
          f"{took:.1f} s, {held:.0f} MB")
    assert os.waitstatus_to_exitcode(status) == 0, name
    assert held <= megabytes, name


def edits(name):
    return f"version: 1\nassets:\n  ? {name}\n  : {still}\n  done: {{edit: {name}, {many}}}\n"


check("a name", edits("kite"), 40)
check("a name of 64,000 letters that 10,000 cells edit", edits("h" * 64_000), 40)
check("the same, needed", f"version: 1\nassets:\n  ? {'h' * 64_000}\n  : {still}\n"
      f"  done: {{needs: [{'h' * 64_000}], generate: image, {many}}}\n", 40)
long = "".join(f"  ? {letter * 1_000_000}\n  : {{generate: image, prompt: x, output: {letter}.png}}\n"
               for letter in "abc")
check("names of a million letters before one that is edited",
      f"version: 1\nassets:\n  kite: {still}\n{long}  done: {{edit: kite, {many}}}\n", 60)
PY
