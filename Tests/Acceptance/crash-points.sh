#!/bin/bash
# Every call with which a run leaves something behind, on disk or with the provider, is one at which it
# dies or fails once, by a library that is put before the system's (crash-points.c). Whichever it was,
# the next runs make the rest, and nothing is paid twice but what was reported as unsettled.
# ALL=1 takes every call in every way; else every so many, from where SEED=N says. HOW="eio late"
# takes these ways alone, AT=K this call alone; JOBS=N works on so many at once.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
# In memory where that can be: no power is cut here, and the disk would be waited for all day.
work=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler=$(command -v cc || command -v clang)
"$compiler" -shared -fPIC -O1 -o "$work/faults.so" "$here/crash-points.c" -ldl
"$VENV/bin/python" - "$work" <<'PY'
import concurrent.futures, os, queue, random, re, shutil, subprocess, sys, time

from rig import Books, Emulator, Project

work = sys.argv[1]
WAYS = ["before", "after", "torn", "enospc", "eio", "late", "full", "dead"]
ways = os.environ.get("HOW", " ".join(WAYS)).split()
DEATHS = {"before", "after", "torn"}
MANIFEST = """\
version: 1
limits: {concurrency: 2, requests_per_minute: 60000}
assets:
  kite: {generate: image, prompt: "kite: a red kite", count: 2, pick: 1}
  dusk: {edit: kite, prompt: "dusk: turn it to dusk", size: 300x200, output: dusk.png}
  clip: {animate: dusk, prompt: "clip: it flies", duration: 1}
"""
# What a message has to name: the trouble, as the system calls it, or SQLite, which does not say why
# a file cannot be made.
SQLITE = "unable to open database file|readonly database|disk I/O error|cannot read or write"
TROUBLES = {
    "enospc": f"No space left on device|is full|{SQLITE}", "eio": f"Input/output error|{SQLITE}",
    "reset": "[Rr]eset|[Bb]roken|[Cc]onnect|[Ss]end|unsettled"}
TROUBLES["full"], TROUBLES["late"], TROUBLES["dead"] = TROUBLES["enospc"], *[TROUBLES["eio"]] * 2


def fault(folder, how="", at=0):
    return {"LD_PRELOAD": f"{work}/faults.so", "FAULT_LOG": f"{folder}/calls.txt",
            "FAULT_HOW": how, "FAULT_AT": str(at)}


def calls(folder):
    return open(f"{folder}/calls.txt").read().splitlines()


# What nothing hangs on: who holds the lock, and a witness that may say less than there is.
EXEMPT = ("/lock", "/.gitignore", "/journal.end")


def check_order(lines):
    """Of an undisturbed run, one request at a time: before anything goes to the provider, and before
    a file gets its name, all that was written of the records and of that file is on the disk."""
    unsynced = set()
    for line in lines:
        number, call, what = line.split(" ", 2)
        if what.endswith("-shm"):
            continue  # SQLite makes it anew after a crash
        if call in ("write", "pwrite", "writev", "copy"):
            unsynced.add(what)
        elif call in ("fsync", "fdatasync", "unlink"):
            unsynced.discard(what)
        elif call == "send" or call == "rename":
            pending = {path for path in unsynced
                       if not path.endswith(EXEMPT) or call == "send"}
            late = {path for path in pending if not path.endswith(EXEMPT)}
            if call == "rename" and "/" not in what:
                # An output is a copy, made beside its place: what it was copied from may go.
                late = {path for path in late if "/.reel/tmp/" not in path}
            assert not late, f"call {line} comes before these are durable: {late}"


def attempt(server, how, at):
    """One fault, and the runs after it; gives what was paid twice on purpose, or None where the run
    ended before the call."""
    folder = f"{work}/{how}-{at}"
    project, books = Project(folder, MANIFEST, server.base), Books(server)
    try:
        first = project.run(environment=fault(folder, how, at), timeout=60)
    except subprocess.TimeoutExpired as late:
        said = (late.stderr or b"").decode()
        raise AssertionError(f"{how} at call {at}: it does not end\n{said}") from None
    lines = calls(folder)
    try:
        if len(lines) < at:
            return None
        name = lines[at - 1]
        said = first.stderr + first.stdout
        if how in DEATHS:
            assert first.returncode == 137, f"status {first.returncode}"
        else:
            assert first.returncode in (0, 1, 2, 3, 4), f"status {first.returncode}"
            if first.returncode == 0:
                assert project.outputs() == expected, "status 0, and not all is there"
            else:
                # A request meets a reset connection; what follows it on a full disk, the disk.
                trouble = TROUBLES[how] + ("|" + TROUBLES["reset"] if " send " in name else "")
                assert re.search(trouble, said), "the trouble is not named"
        books.close()
        # Without being told to, a run sends nothing again.
        stuck = project.stuck()
        if stuck:
            waiting = project.run()
            assert waiting.returncode == 4, f"then status {waiting.returncode}: {waiting.stderr}"
            books.close()
            assert project.stuck() == stuck
        again = project.run(*["--resend"] if stuck else [])
        assert again.returncode == 0, f"then status {again.returncode}: {again.stderr}"
        books.close(stuck)
        project.check_end(expected)
        return books.doubles
    except Exception as error:
        raise AssertionError(
            f"{how} at call {lines[at - 1] if len(lines) >= at else at}: "
            f"{type(error).__name__} {error}\nthe run said, with status {first.returncode}:\n"
            f"{first.stderr}{first.stdout}") from None
    finally:
        shutil.rmtree(folder)


servers = queue.Queue()
workers = int(os.environ.get("JOBS", "2"))
for _ in range(workers):
    servers.put(Emulator("--latency", "image=1ms,video=1ms"))


results = []


def with_server(case):
    server = servers.get()
    try:
        results.append(attempt(server, *case))
    except AssertionError as error:
        print(error, file=sys.stderr, flush=True)
        results.append(error)
    finally:
        servers.put(server)
    if len(results) % 200 == 0:
        print(f"{len(results)} of {len(cases)} done", flush=True)


server = servers.get()
undisturbed = Project(f"{work}/undisturbed", MANIFEST, server.base)
done = undisturbed.run("-j", "1", environment=fault(undisturbed.folder))
assert done.returncode == 0, done.stderr
undisturbed.decode()
expected = undisturbed.outputs()
check_order(calls(undisturbed.folder))
total = len(calls(undisturbed.folder))
servers.put(server)

# A few more: two requests at once, or a retry, take more calls.
cases = [(how, at) for at in range(1, total + 11) for how in ways]
seed = int(os.environ.get("SEED") or random.randrange(1 << 32))
if "AT" in os.environ:
    cases = [(how, int(os.environ["AT"])) for how in ways]
elif os.environ.get("ALL") != "1":
    step = 17  # prime to the number of ways: each meets each call in time
    cases = cases[seed % step::step]
else:
    random.Random(seed).shuffle(cases)  # so that a part of it is a sample
print(f"{total} calls in {len(ways)} ways, of which {len(cases)} now, seed {seed}", flush=True)
begun = time.monotonic()
with concurrent.futures.ThreadPoolExecutor(workers) as pool:
    list(pool.map(with_server, cases))
broken = [result for result in results if isinstance(result, AssertionError)]
counts = [result for result in results if isinstance(result, int)]
print("%d met their call, %d resent what was paid, %d broke a promise; %.0f s" % (
    len(counts), sum(1 for count in counts if count), len(broken), time.monotonic() - begun))
while not servers.empty():
    servers.get().stop()
sys.exit(1 if broken else 0)
PY
