#!/bin/bash
# The records are lost, and the run that rebuilds them from the journal is killed, at any call with which
# it leaves something behind, any number of times: in the end the same is on record as after a rebuild
# that nobody disturbed, and nothing is asked for again. AT=K takes this call alone, SEED=N says which
# besides those on the journal; ALL=1 takes all.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler=$(command -v cc || command -v clang)
"$compiler" -shared -fPIC -O1 -o "$work/faults.so" "$here/crash-points.c" -ldl
cat >"$work/faults.yaml" <<'YAML'
- {match: {prompt: "odd: "}, fault: reset after, times: 1}
- {match: {prompt: "no: "}, fault: moderated error, times: 1}
YAML
"$VENV/bin/python" - "$work" <<'PY'
import os, pathlib, random, shutil, sqlite3, subprocess, sys, time

from rig import KEYED, REEL, Books, Emulator, Project

work = sys.argv[1]
MANIFEST = """\
version: 1
limits: {concurrency: 2, requests_per_minute: 60000}
assets:
  kite: {generate: image, prompt: "kite: a red kite", count: 2, pick: ask}
  dusk: {edit: kite, prompt: "dusk: turn it to dusk", size: 300x200, output: dusk.png}
  clip: {animate: kite#1, prompt: "clip: it flies", duration: 1}
  odd: {generate: image, prompt: "odd: its answer never comes"}
  no: {generate: image, prompt: "no: moderation takes it"}
"""
server = Emulator("--latency", "image=1ms,video=1ms", "--faults", f"{work}/faults.yaml")


def project(name):
    """A copy of the first one, whose arguments are relative to its folder."""
    copy = object.__new__(Project)
    copy.folder = pathlib.Path(work, name)
    copy.arguments, copy.state = first.arguments, copy.folder / ".reel"
    copy.out = copy.folder / "out/m"
    return copy


def records(project):
    """All that money hangs on, without the times."""
    with sqlite3.connect(f"file:{project.state}/state.sqlite?mode=ro", uri=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = [database.execute(query).fetchall() for query in [
            "SELECT id, fingerprint, part, slots, attempt, operation, model, host, body_digest, "
            "worst_cost, state, job_id, answer, cost FROM request ORDER BY id",
            "SELECT fingerprint, slot, moderated, digest, request FROM slot ORDER BY 1, 2",
            "SELECT fingerprint, kind, message, cost, request FROM refusal ORDER BY 1",
            "SELECT asset, fingerprint, slot, digest FROM pick ORDER BY 1",
            "SELECT fingerprint, form FROM work ORDER BY 1"]]
    database.close()
    return found


# A job in flight, an answer that never came, a refusal, results, and a choice.
first = Project(f"{work}/first", MANIFEST, server.base)
begun = first.run("--no-wait")
assert begun.returncode == 1, (begun.returncode, begun.stderr)
shutil.copy(first.state / "state.sqlite", f"{work}/older.sqlite")
subprocess.run(
    [REEL, "pick", "m.yaml", "kite", "2", *first.arguments[1:]], cwd=first.folder, env=KEYED,
    check=True, capture_output=True)
made = first.run("dusk")
assert made.returncode == 0, made.stderr
assert {"resume", "unsettled", "refused"} < set(first.plan().values()), first.plan()
books = Books(server)


def lose(project):
    for name in ["", "-wal", "-shm"]:
        (project.state / f"state.sqlite{name}").unlink(missing_ok=True)


def damage(project):
    with open(project.state / "state.sqlite", "r+b") as file:
        file.write(b"\xff" * 5000)


def go_back(project):
    lose(project)
    shutil.copy(f"{work}/older.sqlite", project.state / "state.sqlite")


def lose_journal(project):
    (project.state / "journal.ndjson").unlink()


LOSSES = [lose, damage, go_back, lose_journal]


def fault(folder, how="", at=0):
    return {"LD_PRELOAD": f"{work}/faults.so", "FAULT_LOG": f"{folder}/calls.txt",
            "FAULT_HOW": how, "FAULT_AT": str(at)}


def copy(name, lose):
    shutil.copytree(first.folder, f"{work}/{name}")
    copied = project(name)
    lose(copied)
    return copied


def check(project, expected, outputs):
    """A run that nobody kills, and what is on record after it."""
    last = project.run()
    assert last.returncode == 1, (last.returncode, last.stderr)  # of what was refused
    assert records(project) == expected, "something else is on record"
    assert project.outputs() == outputs
    books.close()
    assert not books.billed, books.billed
    shutil.rmtree(project.folder)


seed = int(os.environ.get("SEED") or random.randrange(1 << 32))
chance = random.Random(seed)
start, killed = time.monotonic(), 0
for loss in LOSSES:
    # Undisturbed, to know what comes of it and how many calls it takes.
    whole = copy(f"whole-{loss.__name__}", loss)
    done = whole.run(environment=fault(whole.folder))
    assert done.returncode == 1 and "records" in done.stderr, (done.returncode, done.stderr)
    calls = open(f"{whole.folder}/calls.txt").read().splitlines()
    total = len(calls)
    expected, outputs = records(whole), whole.outputs()
    assert len(expected[0]) == 5 and {row[10] for row in expected[0]} >= {
        "collected", "unsettled", "refused"}, expected[0]
    check(whole, expected, outputs)
    points = range(1, total + 1)
    if "AT" in os.environ: points = [int(os.environ["AT"])]
    elif os.environ.get("ALL") != "1":
        some = chance.randrange(29)
        points = [point for point in points
                  if point % 29 == some or "/journal.ndjson" in calls[point - 1]]
    for point in points:
        for how in ["before", "after", "torn"]:
            name = f"{loss.__name__}-{how}-{point}"
            at, times, said = point, 0, ""
            trial = copy(name, loss)
            try:
                # The first at this call, the others soon after: a rebuild that was killed is killed again.
                while at:
                    dead = trial.run(environment=fault(trial.folder, how, at))
                    if dead.returncode != 137: break
                    killed, times = killed + 1, times + 1
                    at = chance.randrange(1, point + 10) if times < 4 and chance.random() < 0.6 else 0
                    how = chance.choice(["before", "after", "torn"])
                check(trial, expected, outputs)
            except AssertionError as error:
                sys.exit(f"{name}, killed {times} times, seed {seed}: {error}")
    print(f"{loss.__name__}: {total} calls, {len(points)} of them met", flush=True)
server.stop()
print(f"{killed} kills, nothing forgotten, nothing asked for again; seed {seed};",
      f"{time.monotonic() - start:.0f} s")
PY
