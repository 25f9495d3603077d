#!/bin/bash
# What a run tells programs, read by theirs: events by a JSON Schema validator, JUnit by a parser from
# PyPI, the depfile by make and ninja.
set -euo pipefail
cd "$(dirname "$0")/../.."
schema=$PWD/schemas/events.schema.json
python=$(realpath -s "$VENV")/bin/python
check=$(realpath -s "$VENV")/bin/check-jsonschema
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$REEL" schema events | cmp - "$schema"
"$check" --check-metaschema "$schema"
cp -R manifests "$work"
cd "$work"

# Through a pipe that is waited for, and line by line.
mkfifo pipe
"$REEL" run manifests/quickstart.yaml --emulator --render instant -q --events pipe --junit good.xml \
  --depfile quickstart.d &
cat pipe >run.ndjson
wait $!
# A run with nothing to do; and one with every kind of trouble that is easily had.
"$REEL" run manifests/quickstart.yaml --emulator -q --events /dev/fd/3 3>idle.ndjson
cat >faults.yaml <<'YAML'
- {match: {prompt: "*dusk*"}, fault: moderated}
- {match: {operation: generate-image, nth: 1}, fault: {status: 503}}
YAML
"$REEL" run manifests/quickstart.yaml --emulator --render instant --state-dir other --output-dir out \
  --faults faults.yaml --budget 1 --junit bad.xml --events - >bad.ndjson 2>/dev/null && exit 1
mkdir lines
split -l 1 -a 4 --additional-suffix=.json run.ndjson lines/run
split -l 1 -a 4 --additional-suffix=.json idle.ndjson lines/idle
split -l 1 -a 4 --additional-suffix=.json bad.ndjson lines/bad
"$check" --schemafile "$schema" lines/*.json >/dev/null
for line in '{"event":"asked","seconds":1}' '{"event":"fetching","seconds":1,"asset":"a","request":0,"x":1}'; do
  echo "$line" >wrong.json
  if "$check" --schemafile "$schema" wrong.json >/dev/null 2>&1; then
    echo "the schema takes $line" >&2
    exit 1
  fi
done
"$python" - <<'PY'
import json
runs = {name: [json.loads(line) for line in open(f"{name}.ndjson")] for name in ("run", "idle", "bad")}
for name, events in runs.items():
    assert events[0]["event"] == "run-started" and events[0]["schema"] == "reel.events/1", name
    assert events[-1]["event"] == "run-ended", name
    ended = [event["outcome"] for event in events if event["event"] == "ended"]
    assert len(ended) == events[0]["asset_count"] == 3, (name, ended)
    assert [event["seconds"] for event in events] == sorted(event["seconds"] for event in events), name
    print(f"{name}: {len(events)} events, {ended}, status {events[-1]['status']}")
kinds = {event["event"] for events in runs.values() for event in events}
assert {"asked", "job-started", "retrying", "kept", "billed", "fetching"} <= kinds, kinds
billed = sum(event["cost_ticks"] for event in runs["run"] if event["event"] == "billed")
assert billed == runs["run"][-1]["spent_ticks"] > 0
PY
# A reader that goes away stops nothing.
"$REEL" run manifests/quickstart.yaml --emulator --render instant -q --state-dir gone \
  --output-dir gone-out --events /dev/fd/3 3> >(head -n 1 >/dev/null) 2>gone.txt
[ "$(grep -c 'no more events are written' gone.txt)" -eq 1 ]

# An interrupt ends it like any other run.
"$REEL" run manifests/quickstart.yaml --emulator --latency image=1s --state-dir cut --output-dir cut-out \
  --events cut.ndjson --junit cut.xml -q 2>/dev/null &
until grep -q '"asked"' cut.ndjson 2>/dev/null; do sleep 0.05; done
kill -INT $!
status=0
wait $! || status=$?
[ "$status" -eq 130 ]
tail -n 1 cut.ndjson | grep -q '"event":"run-ended".*"status":130,"stop":"interrupted"'
# One that is killed leaves no result of an earlier run.
cp good.xml killed.xml
"$REEL" run manifests/quickstart.yaml --emulator --latency image=60s --state-dir killed \
  --output-dir killed-out --events killed.ndjson --junit killed.xml -q 2>/dev/null &
until grep -q '"asked"' killed.ndjson 2>/dev/null; do sleep 0.05; done
kill -KILL $!
status=0
wait $! || status=$?
[ "$status" -eq 137 ]
if grep -q '"run-ended"' killed.ndjson; then exit 1; fi

"$python" - <<'PY'
from junitparser import JUnitXml
good, bad = JUnitXml.fromfile("good.xml"), JUnitXml.fromfile("bad.xml")
for name, xml in (("good", good), ("bad", bad)):
    (suite,) = list(xml)
    cases = list(suite)
    results = {case.name: [type(result).__name__ for result in case.result] for case in cases}
    print(name, results)
    assert suite.name == "quickstart" and suite.tests == len(cases) == 3
    assert all(case.classname == "quickstart" for case in cases)
    assert suite.failures == sum("Failure" in result for result in results.values())
    assert suite.skipped == sum("Skipped" in result for result in results.values())
assert good.failures == good.errors == 0 and good.time > 0
assert bad.failures == 1 and list(bad)[0].skipped == 1
assert list(JUnitXml.fromfile("cut.xml"))[0].skipped == 2
(killed,) = list(JUnitXml.fromfile("killed.xml"))
assert killed.errors == killed.tests == 1 and killed.failures == 0
PY

cat >Makefile <<'MAKE'
out := manifests/out/quickstart-emulator
$(out)/kite.png: ; @echo made >$@
-include quickstart.d
MAKE
picture=manifests/out/quickstart-emulator/kite.png
touch -d "2 hours ago" manifests/quickstart.yaml
touch -d "1 hour ago" $picture
make -q $picture
touch manifests/quickstart.yaml
if make -q $picture; then echo "make does not read the depfile" >&2; exit 1; fi
make -s $picture
# A file that is gone is no trouble.
sed -i 's/quickstart\.yaml/gone.yaml/' quickstart.d
make -s $picture
sed -i 's/gone\.yaml/quickstart.yaml/' quickstart.d
cat >build.ninja <<NINJA
rule reel
  command = cp quickstart.d copy.d && touch $picture
  depfile = copy.d
  deps = gcc
build $picture: reel
NINJA
ninja --quiet
ninja -n | grep "no work to do" >/dev/null
ninja -t deps $picture | grep "manifests/quickstart.yaml" >/dev/null
touch manifests/quickstart.yaml
if ninja -n | grep "no work to do" >/dev/null; then echo "ninja does not read the depfile" >&2; exit 1; fi
echo "make and ninja read the depfile"
