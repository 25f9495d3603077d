#!/bin/bash
# A disk that fills up, a folder that cannot be written, a state on a read-only disk, a run that is
# ended from outside, a terminal that is closed: it is said what happened, nothing that was paid is
# lost or paid twice, and the next run completes.
set -euo pipefail
export PYTHONPATH="$(cd "$(dirname "$0")" && pwd)" PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
# Folders are mounted in a namespace of its own, which takes them along when it ends.
inside=""
if unshare -m true 2>/dev/null; then
  inside="unshare -m"
elif unshare -rm true 2>/dev/null; then
  inside="unshare -rm"
fi
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2086 # it is a command and its options, or nothing
$inside "$VENV/bin/python" - "$work" "$inside" <<'PY'
import base64, http.server, io, json, os, pathlib, pty, random, resource, signal, subprocess, sys
import threading, time

from PIL import Image
from rig import KEYED, REEL, Books, Emulator, Project

work, can_mount = sys.argv[1], bool(sys.argv[2])
# Under nohup nobody would be told of a terminal that is closed.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
manifest = "version: 1\nlimits: {concurrency: 4, requests_per_minute: 60000}\nassets:\n"
for n in range(8):
    manifest += f'  p{n}: {{generate: image, prompt: "p{n}: a sign", count: 4}}\n'
    manifest += f'  e{n}: {{edit: p{n}#1, prompt: "e{n}: by night", size: 600x400, output: e{n}.png}}\n'
    manifest += f'  f{n}: {{animate: e{n}, prompt: "f{n}: it turns", duration: 1}}\n' if n < 4 else ""

server = Emulator("--latency", "image=30ms,video=30ms")
undisturbed = Project(f"{work}/undisturbed", manifest, server.base)
assert undisturbed.run().returncode == 0
undisturbed.decode()
expected = undisturbed.outputs()


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


# kB that Reel keeps back for answers under way.
KEPT = 6144


def fill(disk, size, room):
    """Leaves so many kB of a disk of so many."""
    others = disk / "others"
    others.write_bytes(bytes((size - room) * 1024))
    return others


class Studio(http.server.BaseHTTPRequestHandler):
    """A provider whose pictures are large: noise, by address or inside the answer."""
    protocol_version = "HTTP/1.1"
    is_inline = False
    billed = []

    def log_message(self, *_): pass

    def answer(self, body, kind="application/json", request=None):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if request: self.send_header("x-request-id", request)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # whoever asked has no room for it

    def picture(self, prompt):
        """About 3.1 MB."""
        noise = random.Random(prompt).randbytes(1024 * 1024 * 3)
        out = io.BytesIO()
        Image.frombytes("RGB", (1024, 1024), noise).save(out, "PNG", compress_level=0)
        return out.getvalue()

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        request = f"request-{len(self.billed)}"
        self.billed.append((asked["prompt"], request))
        name = {"url": f"http://{self.headers['Host']}/media/{request}.png"}
        if self.is_inline:
            name = {"b64_json": base64.b64encode(self.picture(asked["prompt"])).decode()}
        self.answer(json.dumps({"data": [name]}).encode(), request=request)

    def do_GET(self):
        asked = self.path.split("/")[-1].split(".")[0]
        prompt = next(prompt for prompt, request in self.billed if request == asked)
        self.answer(self.picture(prompt), "image/png")


def then_completes(project, books):
    """What is left is made; what was unsettled only when somebody says so."""
    books.close()
    stuck = project.stuck()
    done = project.run(*["--resend"] if stuck else [])
    assert done.returncode == 0, (done.returncode, done.stderr)
    books.close(stuck)
    project.check_end(expected)
    return len(stuck)


def named(done, *words):
    said = done.stderr + done.stdout
    assert any(word in said for word in words), (done.returncode, said)
    assert done.returncode not in (0, 70, 75) and done.returncode > 0, (done.returncode, said)


def full_disk():
    """The state on a disk of its own, with so many kB left for it; then there is room again."""
    for room in [16, KEPT + 200, KEPT + 300, KEPT + 400, KEPT + 500]:
        disk = pathlib.Path(work, f"disk-{room}")
        disk.mkdir()
        mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk))
        others = fill(disk, 8192, room)
        project = Project(f"{work}/full-{room}", manifest, server.base, state=f"{disk}/state")
        books = Books(server)
        begun = time.monotonic()
        done = project.run()
        took = time.monotonic() - begun
        named(done, "No space left on device", "is full")
        server.wait_until_quiet()
        billed = server.ledger()[books.seen:]
        others.unlink()
        assert not billed or room > KEPT, billed
        assert then_completes(project, books) == 0, ("an answer was lost", done.stderr)
        print(f"state disk full after {room} kB: status {done.returncode} in {took:.1f} s,",
              f"{len(billed)} billed until then, all of it kept", flush=True)


