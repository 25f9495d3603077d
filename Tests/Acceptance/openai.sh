#!/bin/bash
# The openai package, which knows nothing of Reel, makes a picture with the emulator.
set -euo pipefail
work=$(mktemp -d)
emulator=""
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
"$REEL" emulate >"$work/address.txt" &
emulator=$!
for _ in $(seq 100); do [ -s "$work/address.txt" ] && break; sleep 0.1; done
"$VENV/bin/python" - "$(head -n 1 "$work/address.txt")" <<'PY'
import base64, io, sys
import openai
from PIL import Image
client = openai.OpenAI(base_url=sys.argv[1], api_key="no-key")
answer = client.images.generate(
    model="grok-imagine-image", prompt="A red kite", n=2, response_format="b64_json")
pictures = [Image.open(io.BytesIO(base64.b64decode(item.b64_json))) for item in answer.data]
for picture in pictures:
    picture.load()
assert len(pictures) == 2 and min(pictures[0].size) >= 512
print(openai.__version__, [picture.size for picture in pictures])
PY
