"""What kill.sh, crash-points.sh, disk.sh and together.sh share: an emulator of its own process, Reel in
a project folder, the books that say what was paid, and what must be true at the end."""
import atexit, collections, hashlib, io, json, os, pathlib, re, signal, sqlite3, subprocess, sys, time
import urllib.request

from PIL import Image

REEL = os.environ["REEL"]
KEYED = dict(os.environ, XAI_API_KEY="test-key-of-no-worth")
NOBODY = "http://127.0.0.1:9/v1"  # the emulator's host, so the same provider; and nobody is there
# So that emulators end with whoever started them.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class Emulator:
    """`reel emulate`, until stop()."""

    def __init__(self, *options, port=0):
        self.process = subprocess.Popen(
            [REEL, "emulate", "--port", str(port), "--render", "instant", *options],
            stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)
        self.base = self.process.stdout.readline().strip()
        assert self.base, "the emulator does not start"
        self.port = int(self.base.split(":")[2].split("/")[0])

    def ask(self, what):
        with urllib.request.urlopen(f"{self.base[:-3]}/_emulator/{what}", timeout=120) as answer:
            return json.load(answer)

    def ledger(self):
        return self.ask("ledger")["entries"]

    def wait_until_quiet(self):
        """What is under way is billed in the end, even where nobody waits for it any more: pictures
        with their answer, films when their inputs were looked at, by programs of their own."""
        quiet, process = 0, pathlib.Path(f"/proc/{self.process.pid}")
        while quiet < 3:
            time.sleep(0.01)
            children = [path.read_text() for path in process.glob("task/*/children")]
            is_quiet = not any(children) and self.ask("stats")["in_flight"]["image"] == 0
            quiet = quiet + 1 if is_quiet else 0

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)


class Books:
    """What was billed since this began. A prompt begins with the id of its asset and a colon. In one
    run nothing is billed twice; over several runs only what was reported as unsettled or lost, and
    was then sent again on purpose."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.seen = len(emulator.ledger())
        self.billed = collections.Counter()
        self.doubles = 0

    def close(self, resent=()):
        """Ends a run that was allowed to send these assets again."""
        self.emulator.wait_until_quiet()
        new = self.emulator.ledger()[self.seen:]
        self.seen += len(new)
        for key in ["body_sha256", "prompt"]:
            counts = collections.Counter(entry[key] for entry in new)
            assert not counts or max(counts.values()) == 1, f"billed twice in one run: {counts}"
        for entry in new:
            asset = entry["prompt"].split(":")[0]
            if self.billed[asset]:
                assert asset in resent, f"{asset} was billed twice and nobody said so"
                self.doubles += 1
            self.billed[asset] += 1


def nameless(media):
    """The bytes of an output without the request's name in its provenance, nor a checksum over it."""
    media = re.sub(rb"....iTXtXML:com\.adobe\.xmp\0.*?</x:xmpmeta>\s*<.*?>....", b"", media, flags=re.S)
    return re.sub(rb"<reel:RequestID>[^<]*<", b"<", media)


class Project:
    """A folder with a manifest m.yaml, its state and its outputs."""

    def __init__(self, folder, manifest, base, state=None, output=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        (self.folder / "m.yaml").write_text(manifest)
        self.arguments = ["m.yaml", "--base-url", base]
        self.state = pathlib.Path(state or self.folder / ".reel")
        self.out = pathlib.Path(output or self.folder / "out/m")
        if state: self.arguments += ["--state-dir", state]
        if output: self.arguments += ["--output-dir", output]

    def start(self, *options, environment={}, **redirections):
        return subprocess.Popen(
            [REEL, "run", *self.arguments, *options], cwd=self.folder,
            env={**KEYED, **environment}, text=True, **redirections)

    def run(self, *options, environment={}, timeout=120):
        return subprocess.run(
            [REEL, "run", *self.arguments, *options], cwd=self.folder,
            env={**KEYED, **environment}, text=True, timeout=timeout, capture_output=True)

    def plan(self):
        """The decision about every asset."""
        done = subprocess.run(
            [REEL, "plan", *self.arguments, "--format", "json"], cwd=self.folder, env=KEYED,
            text=True, timeout=120, capture_output=True)
        assert done.returncode in (0, 1, 4), (done.returncode, done.stderr)
        decisions = {row["id"]: row["decision"] for row in json.loads(done.stdout)["assets"]}
        stuck = {name for name, word in decisions.items() if word in ("unsettled", "lost")}
        # As the run would end that sends nothing for these.
        worst = 1 if {"refused", "modified"} & set(decisions.values()) else 4 if stuck else 0
        assert done.returncode == worst, (done.returncode, decisions)
        return decisions

    def stuck(self):
        """What is reported as perhaps paid, or as paid and lost."""
        return {name for name, word in self.plan().items() if word in ("unsettled", "lost")}

    def outputs(self):
        """What stands in the output folder, with the digests of the bytes; without the name of the
        request that brought them, which a second request for the same has not."""
        return {
            str(path.relative_to(self.out)): hashlib.sha256(nameless(path.read_bytes())).hexdigest()
            for path in self.out.rglob("*") if path.is_file()}

    def check_end(self, expected):
        """All is there, as an undisturbed run left it (whose outputs decode, so these do), without
        the provider; nothing is left half done."""
        done = self.run("--base-url", NOBODY, "--format", "json")
        assert done.returncode == 0, (done.returncode, done.stderr)
        counts = json.loads(done.stdout)["counts"]
        assert set(counts) == {"fresh"}, counts
        found = self.outputs()
        assert found == expected, {
            path for path in set(found) | set(expected) if found.get(path) != expected.get(path)}
        left = [path for path in self.folder.rglob("*") if path.name.endswith(".part")]
        left += [path for path in (self.state / "tmp").rglob("*") if path.is_file()]
        assert not left, left
        assert (self.state / ".gitignore").read_text() == "*\n"
        self.check_records()

    def check_records(self):
        """The database is sound and nothing in it is open; the journal knows every request."""
        with sqlite3.connect(f"file:{self.state}/state.sqlite?mode=ro", uri=True) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = dict(database.execute("SELECT id, state FROM request"))
        database.close()
        assert not set(rows.values()) & {"begun", "job", "answered", "unsettled", "lost"}, rows
        lines = []
        for line in (self.state / "journal.ndjson").read_bytes().splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                pass  # a crash cut it short
        known = {line.get("request") for line in lines if line["kind"] == "intent"}
        assert set(rows) <= known, (rows, known)

    def decode(self):
        """Decodes every output with programs that know nothing of Reel."""
        for path in self.out.rglob("*.*"):
            if path.suffix == ".mp4":
                subprocess.run(
                    ["ffmpeg", "-v", "error", "-xerror", "-i", path, "-f", "null", "-"], check=True,
                    stdin=subprocess.DEVNULL)
            else:
                Image.open(io.BytesIO(path.read_bytes())).load()