def large_results(is_inline):
    """Results that do not all fit: what fits into the room that was kept back is there, nothing is sent
    once the disk was found full, and what was paid is on record, or told with its id."""
    name = "inline" if is_inline else "by-address"
    handler = type("Handler", (Studio,), {"is_inline": is_inline, "billed": []})
    studio = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    studio.handle_error = lambda *_: None  # a connection that Reel broke off
    threading.Thread(target=studio.serve_forever, daemon=True).start()
    disk = pathlib.Path(work, f"large-{name}")
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=56m", "tmpfs", str(disk))
    others = fill(disk, 57344, KEPT + (500 if is_inline else 4000))
    lines = [f'  a{n}: {{generate: image, prompt: "a{n}: noise"}}' for n in range(12)]
    project = Project(
        f"{work}/project-{name}",
        "version: 1\nlimits: {concurrency: 2, requests_per_minute: 60000}\nassets:\n"
        + "\n".join(lines) + "\n", f"http://127.0.0.1:{studio.server_port}/v1",
        state=f"{disk}/state")
    done = project.run()
    named(done, "No space left on device", "is full")
    paid = list(handler.billed)
    kept = [path for path in (project.state / "objects").rglob("*")
            if path.is_file() and path.stat().st_size > 2_000_000]
    # Of two that come at once one has room, be it only where the other gives its up; how many more fit
    # depends on whether the copies that are being looked at are there at the same moment.
    assert (1 if is_inline else 2) <= len(kept) < len(paid) < 12, (len(kept), len(paid), done.stderr)
    assert "nothing more is sent" in done.stderr, done.stderr
    stuck = project.stuck()
    lost = len(paid) - len(kept) if is_inline else 0
    assert len(stuck) == lost, ("the address of every result is on record", len(stuck), done.stderr)
    ids = dict((prompt.split(":")[0], request) for prompt, request in paid)
    for asset in stuck:
        assert ids[asset] in done.stderr, (asset, ids, done.stderr)
    # There is no room yet, and still nothing is paid.
    rest = disk / "rest"
    left = os.statvfs(disk)
    rest.write_bytes(bytes(left.f_bavail * left.f_frsize))
    again = project.run()
    assert again.returncode == 2 and "nothing was sent" in again.stderr, (again.returncode, again.stderr)
    assert handler.billed == paid
    rest.unlink()
    others.unlink()
    last = project.run(*["--resend"] if stuck else [])
    assert last.returncode == 0, (last.returncode, last.stderr)
    twice = {prompt.split(":")[0] for prompt, _ in handler.billed[len(paid):]} & set(ids)
    assert twice == stuck and len(handler.billed) == 12 + len(stuck), (twice, handler.billed)
    studio.shutdown()
    print(f"large results {name}: status {done.returncode}, {len(kept)} of {len(paid)} kept,",
          f"{len(stuck)} unsettled")


def no_room_needed():
    """What sends nothing that is paid for needs none of the room that is kept back."""
    disk = pathlib.Path(work, "small")
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk))
    project = Project(f"{work}/small-project", manifest, server.base, state=f"{disk}/state")
    books = Books(server)
    started = project.run("--no-wait")
    assert started.returncode == 1, (started.returncode, started.stderr)
    decisions = set(project.plan().values())
    assert decisions == {"fresh", "resume"}, decisions
    (project.state / "ballast").unlink()
    used = sum(path.stat().st_blocks // 2 for path in project.state.rglob("*") if path.is_file())
    fill(disk, 8192 - used, 800)
    collected = project.run()
    assert collected.returncode == 0, (collected.returncode, collected.stderr)
    (project.out / "e0.png").unlink()
    restored = project.run()
    assert restored.returncode == 0, (restored.returncode, restored.stderr)
    assert not (project.state / "ballast").exists()
    (project.folder / "m.yaml").write_text(manifest + '  new: {generate: image, prompt: "new: one"}\n')
    refused = project.run()
    assert refused.returncode == 2 and "nothing was sent" in refused.stderr, refused.stderr
    # Nor where not even the records can be written.
    rest = disk / "rest"
    left = os.statvfs(disk)
    rest.write_bytes(bytes(left.f_bavail * left.f_frsize))
    refused = project.run()
    assert refused.returncode == 2 and "nothing was sent" in refused.stderr, refused.stderr
    rest.unlink()
    books.close()
    (project.folder / "m.yaml").write_text(manifest)
    project.check_end(expected)
    print("800 kB of disk: films are collected, outputs restored, and nothing new is sent")


def full_output_disk():
    """Only the outputs' disk is full: all that was paid for is in the store."""
    disk = pathlib.Path(work, "out-disk")
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk))
    others = fill(disk, 4096, 40)
    project = Project(f"{work}/out-full", manifest, server.base, output=f"{disk}/out")
    books = Books(server)
    done = project.run()
    named(done, "No space left on device")
    others.unlink()
    assert then_completes(project, books) == 0
    print(f"output disk full: status {done.returncode}")


