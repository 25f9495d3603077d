#!/bin/bash
# Sixty assets in chains of six, and the run is killed (SIGKILL) at a random moment, again and again
# until it is done. Whatever the moments: nothing is paid twice but what was reported as unsettled and
# sent again on purpose, and what is there at the end is what an undisturbed run leaves.
# ROUNDS=200 is the long form; SEED=N repeats one.
set -euo pipefail
export PYTHONPATH="$(cd "$(dirname "$0")" && pwd)" PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$VENV/bin/python" - "$work" "${ROUNDS:-4}" "${SEED:-}" <<'PY'
import os, random, re, shutil, signal, sys, time

from rig import Books, Emulator, Project

work, rounds, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
seed = int(seed) if seed else random.randrange(1 << 32)
print("seed", seed, flush=True)

CHAIN = """\
  c{n}-1: {{generate: image, prompt: "{first}: a sign"{variants}}}
  c{n}-2: {{edit: c{n}-1, prompt: "c{n}-2: by night"{finish}}}
  c{n}-3: {{edit: [c{n}-2, c{other}-1], prompt: "c{n}-3: both in one"}}
  c{n}-4: {{animate: c{n}-3, prompt: "c{n}-4: it turns", duration: 2}}
  c{n}-5: {{edit: c{n}-4, prompt: "c{n}-5: add rain"}}
  c{n}-6: {{extend: c{n}-5, prompt: "c{n}-6: look up", duration: 2}}
"""
manifest = "version: 1\nlimits: {concurrency: 8, requests_per_minute: 60000}\nassets:\n"
for n in range(10):
    manifest += CHAIN.format(
        n=n, other=(n + 3) % 10, first="c8-1" if n == 9 else f"c{n}-1",  # twins: one request
        variants=", count: 3, pick: 2" if n % 3 == 0 and n < 9 else "",
        finish=", size: 300x200, output: by-night-%d.png" % n if n % 2 else "")
TWINS = {"c9-1": "c8-1"}


def emulator(draw):
    image, video = draw.randrange(5, 250), draw.randrange(5, 500)
    return Emulator("--seed", "1", "--latency", f"image={image}ms,video={video}ms")


def compare_locks(found, undisturbed):
    """The one place where lock files are held against those of the undisturbed run: but for the name of
    the request, which a second one for the same has not, and the digest of the output that says it."""
    names = lambda project: sorted(path.name for path in project.folder.glob("*.lock.yaml"))
    assert names(found) == names(undisturbed), (names(found), names(undisturbed))
    for name in names(found):
        texts = [re.sub(r"(?m)^ {8}(sha256|request_id): .*$", r"\1", (project.folder / name).read_text())
                 for project in (found, undisturbed)]
        assert texts[0] == texts[1], name


draw = random.Random(seed)
server = emulator(draw)
undisturbed = Project(f"{work}/undisturbed", manifest, server.base)
begun = time.monotonic()
done = undisturbed.run()
usual = time.monotonic() - begun
assert done.returncode == 0, done.stderr
undisturbed.decode()
expected = undisturbed.outputs()
bills = len(server.ledger())
print("undisturbed: %d outputs, %d requests, %.1f s" % (len(expected), bills, usual), flush=True)

runs = kills = doubles = stuck_runs = 0
for number in range(rounds):
    draw = random.Random(seed + number)
    # Other latencies; not in every round, because an emulator draws each film once.
    if number and number % max(3, rounds // 16) == 0:
        server.stop()
        server = emulator(draw)
    project = Project(f"{work}/round", manifest, server.base)
    books = Books(server)
    is_done = has_ended = False
    spread, of_round = draw.uniform(0.1, 1) * usual, 0
    while not is_done:
        stuck = project.stuck()
        # Also without: then what is stuck stays so, and all else goes on.
        resends = bool(stuck) and (has_ended or draw.random() < 0.5)
        run = project.start(*["--resend"] if resends else [], stdout=open(os.devnull, "w"),
                            stderr=open(f"{work}/said.txt", "w"))
        try:
            # As often in the first moments as in all the others.
            # On a busy machine the short ones get nowhere: the further it comes, the longer they are.
            late = spread * (1 + of_round / 40)
            moment = draw.uniform(0, 0.15) if draw.random() < 0.3 else draw.uniform(0, late)
            run.wait(timeout=moment)
        except Exception:
            run.send_signal(signal.SIGKILL)
        status = run.wait()
        runs, of_round, kills = runs + 1, of_round + 1, kills + (status == -signal.SIGKILL)
        stuck_runs += resends
        has_ended = status >= 0
        is_done = status == 0
        where = f"round {number} (SEED={seed + number} ROUNDS=1 repeats it), run {of_round}"
        assert status in (0, 4, -signal.SIGKILL), (where, status, open(f"{work}/said.txt").read())
        assert of_round < 400, where
        try:
            books.close({TWINS.get(name, name) for name in stuck} if resends else ())
        except AssertionError as error:
            raise AssertionError(f"{where}: {error}")
    project.check_end(expected)
    compare_locks(project, undisturbed)
    doubles += books.doubles
    shutil.rmtree(project.folder)
server.stop()
print(f"{rounds} rounds, {runs} runs, {kills} killed, {stuck_runs} told to send again, which paid",
      f"{doubles} of {rounds * bills} requests a second time on purpose")
PY
