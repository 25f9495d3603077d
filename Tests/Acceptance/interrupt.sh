#!/bin/bash
# One interrupt ends a run with status 130 and no half output; the next run finishes the job.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
emulator=""
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
cp -R manifests schemas "$work"
cd "$work"
export XAI_API_KEY=test-key-of-no-worth
"$REEL" emulate --latency image=500ms,video=3s --render instant >address.txt &
emulator=$!
for _ in $(seq 100); do [ -s address.txt ] && break; sleep 0.1; done
base=$(head -n 1 address.txt)
sed -i 's/^limits:$/limits:\n  requests_per_minute: 6000/' manifests/campaign.yaml

"$REEL" run manifests/campaign.yaml --base-url "$base" 2>log.txt &
run=$!
for _ in $(seq 100); do grep -q asked log.txt && break; sleep 0.1; done
sleep 1
kill -INT "$run"
status=0
wait "$run" || status=$?
echo "status $status"
[ "$status" -eq 130 ]
[ -z "$(find manifests -name '*.part')" ]
for picture in $(find manifests/out -name '*.jpg' -o -name '*.png' | head -n 5); do
  "$VENV/bin/python" -c "import sys; from PIL import Image; Image.open(sys.argv[1]).load()" "$picture"
done
"$REEL" run manifests/campaign.yaml --base-url "$base" -q
"$VENV/bin/python" - "${base%/v1}/_emulator/ledger" <<'PY'
import json, sys, urllib.request
entries = json.load(urllib.request.urlopen(sys.argv[1]))["entries"]
bodies = [entry["body_sha256"] for entry in entries]
print(len(bodies), "requests billed in two runs")
assert len(bodies) == len(set(bodies)), "something was paid twice"
PY
