#!/bin/bash
# The campaign against an emulator of its own process: everything is made, six requests are under
# way at the peak and never more, and a second run asks for nothing, with the emulator gone.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
emulator=""
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
cp -R manifests schemas "$work"
cd "$work"
export XAI_API_KEY=test-key-of-no-worth

"$REEL" emulate --latency image=300ms,video=1s --ledger ledger.ndjson >address.txt &
emulator=$!
for _ in $(seq 100); do [ -s address.txt ] && break; sleep 0.1; done
base=$(head -n 1 address.txt)

# The provider's usual pace is one video a second; the emulator has none.
sed -i 's/^limits:$/limits:\n  requests_per_minute: 6000/' manifests/campaign.yaml
"$REEL" run manifests/campaign.yaml -j 6 --base-url "$base"
"$VENV/bin/python" - "${base%/v1}/_emulator/" <<'PY'
import json, sys, urllib.request
get = lambda path: json.load(urllib.request.urlopen(sys.argv[1] + path))
stats, ledger = get("stats"), get("ledger")
print("peak in flight", stats["peak_in_flight"], "billed", ledger["total_cost_in_usd_ticks"] / 1e10)
assert stats["peak_in_flight"]["all"] == 6, stats
bodies = [entry["body_sha256"] for entry in ledger["entries"]]
assert len(bodies) == len(set(bodies)), "something was asked for twice"
PY
kill "$emulator"
wait "$emulator" 2>/dev/null || true
emulator=""

count=$(find manifests/out/spring-campaign -type f | wc -l)
echo "$count outputs"
[ "$count" -eq 34 ]
[ -z "$(find manifests/out -name '*.part')" ]
for film in $(find manifests/out -name '*.mp4'); do
  ffprobe -v error "$film"
done
"$REEL" run manifests/campaign.yaml -j 6 --base-url "$base" | tee again.txt
grep -q "30 fresh" again.txt
