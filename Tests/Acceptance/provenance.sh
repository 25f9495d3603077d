#!/bin/bash
# What outputs say of where they come from, read back with exiftool and ffprobe: in all four formats,
# after conversion and to size; without a changed pixel, and for nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$VENV/bin/python" - "$work" <<'PY'
import hashlib, json, pathlib, shutil, subprocess, sys

from PIL import Image
from rig import KEYED, NOBODY, REEL, Emulator, Project

work = sys.argv[1]
ASSETS = """\
assets:
  kite: {generate: image, prompt: "A <red> kite & a cup, äöü"}
  kite-png: {edit: kite, prompt: as PNG, output: cup.png}
  kite-webp: {edit: kite, prompt: as WebP, size: 320x180, output: cup-small.webp}
  kite-jpg: {edit: kite, prompt: as JPEG, size: 320x180, output: small.jpg}
  sign: {edit: [kite, ./logo.png], prompt: the logo on it}
  night: {edit: sign, prompt: at night}
  film: {animate: kite, prompt: it flies, duration: 1}
  own-film: {animate: night, prompt: it blinks, duration: 1}
"""
FILES = {
    "kite": "kite.jpg", "kite-png": "cup.png", "kite-webp": "cup-small.webp", "kite-jpg": "small.jpg",
    "sign": "sign.jpg", "night": "night.jpg", "film": "film.mp4", "own-film": "own-film.mp4"}
OWN = {"sign", "night", "own-film"}
HEAD = "version: 1\nlimits: {requests_per_minute: 60000}\n"
server = Emulator()
project = Project(f"{work}/project", HEAD + ASSETS, server.base)
Image.new("RGB", (64, 64), "red").save(project.folder / "logo.png")


def run(*options, expected=0):
    done = project.run("--format", "json", *options)
    assert done.returncode == expected, (done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)["counts"]


def write(head):
    (project.folder / "m.yaml").write_text(HEAD + head + ASSETS)


def read(names=FILES.values(), out=None):
    """What exiftool reads of each, and what it has to say against it."""
    paths = [str((out or project.out) / name) for name in names]
    text = subprocess.run(
        ["exiftool", "-json", "-a", "-validate", "-XMP:all", *paths], check=True, text=True,
        capture_output=True).stdout
    return {pathlib.Path(entry["SourceFile"]).name: entry for entry in json.loads(text)}


def frames(folder):
    """A digest of every output's decoded frames, by ffmpeg."""
    found = {}
    for name in FILES.values():
        text = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", folder / name, "-f", "framemd5", "-"], check=True,
            stdin=subprocess.DEVNULL, capture_output=True).stdout
        found[name] = hashlib.sha256(text).hexdigest()
    return found


def bytes_of(folder):
    return {name: (folder / name).read_bytes() for name in FILES.values()}


assert run() == {"made": len(FILES)}
ledger = {entry["prompt"]: entry for entry in server.ledger()}
prompts = {"kite": "A <red> kite & a cup, äöü", "kite-png": "as PNG", "kite-webp": "as WebP",
           "kite-jpg": "as JPEG", "sign": "the logo on it", "night": "at night", "film": "it flies",
           "own-film": "it blinks"}
said = read()
for asset, name in FILES.items():
    tags, entry = said[name], ledger[prompts[asset]]
    kind = "compositeWithTrained" if asset in OWN else "trained"
    source = tags["DigitalSourceType"]
    assert source.split("/")[-1].lower() == f"{kind}AlgorithmicMedia".lower() and (
        source.startswith("http://cv.iptc.org/newscodes/digitalsourcetype/")), (name, source)
    assert tags["Model"] == entry["model"] and tags["RequestID"] == entry["request_id"], (tags, entry)
    assert tags["AISystemUsed"].endswith(" " + entry["model"]), tags
    digest = hashlib.sha256(prompts[asset].encode()).hexdigest()
    assert tags["PromptSHA256"] == digest and "AIPromptInformation" not in tags, tags
    assert tags["Validate"] == "OK" or "XMP" not in tags["Validate"], tags
for asset in ("film", "own-film"):
    packet = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-export_xmp", "1", "-show_format", "-of", "json",
         project.out / FILES[asset]], check=True, capture_output=True).stdout)["format"]["tags"]["xmp"]
    assert "lgorithmicMedia</" in packet and ledger[prompts[asset]]["request_id"] in packet, packet
for name in FILES.values():
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0",
         project.out / name], check=True, capture_output=True, text=True)
    assert "," in shown.stdout, (name, shown)
project.decode()
print("read back by exiftool and ffprobe:", ", ".join(
    f"{name} {said[name]['DigitalSourceType'].split('/')[-1]}" for name in ("kite.jpg", "sign.jpg")))
marked, seen = bytes_of(project.out), frames(project.out)
assert run("--base-url", NOBODY) == {"fresh": len(FILES)}

