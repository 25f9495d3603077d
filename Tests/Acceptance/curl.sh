#!/bin/bash
# The provider's own requests, by curl and as its documentation writes them, against the emulator as it
# usually is and strict.
set -euo pipefail
work=$(mktemp -d)
emulator=""
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT

# A picture in a data URI.
"$VENV/bin/python" - >"$work/picture.txt" <<'PY'
import base64, io
from PIL import Image
file = io.BytesIO()
Image.new("RGB", (64, 48), (200, 30, 30)).save(file, "PNG")
print("data:image/png;base64," + base64.b64encode(file.getvalue()).decode())
PY
picture=$(cat "$work/picture.txt")

# post STATUS PATH BODY: the answer has this status and is left in answer.json.
post() {
  local status
  status=$(printf '%s' "$3" | curl -sS -o "$work/answer.json" -w '%{http_code}' \
    -H 'Content-Type: application/json' -H 'Authorization: Bearer no-key' \
    --data-binary @- "$address$2")
  if [ "$status" != "$1" ]; then
    echo "$2 gave $status, not $1: $(head -c 500 "$work/answer.json")" >&2
    exit 1
  fi
}

# holds EXPRESSION: it is true of the answer, which is called a.
holds() {
  "$VENV/bin/python" - "$work/answer.json" "$1" <<'PY'
import json, sys
a = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), f"{sys.argv[2]} does not hold of {str(a)[:500]}"
PY
}

field() {
  "$VENV/bin/python" -c 'import json, sys; a = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' \
    "$work/answer.json" "$1"
}

# film PATH BODY: starts a film and asks after it until it is done.
film() {
  post 200 "$1" "$2"
  holds 'a["request_id"]'
  local job status=202
  job=$(field 'a["request_id"]')
  for _ in $(seq 100); do
    status=$(curl -sS -o "$work/answer.json" -w '%{http_code}' \
      -H 'Authorization: Bearer no-key' "$address/videos/$job")
    [ "$status" = 202 ] || break
    holds 'a["status"] == "pending"'
    sleep 0.1
  done
  [ "$status" = 200 ]
  holds 'a["status"] == "done" and a["progress"] == 100'
  holds 'a["video"]["url"] and a["video"]["duration"] > 0 and a["video"]["respect_moderation"]'
  holds 'a["usage"]["cost_in_usd_ticks"] > 0'
  url=$(field 'a["video"]["url"]')
}

for manner in "" --strict; do
  : >"$work/address.txt"
  # shellcheck disable=SC2086
  "$REEL" emulate --render instant --latency image=10ms,video=100ms $manner >"$work/address.txt" &
  emulator=$!
  for _ in $(seq 100); do [ -s "$work/address.txt" ] && break; sleep 0.1; done
  address=$(head -n 1 "$work/address.txt")

  post 200 /images/generations '{"model":"grok-imagine-image-2.0","prompt":"a red kite","n":2,
    "aspect_ratio":"16:9","resolution":"1k","quality":"low","response_format":"b64_json"}'
  holds 'len(a["data"]) == 2 and all(i["b64_json"] and i["mime_type"] for i in a["data"])'
  holds 'a["usage"]["cost_in_usd_ticks"] > 0'

  post 200 /images/edits '{"model":"grok-imagine-image-2.0","prompt":"make it dusk",
    "image":{"url":"'"$picture"'","type":"image_url"}}'
  holds 'len(a["data"]) == 1 and a["data"][0]["url"].startswith("http")'

  post 200 /images/edits '{"model":"grok-imagine-image-2.0",
    "prompt":"put <IMAGE_0> beside <IMAGE_1>","images":[
    {"url":"'"$picture"'","type":"image_url"},{"url":"'"$(field 'a["data"][0]["url"]')"'"}],
    "aspect_ratio":"4:3"}'
  holds 'len(a["data"]) == 1'

  film /videos/generations '{"model":"grok-imagine-video-1.5","prompt":"waves","duration":6,
    "aspect_ratio":"16:9","resolution":"720p"}'
  film /videos/generations '{"model":"grok-imagine-video-1.5","prompt":"zoom in",
    "image":{"url":"'"$picture"'"},"duration":6,"resolution":"480p"}'
  film /videos/generations '{"model":"grok-imagine-video-1.5","prompt":"<IMAGE_1> walks",
    "reference_images":[{"url":"'"$picture"'"}],"reference_audios":[{"voice_id":"ara"}],
    "duration":8}'
  film /videos/edits '{"model":"grok-imagine-video","prompt":"add rain","video":{"url":"'"$url"'"}}'
  film /videos/extensions '{"model":"grok-imagine-video","prompt":"keep going",
    "video":{"url":"'"$url"'"},"duration":6}'
  curl -sS -o "$work/film.mp4" "$url"
  [ "$(head -c 8 "$work/film.mp4" | tail -c 4)" = ftyp ]

  post 422 /images/generations '{"model":"grok-imagine-image-2.0","n":2}'
  post 404 /images/generations '{"model":"no-such-model","prompt":"a red kite"}'
  echo "${manner:-lenient}: all as documented"
  kill "$emulator"
  wait "$emulator" || true
  emulator=""
done
