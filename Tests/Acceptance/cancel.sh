#!/bin/bash
# Fifty times in the middle of a storm: an interrupt, and another. No hang, no crash, status 130 within
# two seconds of the second, and nothing half written.
. "$(dirname "$0")/storm-setup.bash"
write_manifest 4000
start_emulator 0 --latency image=100ms --faults faults.yaml

"$VENV/bin/python" - "$REEL" "$base" <<'PY'
import os, random, signal, subprocess, sys, time
seed = random.randrange(1 << 32)
print("seed", seed)
draw = random.Random(seed)
slowest = 0.0
for _ in range(50):
    run = subprocess.Popen(
        [sys.argv[1], "run", "storm.yaml", "--base-url", sys.argv[2], "-q"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(draw.uniform(0.2, 1.2))
    run.send_signal(signal.SIGINT)
    time.sleep(draw.uniform(0.0, 0.3))
    if run.poll() is None:
        run.send_signal(signal.SIGINT)
    begun = time.monotonic()
    status = run.wait(timeout=10)
    slowest = max(slowest, time.monotonic() - begun)
    assert status == 130 or status == -signal.SIGINT, status
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
