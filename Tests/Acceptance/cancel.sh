#!/bin/bash
# Fifty times in the middle of a storm, on one state: an interrupt, and another. No hang, no crash,
# status 130 within two seconds of the second, nothing half written, and nothing paid twice.
. "$(dirname "$0")/storm-setup.bash"
write_manifest 4000
# 429s at random would be taken for a pace that is too fast, and make the end long.
sed -i '/429/d' faults.yaml
start_emulator 0 --latency image=300ms --faults faults.yaml --ledger ledger.ndjson

"$VENV/bin/python" - "$REEL" "$base" <<'PY'
import os, random, signal, subprocess, sys, time
seed = random.randrange(1 << 32)
print("seed", seed)
draw = random.Random(seed)
slowest = 0.0
for number in range(50):
    with open("log.txt", "w") as log:
        run = subprocess.Popen(
            [sys.argv[1], "run", "storm.yaml", "--base-url", sys.argv[2], "-j", "24"],
            stdout=subprocess.DEVNULL, stderr=log)
    # Its first line: from then on it hears interrupts, and money is at stake.
    while os.path.getsize("log.txt") == 0:
        assert run.poll() is None, "run %d ended by itself with %s" % (number, run.returncode)
        time.sleep(0.005)
    time.sleep(draw.uniform(0.0, 0.8))
    assert run.poll() is None, "run %d ended by itself with %s" % (number, run.returncode)
    run.send_signal(signal.SIGINT)
    time.sleep(draw.uniform(0.0, 0.3))
    if run.poll() is None:
        run.send_signal(signal.SIGINT)
    begun = time.monotonic()
    status = run.wait(timeout=10)
    slowest = max(slowest, time.monotonic() - begun)
    assert status == 130, "run %d ended with %s" % (number, status)
print("slowest end after the second interrupt: %.2f s" % slowest)
assert slowest < 2
PY
[ -z "$(find out -name '*.jpg' -size 0)" ]
"$VENV/bin/python" - <<'PY'
import pathlib
from PIL import Image
pictures = list(pathlib.Path("out").rglob("*.jpg"))
for path in pictures:
    Image.open(path).load()
print(len(pictures), "whole pictures")
PY

# To the end, without a word about sending anything again: what may have been billed is named.
"$REEL" run storm.yaml --base-url "$base" -q --format json >last.json 2>last.txt || [ $? -eq 4 ]
"$VENV/bin/python" - <<'PY'
import collections, json
billed = collections.Counter(json.loads(line)["prompt"] for line in open("ledger.ndjson"))
print(len(billed), "pictures billed in", sum(billed.values()), "requests")
assert max(billed.values()) == 1, [prompt for prompt in billed if billed[prompt] > 1]
outcomes = {asset["id"]: asset["outcome"] for asset in json.load(open("last.json"))["assets"]}
print(dict(collections.Counter(outcomes.values())))
assert set(outcomes.values()) <= {"made", "fresh", "restored", "unsettled"}
made = {f"picture {name[1:]}" for name, outcome in outcomes.items() if outcome != "unsettled"}
assert made <= set(billed), "something was made and not billed"
PY
