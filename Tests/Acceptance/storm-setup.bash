# For storm.sh and cancel.sh: a folder of their own, a manifest of pictures, and what goes wrong.
set -euo pipefail
work=$(mktemp -d)
emulator=""
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
export XAI_API_KEY=test-key-of-no-worth

# write_manifest COUNT: storm.yaml with so many pictures
write_manifest() {
  "$VENV/bin/python" - "$1" <<'PY'
import sys
with open("storm.yaml", "w") as file:
    file.write("version: 1\nlimits: {concurrency: 64, requests_per_minute: 600000, timeout: 4s}\n")
    file.write("assets:\n")
    for number in range(int(sys.argv[1])):
        file.write(f"  p{number}: {{generate: image, prompt: picture {number}}}\n")
PY
}

cat >faults.yaml <<'YAML'
- {match: {operation: create, rate: 0.05}, fault: status 429 retry_after_ms=50}
- {match: {operation: create, rate: 0.05}, fault: status 503}
- {match: {operation: create, rate: 0.05}, fault: reset}
- {match: {operation: create, rate: 0.05}, fault: reset after}
- {match: {operation: create, rate: 0.05}, fault: stall after}
- {match: {operation: download, rate: 0.05}, fault: truncate 100, times: 200}
YAML

# start_emulator PORT [OPTION…]: sets $base
start_emulator() {
  rm -f address.txt
  "$REEL" emulate --port "$1" --render instant "${@:2}" >address.txt &
  emulator=$!
  for _ in $(seq 100); do [ -s address.txt ] && break; sleep 0.1; done
  base=$(head -n 1 address.txt)
}

stop_emulator() {
  kill "$emulator"
  wait "$emulator" 2>/dev/null || true
  emulator=""
}