# Off: the provider's bytes as they came, and the same pictures. Nothing is asked for.
write("provenance: {xmp: false}\n")
assert set(project.plan().values()) == {"derive"}, project.plan()
assert run("--base-url", NOBODY, "--locked") == {"derived": len(FILES)}
plain = bytes_of(project.out)
objects = {hashlib.sha256(path.read_bytes()).hexdigest()
           for path in (project.state / "objects").rglob("*") if path.is_file()}
assert all(hashlib.sha256(content).hexdigest() in objects for content in plain.values())
assert not any("DigitalSourceType" in tags for tags in read().values())
assert frames(project.out) == seen, "a mark changed a picture"
# The store holds no marked file: a mark takes no time to make.
assert not any(hashlib.sha256(content).hexdigest() in objects for content in marked.values())

# The prompt by choice; and back to what it was, byte for byte.
write("provenance: {prompt: true}\n")
assert run("--base-url", NOBODY) == {"derived": len(FILES)}
for asset, name in FILES.items():
    assert read([name])[name]["AIPromptInformation"] == prompts[asset]
write("")
assert run("--base-url", NOBODY) == {"derived": len(FILES)}
assert bytes_of(project.out) == marked
verify = subprocess.run([REEL, "verify", "m.yaml"], cwd=project.folder, env=KEYED, text=True,
                        capture_output=True)
assert verify.returncode == 0, verify.stdout + verify.stderr
assert len(server.ledger()) == len(FILES)
print("off, prompt, and back: the same pixels, the same bytes, nothing asked for")

# Beside them, for nothing; the files themselves as they came, and exiftool reads what stands beside.
write("provenance: {xmp: false, sidecar: true}\n")
assert run("--base-url", NOBODY, "--locked") == {"derived": len(FILES)}
for asset, name in FILES.items():
    tags = read([name + ".xmp"])[name + ".xmp"]
    assert tags["RequestID"] == ledger[prompts[asset]]["request_id"], tags
    assert tags["DigitalSourceType"] == said[name]["DigitalSourceType"], tags
    assert "DigitalSourceType" not in read([name])[name]
assert run("--base-url", NOBODY) == {"fresh": len(FILES)}
write("")
assert run("--base-url", NOBODY) == {"derived": len(FILES)}
assert bytes_of(project.out) == marked and len(list(project.out.iterdir())) == len(FILES)
print("beside them by choice, and gone again")

# A clone has no store: originals come out of the outputs, and what builds on them is made of those.
clone = pathlib.Path(work, "clone")
shutil.copytree(project.folder, clone, ignore=shutil.ignore_patterns(".reel"))
project.folder, project.out, project.state = clone, clone / "out/m", clone / ".reel"
assert run("--base-url", NOBODY, "--locked") == {"fresh": len(FILES)}
(project.out / "kite.jpg").unlink()
assert run("--base-url", NOBODY, "--locked") == {"restored": 1, "fresh": len(FILES) - 1}
assert bytes_of(project.out) == marked, "restored otherwise than another machine wrote it"
shutil.rmtree(project.state)
write("provenance: {xmp: false}\n")
assert set(project.plan().values()) == {"derive"}, project.plan()
assert run("--base-url", NOBODY, "--locked") == {"derived": len(FILES)}
assert bytes_of(project.out) == plain
text = (project.folder / "m.yaml").read_text()
(project.folder / "m.yaml").write_text(text.replace("at night", "at dawn"))
assert run() == {"made": 2, "fresh": len(FILES) - 2}
assert len(server.ledger()) == len(FILES) + 2
print("a clone without a store: fresh, restored to the byte, unmarked, and built upon")

# Of what a person brings nothing is claimed; an emulator's drawing is no AI's.
adopted = subprocess.run(
    [REEL, "adopt", *project.arguments, "kite", "logo.png"], cwd=project.folder, env=KEYED,
    capture_output=True, text=True)
assert adopted.returncode == 0, adopted.stderr
write("")
run("kite")
assert (project.out / "kite.png").exists() or (project.out / "kite.jpg").exists()
taken = [path for path in project.out.iterdir() if path.read_bytes() == (
    project.folder / "logo.png").read_bytes()]
assert len(taken) == 1, sorted(project.out.iterdir())
subprocess.run([REEL, "run", "m.yaml", "kite", "sign", "--emulator", "--render", "instant", "-q"],
               cwd=project.folder, check=True)
drawn = read(["kite.jpg", "sign.jpg"], project.folder / "out/m-emulator")
assert drawn["kite.jpg"]["DigitalSourceType"].endswith("/algorithmicMedia"), drawn
assert drawn["sign.jpg"]["DigitalSourceType"].endswith("/compositeSynthetic"), drawn
assert not any("AISystemUsed" in tags for tags in drawn.values())
print("adopted: as it was; drawn by the emulator:", drawn["sign.jpg"]["DigitalSourceType"])
server.stop()
PY
