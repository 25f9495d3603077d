#!/bin/bash
# The openai package, which knows nothing of Reel, makes pictures with the emulator: in the answer and
# at addresses, as the emulator usually is and strict.
set -euo pipefail
work=$(mktemp -d)
emulator=""
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
for manner in "" --strict; do
  : >"$work/address.txt"
  # shellcheck disable=SC2086
  "$REEL" emulate $manner >"$work/address.txt" &
  emulator=$!
  for _ in $(seq 100); do [ -s "$work/address.txt" ] && break; sleep 0.1; done
  "$VENV/bin/python" - "$(head -n 1 "$work/address.txt")" "${manner:-lenient}" <<'PY'
import base64, io, sys, urllib.request
import openai
from PIL import Image

client = openai.OpenAI(base_url=sys.argv[1], api_key="no-key")


def bytes_of(item):
    if item.b64_json:
        return base64.b64decode(item.b64_json)
    with urllib.request.urlopen(item.url) as answer:
        return answer.read()


for form in ["b64_json", "url"]:
    answer = client.images.generate(
        model="grok-imagine-image", prompt="A red kite", n=2, response_format=form)
    assert all(getattr(item, form) for item in answer.data), answer
    pictures = [Image.open(io.BytesIO(bytes_of(item))) for item in answer.data]
    for picture in pictures:
        picture.load()
    assert len(pictures) == 2 and min(pictures[0].size) >= 512
    print(openai.__version__, sys.argv[2], form, [picture.size for picture in pictures])
PY
  kill "$emulator"
  wait "$emulator" || true
  emulator=""
done
