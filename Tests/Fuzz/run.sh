#!/bin/bash
# Fuzzes what reads other people's texts, with libFuzzer: each target for SECONDS (60 where absent).
#   Tests/Fuzz/run.sh [SECONDS] [TARGET]
# It stops at the first input that crashes, takes 10 seconds or needs 200 MB: it is in
# .build/fuzz/found. Mended ones are kept in Tests/ReelManifestTests/Fixtures/fuzz/TARGET, where a test
# reads them.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
targets=${2:-manifest rows variables selectors json}
fixtures=Tests/ReelManifestTests/Fixtures
export REEL_FUZZ=1
# gold cannot link what the sanitizer makes.
build=(
  -c release --scratch-path .build/fuzz --product reel-fuzz
  -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
)
swift build "${build[@]}"
program=$(swift build "${build[@]}" --show-bin-path)/reel-fuzz

for target in $targets; do
  corpus=.build/fuzz/corpus/$target
  mkdir -p "$corpus" .build/fuzz/found
  seeds=()
  [ "$target" != manifest ] || seeds+=("$fixtures/good" "$fixtures/bad")
  for folder in Tests/Fuzz/Seeds/$target "$fixtures/fuzz/$target"; do
    [ ! -d "$folder" ] || seeds+=("$folder")
  done
  printf '\n== %s, %s s\n' "$target" "$seconds"
  # Large inputs are for YAMLLimitTests; what hurts in 8 KiB hurts.
  REEL_FUZZ_TARGET=$target "$program" -max_total_time="$seconds" -rss_limit_mb=200 -timeout=10 \
    -max_len=8192 -artifact_prefix=".build/fuzz/found/$target-" -print_final_stats=1 \
    "$corpus" "${seeds[@]}"
done
