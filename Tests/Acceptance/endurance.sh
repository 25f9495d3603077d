#!/bin/bash
# Twenty thousand requests through one process: memory after the last against what it was after the first
# thousand, and when all is written.
. "$(dirname "$0")/storm-setup.bash"
count=${COUNT:-20000}
write_manifest "$count"

start_emulator 0 --ledger ledger.ndjson
"$REEL" run storm.yaml --base-url "$base" -q --format json >report.json 2>errors.txt &
run=$!
while kill -0 "$run" 2>/dev/null; do
  resident=$(awk '/VmRSS/ {print $2}' "/proc/$run/status" 2>/dev/null) || break
  [ -z "$resident" ] || echo "$(wc -l <ledger.ndjson) $resident" >>samples.txt
  sleep 0.1
done
wait "$run"
[ "$(wc -l <ledger.ndjson)" = "$count" ]
"$VENV/bin/python" - "$count" <<'PY'
import json, statistics, sys

count = int(sys.argv[1])
counts = json.load(open("report.json"))["counts"]
assert counts == {"made": count}, counts
samples = [tuple(map(int, line.split())) for line in open("samples.txt")]
# Pictures are decoded in between, so that one sample says little. When so many more than a thousand are
# billed as can be under way, the first thousand are done.
first = [kB for billed, kB in samples if 1064 <= billed < count][:10]
final = [kB for billed, kB in samples if billed < count][-10:]
assert len(first) == len(final) == 10, samples
early, asked = statistics.median(first), statistics.median(final)
# After the last answer it takes a moment; where it was too short for a sample, the one before counts.
end = statistics.median([kB for billed, kB in samples if billed == count][-10:] or [samples[-1][1]])
print(f"{count} requests: {early:.0f} kB after the first thousand, {asked:.0f} kB after the last,",
      f"{end:.0f} kB at the end")
assert asked <= 1.1 * early and end <= 1.1 * early
assert samples[-1][1] <= 1.25 * early, samples[-1]
PY