def read_only():
    """Before anything is paid it is found that it cannot be kept."""
    for which in ["out", "state"]:
        disk = pathlib.Path(work, f"ro-{which}")
        disk.mkdir()
        mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk))
        (disk / which).mkdir(mode=0o700)
        mount("-o", "remount,ro", str(disk))
        project = Project(
            f"{work}/read-only-{which}", manifest, server.base,
            **{"output" if which == "out" else "state": str(disk / which)})
        books = Books(server)
        done = project.run()
        named(done, "Read-only file system")
        assert done.returncode == 2 and str(disk) in done.stderr, (done.returncode, done.stderr)
        books.close()
        assert not books.billed, books.billed
        mount("-o", "remount,rw", str(disk))
        then_completes(project, books)
        # All is there: a state that cannot be written is no trouble to a run without work.
        mount("-o", "remount,ro", str(disk))
        again = project.run()
        assert again.returncode == 0, (again.returncode, again.stderr)
        mount("-o", "remount,rw", str(disk))
        print(f"read-only {which}: status {done.returncode}, nothing sent")
    # A copy of a project with its records, as of an image that is built: other files, and all is there.
    disk = pathlib.Path(work, "ro-copy")
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk))
    subprocess.run(["cp", "-r", str(undisturbed.folder), str(disk / "copy")], check=True)
    mount("-o", "remount,ro", str(disk))
    books = Books(server)
    copied = subprocess.run(
        [REEL, "run", *undisturbed.arguments], cwd=disk / "copy", env=KEYED, text=True,
        timeout=60, capture_output=True)
    assert copied.returncode == 0, (copied.returncode, copied.stderr)
    books.close()
    assert not books.billed, books.billed
    mount("-o", "remount,rw", str(disk))
    print("read-only copy: all is there")


def large_files():
    """`ulimit -f`: every file ends at so many kB."""
    for room in [8, 60]:
        project = Project(f"{work}/limit-{room}", manifest, server.base)
        books = Books(server)
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room * 1024, room * 1024))
        done = subprocess.run(
            [REEL, "run", *project.arguments], cwd=project.folder, env=KEYED, text=True,
            timeout=60, capture_output=True, preexec_fn=limit)
        named(done, "File too large", "I/O error")
        stuck = then_completes(project, books)
        print(f"files of {room} kB at most: status {done.returncode}, {stuck} unsettled")


def ended_from_outside():
    for name in ["TERM", "HUP", "INT"]:
        project = Project(f"{work}/signal-{name}", manifest, server.base)
        books = Books(server)
        run = project.start(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while len(server.ledger()) < books.seen + 3:
            time.sleep(0.01)
        run.send_signal(signal.Signals[f"SIG{name}"])
        output, errors = run.communicate(timeout=30)
        assert run.returncode == 130 and "interrupted" in errors, (run.returncode, errors)
        stuck = then_completes(project, books)
        assert stuck == 0, "one interrupt loses no answer"
        print(f"SIG{name}: status {run.returncode}")


def closed_terminal():
    """Standard output and error lead nowhere: a pipe without reader, nothing at all, a terminal that
    is gone. A run is not about its words."""
    def broken_pipe(project):
        run = project.start(stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        run.stdout.close()
        run.stderr.close()
        return run.wait(timeout=60), (0,)

    def closed(project):
        run = subprocess.run(
            ["bash", "-c", 'exec "$0" run "$@" >&- 2>&- <&-', REEL, *project.arguments],
            cwd=project.folder, env=KEYED, timeout=60)
        return run.returncode, (0,)

    def full(project):
        with open("/dev/full", "w") as nowhere:
            run = project.start(stdout=nowhere, stderr=nowhere)
            return run.wait(timeout=60), (0,)

    def terminal(project):
        master, slave = pty.openpty()
        run = project.start(stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                            preexec_fn=lambda: __import__("fcntl").ioctl(0, 0x540E, 0))  # TIOCSCTTY
        os.close(slave)
        os.read(master, 10)
        os.close(master)  # the kernel says SIGHUP
        return run.wait(timeout=60), (130,)

    for way in [broken_pipe, closed, full, terminal]:
        project = Project(f"{work}/{way.__name__}", manifest, server.base)
        books = Books(server)
        status, wanted = way(project)
        assert status in wanted, (way.__name__, status)
        assert then_completes(project, books) == 0
        print(f"output to nowhere ({way.__name__}): status {status}")


if can_mount:
    full_disk()
    large_results(is_inline=False)
    large_results(is_inline=True)
    no_room_needed()
    full_output_disk()
    read_only()
else:
    print("skipped, as nothing can be mounted here: full disks, read-only folders")
large_files()
ended_from_outside()
closed_terminal()
server.stop()
PY
