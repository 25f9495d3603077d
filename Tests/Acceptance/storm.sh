#!/bin/bash
# A thousand pictures while everything goes wrong that can: each is made or named unsettled, nothing is
# paid twice but on purpose, and memory and descriptors stay flat.
set -euo pipefail
work=$(mktemp -d)
emulator=""
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
export XAI_API_KEY=test-key-of-no-worth

"$VENV/bin/python" - <<'PY'
with open("storm.yaml", "w") as file:
    file.write("version: 1\nlimits: {concurrency: 64, requests_per_minute: 600000, timeout: 4s}\n")
    file.write("assets:\n")
    for number in range(1000):
        file.write(f"  p{number}: {{generate: image, prompt: picture {number}}}\n")
PY
cat >faults.yaml <<'YAML'
- {match: {operation: create, rate: 0.05}, fault: status 429 retry_after_ms=50}
- {match: {operation: create, rate: 0.05}, fault: status 503}
- {match: {operation: create, rate: 0.05}, fault: reset}
- {match: {operation: create, rate: 0.05}, fault: reset after}
- {match: {operation: create, rate: 0.05}, fault: stall after}
- {match: {operation: download, rate: 0.05}, fault: truncate 100, times: 200}
YAML

start() {
  "$REEL" emulate --port "$1" --render instant --latency image=20ms "${@:2}" >address.txt &
  emulator=$!
  for _ in $(seq 100); do [ -s address.txt ] && break; sleep 0.1; done
  base=$(head -n 1 address.txt)
}

start 0 --faults faults.yaml --ledger first.ndjson
status=0
"$REEL" run storm.yaml --base-url "$base" -q --format json >first.json 2>errors.txt &
run=$!
most=0
while kill -0 "$run" 2>/dev/null; do
  open=$(ls "/proc/$run/fd" 2>/dev/null | wc -l)
  [ "$open" -le "$most" ] || most=$open
  peak=$(awk '/VmHWM/ {print $2}' "/proc/$run/status" 2>/dev/null || echo "${peak:-0}")
  [ -z "$peak" ] || high=$peak
  sleep 0.1
done
wait "$run" || status=$?
kill "$emulator"; wait "$emulator" 2>/dev/null || true; rm address.txt
echo "first run: status $status, ${high} kB at the peak, $most descriptors"
[ "$high" -lt 153600 ]
[ "$most" -lt 250 ]

port=${base##*:}; port=${port%/v1}
start "$port" --ledger second.ndjson
"$REEL" run storm.yaml --base-url "$base" -q --format json --resend >second.json
"$VENV/bin/python" - <<'PY'
import collections, json
report = lambda name: json.load(open(name))
ledger = lambda name: [json.loads(line) for line in open(name)]
first, second = report("first.json"), report("second.json")
print("first", first["counts"], "second", second["counts"])
assert set(first["counts"]) <= {"made", "unsettled"}, first["counts"]
assert second["counts"].get("made", 0) + second["counts"].get("fresh", 0) == 1000, second["counts"]
unsettled = {asset["id"] for asset in first["assets"] if asset["outcome"] == "unsettled"}
billed = collections.Counter(entry["prompt"] for entry in ledger("first.ndjson"))
assert max(billed.values()) == 1, "something was paid twice in one run"
doubles = {entry["prompt"] for entry in ledger("second.ndjson")} & set(billed)
expected = {f"picture {name[1:]}" for name in unsettled if f"picture {name[1:]}" in billed}
print(len(unsettled), "unsettled, of which", len(expected), "had been billed;", len(doubles), "doubles")
assert doubles == expected
PY
