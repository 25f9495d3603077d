#!/bin/bash
# A run with nothing to do, over 10,000 assets: it looks at every output once, and at nothing else as
# often; it makes, writes and renames no file but SQLite's own -wal and -shm; and on a folder that cannot
# be written it does the same. For people it is answered from a snapshot, without the manifest and the
# records; for machines by a plan. COUNT=N takes so many assets.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Folders are mounted in a namespace of its own, which takes them along when it ends.
inside=""
if unshare -m true 2>/dev/null; then
  inside="unshare -m"
elif unshare -rm true 2>/dev/null; then
  inside="unshare -rm"
fi
compiler=$(command -v cc || command -v clang)
"$compiler" -shared -fPIC -O1 -o "$work/faults.so" "$here/crash-points.c" -ldl
"$compiler" -shared -fPIC -O1 -o "$work/looks.so" "$here/looks.c" -ldl
# shellcheck disable=SC2086 # it is a command and its options, or nothing
$inside "$VENV/bin/python" - "$work" "$inside" <<'PY'
import collections, json, os, pathlib, subprocess, sys, time

from rig import NOBODY, Emulator, Project

work, can_mount = sys.argv[1], bool(sys.argv[2])
COUNT = int(os.environ.get("COUNT", "10000"))
OWN = ("/state.sqlite-wal", "/state.sqlite-shm")
# Few requests, for speed: the provider is no part of this.
manifest = "version: 1\nlimits: {concurrency: 16, requests_per_minute: 600000}\nassets:\n" + "".join(
    f"  p{n}: {{generate: image, prompt: sign {n % 200}, output: {n % 100}/p{n}.jpg}}\n"
    for n in range(COUNT))
server = Emulator()
project = Project(f"{work}/project", manifest, server.base)
first = project.run(timeout=900)
assert first.returncode == 0, first.stderr[-3000:]
server.stop()
outputs = {str(path) for path in project.out.rglob("*.jpg")}
assert len(outputs) == COUNT, len(outputs)


def files():
    """How everything looks, SQLite's own files aside."""
    found = {}
    for folder, _, names in os.walk(project.folder):
        for path in [folder, *(f"{folder}/{name}" for name in names)]:
            if path.endswith(OWN): continue
            status = os.lstat(path)
            # A file that comes and goes shows in its folder; SQLite's own may.
            stamp = 0 if path == str(project.state) else status.st_mtime_ns
            found[path] = (status.st_mode, status.st_ino, status.st_size, stamp)
    return found


def watched(*options):
    """A run, what it looked at, and what it left behind on disk."""
    for name in ["looks.txt", "calls.txt"]:
        pathlib.Path(work, name).write_text("")
    begun = time.monotonic()
    done = project.run("--base-url", NOBODY, *options, environment={
        "LD_PRELOAD": f"{work}/looks.so {work}/faults.so", "LOOKS_LOG": f"{work}/looks.txt",
        "FAULT_LOG": f"{work}/calls.txt"})
    took = time.monotonic() - begun
    lines = [line.split(" ", 1) for line in open(f"{work}/looks.txt").read().splitlines()]
    looks = collections.Counter(path for _, path in lines)
    opened = {path for call, path in lines if call.startswith("open")}
    calls = [line.split(" ", 2) for line in open(f"{work}/calls.txt").read().splitlines()]
    return done, looks, opened, [(call, path) for _, call, path in calls], took


def check_noop(what, *options):
    before = files()
    done, looks, opened, calls, took = watched(*options)
    assert done.returncode == 0, (what, done.returncode, done.stderr)
    if options:
        assert json.loads(done.stdout)["counts"] == {"fresh": COUNT}, (what, done.stdout[:300])
    else:
        assert done.stdout.startswith(f"Done: {COUNT} fresh in "), (what, done.stdout[:300])
        opened = {path for path in opened if path.endswith((".yaml", ".sqlite", ".ndjson"))}
        assert not opened, (what, "it was no snapshot that answered", opened)
    strange = [call for call in calls if not call[1].endswith(OWN)]
    assert not strange, (what, "something was made or written", strange[:10])
    after = files()
    assert after == before, (what, [
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)][:10])
    seen = {path: looks[path] for path in outputs}
    assert set(seen.values()) == {1}, (what, collections.Counter(seen.values()))
    others = {path: count for path, count in looks.items() if path not in outputs}
    # The manifest, the records, folders, libraries: as many, however many assets there are.
    assert sum(others.values()) < 1000, (what, collections.Counter(others).most_common(20))
    print(f"{what}: {COUNT} assets, {COUNT} looks at outputs, {sum(others.values())} at other paths,",
          f"{took:.2f} s with the watching", flush=True)


PLANNED = ("--format", "json")
check_noop("nothing to do, by a snapshot")
check_noop("nothing to do, by a plan", *PLANNED)

# That this can fail: what was touched is looked at more closely, and what is missing is written.
one = sorted(outputs)[COUNT // 2]
os.utime(one)
done, looks, _, _, _ = watched(*PLANNED)
assert done.returncode == 0 and looks[one] > 1, (done.stderr, looks[one])
os.unlink(one)
done, looks, _, calls, _ = watched()
assert done.returncode == 0 and any(
    call == "rename" and os.path.basename(path) == os.path.basename(one) for call, path in calls), calls
assert project.run().returncode == 0
check_noop("nothing to do again, by a snapshot")
check_noop("nothing to do again, by a plan", *PLANNED)

if can_mount:
    subprocess.run(["mount", "--bind", project.folder, project.folder], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", project.folder], check=True)
    check_noop("a folder that is read-only")
    check_noop("a folder that is read-only, by a plan", *PLANNED)
    # As a clone without its log: nothing can be made beside the records.
    subprocess.run(["mount", "-o", "remount,bind,rw", project.folder], check=True)
    for name in OWN: pathlib.Path(str(project.state) + name).unlink(missing_ok=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", project.folder], check=True)
    check_noop("a read-only folder without SQLite's own files")
    check_noop("a read-only folder without SQLite's own files, by a plan", *PLANNED)
elif os.geteuid() != 0:
    # That is a change of every file: a plan is made, and no snapshot can be written.
    subprocess.run(["chmod", "-R", "a-w", project.folder], check=True)
    check_noop("a folder that is read-only, by a plan", *PLANNED)
    subprocess.run(["chmod", "-R", "u+w", project.folder], check=True)
else:
    print("skipped, as nothing can be mounted here: read-only folders")
PY
