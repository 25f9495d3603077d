#!/bin/bash
# Twenty thousand requests through one process: memory after the last against what it was after the first
# thousand, and when all is written.
. "$(dirname "$0")/storm-setup.bash"
count=${COUNT:-20000}
write_manifest "$count"

start_emulator 0 --ledger ledger.ndjson
"$REEL" run storm.yaml --base-url "$base" -q --format json >report.json 2>errors.txt &
run=$!
early=0
asked=0
last=0
while kill -0 "$run" 2>/dev/null; do
  resident=$(awk '/VmRSS/ {print $2}' "/proc/$run/status" 2>/dev/null) || break
  [ -z "$resident" ] || last=$resident
  billed=$(wc -l <ledger.ndjson)
  # When so many more than a thousand are billed as can be under way, the first thousand are done.
  if [ "$early" = 0 ] && [ "$billed" -ge 1064 ]; then early=$resident; fi
  if [ "$billed" -lt "$count" ]; then asked=$last; fi
  sleep 0.1
done
wait "$run"
echo "$count requests: ${early} kB after the first thousand, ${asked} kB after the last, ${last} kB at the end"
[ "$(wc -l <ledger.ndjson)" = "$count" ]
"$VENV/bin/python" - "$count" <<'PY'
import json, sys
counts = json.load(open("report.json"))["counts"]
assert counts == {"made": int(sys.argv[1])}, counts
PY
[ "$early" -gt 0 ]
[ $((asked * 10)) -le $((early * 11)) ]
[ $((last * 10)) -le $((early * 11)) ]
