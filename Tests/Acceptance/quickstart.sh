#!/bin/bash
# The README's first command leaves a picture and a film that other programs open; a second run has
# nothing to do.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R manifests schemas "$work"
cd "$work"

"$REEL" run manifests/quickstart.yaml --emulator
out=manifests/out/quickstart-emulator
"$VENV/bin/python" - "$out/kite.png" "$out/kite-dusk.jpg" <<'PY'
import sys
from PIL import Image
for path in sys.argv[1:]:
    with Image.open(path) as picture:
        picture.load()
        print(path.split("/")[-1], picture.format, picture.size)
        assert min(picture.size) >= 500
PY
seconds=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$out/kite-flies.mp4")
echo "kite-flies.mp4 $seconds s"
[ "${seconds%.*}" -eq 3 ]

before=$(find manifests -type f ! -name '*-shm' -exec sha256sum {} + | sort)
"$REEL" run manifests/quickstart.yaml --emulator | tee again.txt
grep -q "3 fresh" again.txt
"$REEL" plan manifests/quickstart.yaml --emulator | grep -q "Nothing to do"
[ "$before" = "$(find manifests -type f ! -name '*-shm' -exec sha256sum {} + | sort)" ]
"$REEL" init shots >/dev/null
"$REEL" run shots/reel.yaml --emulator --render instant -q
