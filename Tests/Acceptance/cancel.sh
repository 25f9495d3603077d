#!/bin/bash
# Fifty times in the middle of a storm: an interrupt, and another. No hang, no crash, status 130 within
# two seconds of the second, and nothing half written.
set -euo pipefail
work=$(mktemp -d)
emulator=""
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
export XAI_API_KEY=test-key-of-no-worth
"$VENV/bin/python" - <<'PY'
with open("storm.yaml", "w") as file:
    file.write("version: 1\nlimits: {concurrency: 64, requests_per_minute: 600000, timeout: 5s}\n")
    file.write("assets:\n")
    for number in range(4000):
        file.write(f"  p{number}: {{generate: image, prompt: picture {number}}}\n")
PY
cat >faults.yaml <<'YAML'
- {match: {operation: create, rate: 0.05}, fault: status 429 retry_after_ms=50}
- {match: {operation: create, rate: 0.05}, fault: status 503}
- {match: {operation: create, rate: 0.05}, fault: reset}
- {match: {operation: create, rate: 0.05}, fault: stall after}
- {match: {operation: download, rate: 0.05}, fault: truncate 100}
YAML
"$REEL" emulate --render instant --latency image=100ms --faults faults.yaml >address.txt &
emulator=$!
for _ in $(seq 100); do [ -s address.txt ] && break; sleep 0.1; done

"$VENV/bin/python" - "$REEL" "$(head -n 1 address.txt)" <<'PY'
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
