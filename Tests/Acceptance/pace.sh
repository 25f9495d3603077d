#!/bin/bash
# A provider that takes 16 requests a second and says so by 429 only: 500 pictures, each answered after
# half a second, none fails, in 1.15 of the least time.
. "$(dirname "$0")/storm-setup.bash"
write_manifest 500
sed -i "s/, timeout: 4s//" storm.yaml
rate=16
start_emulator 0 --limit "rps=$rate" --latency image=500ms --ledger ledger.ndjson

begun=$(date +%s.%N)
"$REEL" run storm.yaml --base-url "$base" -q --format json >report.json
ended=$(date +%s.%N)
"$VENV/bin/python" - "$begun" "$ended" "$rate" "${base%/v1}/_emulator/stats" <<'PY'
import json, sys, urllib.request
begun, ended, rate = map(float, sys.argv[1:4])
counts = json.load(open("report.json"))["counts"]
paths = json.load(urllib.request.urlopen(sys.argv[4]))["requests"]
refused = sum(path["count"] for path in paths if path["status"] == 429)
billed = sum(1 for _ in open("ledger.ndjson"))
ratio = (ended - begun) / (500 / rate)
print("%.1f s, %.3f of the least time; %s; %d billed, %d refused as too fast"
      % (ended - begun, ratio, counts, billed, refused))
assert counts == {"made": 500}, counts
assert billed == 500
assert ratio <= 1.15
PY
