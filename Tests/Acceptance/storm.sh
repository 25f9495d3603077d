#!/bin/bash
# A thousand pictures while everything goes wrong that can: each is made or named unsettled, nothing is
# paid twice but on purpose, memory stays flat, and the second half of the run needs no more descriptors
# than the first.
. "$(dirname "$0")/storm-setup.bash"
write_manifest 1000

start_emulator 0 --latency image=20ms --faults faults.yaml --ledger first.ndjson
status=0
"$REEL" run storm.yaml --base-url "$base" -q --format json >first.json 2>errors.txt &
run=$!
open=()
while kill -0 "$run" 2>/dev/null; do
  # It may have ended since it was asked for.
  count=$({ ls "/proc/$run/fd" 2>/dev/null || true; } | wc -l)
  [ "$count" -eq 0 ] || open+=("$count")
  peak=$(awk '/VmHWM/ {print $2}' "/proc/$run/status" 2>/dev/null || echo "${peak:-0}")
  [ -z "$peak" ] || high=$peak
  sleep 0.1
done
wait "$run" || status=$?
stop_emulator
# most N…: the largest
most() { printf '%s\n' "$@" | sort -n | tail -n 1; }
[ "${#open[@]}" -ge 20 ]
half=$((${#open[@]} / 2))
early=$(most "${open[@]:0:half}")
late=$(most "${open[@]:half}")
echo "first run: status $status, ${high} kB at the peak, descriptors: $early, later $late"
[ "$high" -lt 153600 ]
# A request that leaves one open would have left hundreds.
[ "$late" -le "$((early + 16))" ]

port=${base##*:}; port=${port%/v1}
start_emulator "$port" --ledger second.ndjson
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
