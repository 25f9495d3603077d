#!/bin/bash
# The manual page as `man` formats it, and the documentation of every library target, built offline: no
# warning in either.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$REEL" man >"$work/reel.1"
groff -man -Tutf8 -ww "$work/reel.1" >"$work/reel.txt" 2>"$work/groff.txt"
[ ! -s "$work/groff.txt" ] || { cat "$work/groff.txt"; exit 1; }
grep -q 'make for generated media' "$work/reel.txt"
echo "reel(1): $(wc -l <"$work/reel.txt") lines"

graphs=.build/symbols
rm -rf "$graphs"
mkdir -p "$graphs"
bin=$PWD/.build/debug
modules=()
for library in CYAML; do modules+=(-I "Sources/$library"); done
for library in CCrypto CSQLite CCurl CVips CMicrohttpd; do
  modules+=(-Xcc "-fmodule-map-file=$bin/$library.build/module.modulemap")
done
for folder in Sources/*/*.docc; do
  target=$(basename "$folder" .docc)
  mkdir -p "$graphs/$target"
  swift symbolgraph-extract -module-name "$target" -I "$bin/Modules" "${modules[@]}" \
    -target "$(uname -m)-unknown-linux-gnu" -minimum-access-level package \
    -skip-synthesized-members -output-dir "$graphs/$target"
  docc convert "$folder" --additional-symbol-graph-dir "$graphs/$target" --warnings-as-errors \
    --fallback-display-name "$target" --fallback-bundle-identifier "reel.$target" \
    --output-dir "$work/$target.doccarchive" >"$work/$target.txt" 2>&1 ||
    { echo "$target:"; head -n 40 "$work/$target.txt"; exit 1; }
  ! grep -q '[^[:space:]]' "$work/$target.txt" || { echo "$target:"; cat "$work/$target.txt"; exit 1; }
  pages=$(find "$work/$target.doccarchive/data" -name '*.json' | wc -l)
  echo "$target: $pages pages"
done
