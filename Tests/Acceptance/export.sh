#!/bin/bash
# make, ninja and Snakemake build the quickstart from what 'reel export' wrote, and have nothing to do
# the second time; a prompt that changed makes its chain anew, and nothing else. So they do with an id
# that is full of what means something to them and to a shell.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The exported lines say 'reel'.
mkdir "$work/bin"
ln -s "$(realpath "$REEL")" "$work/bin/reel"
export PATH="$work/bin:$PATH"
snakemake=$(realpath -s "$VENV")/bin/snakemake

build() {
  case $1 in
    make) make -s -j8 ;;
    ninja) ninja --quiet ;;
    snakemake) "$snakemake" --cores 4 --quiet all ;;
  esac
}

is_built() {
  case $1 in
    make) make -q >/dev/null ;;
    ninja) ninja -n | grep "no work to do" >/dev/null ;;
    snakemake) "$snakemake" --dry-run 2>&1 | grep "Nothing to be done" >/dev/null ;;
  esac
}

billed() { wc -l <ledger.ndjson; }

# A cell whose id every one of them could take for something else.
nasty() {
  cat >>manifests/quickstart.yaml <<'YAML'
  card:
    matrix: {text: ["it's {a} $b $(c) #1 100% ü; |", plain]}
    generate: image
    prompt: A card with ${text}
YAML
}

declare -A names=([make]=Makefile [ninja]=build.ninja [snakemake]=Snakefile)
for engine in make ninja snakemake; do
  mkdir "$work/$engine"
  cd "$work/$engine"
  cp -R "$root/manifests" .
  nasty
  reel export "$engine" manifests/quickstart.yaml -o "${names[$engine]}" --emulator \
    --render instant --output-dir out --ledger ledger.ndjson
  build "$engine" >build.log 2>&1 || { cat build.log >&2; exit 1; }
  is_built "$engine"
  [ "$(billed)" -eq 5 ]
  ls out/kite.png out/kite-dusk.* out/kite-flies.mp4 >/dev/null

  kite=$(sha256sum out/kite.png)
  sed -i 's/beach at dusk/beach at dawn/' manifests/quickstart.yaml
  if is_built "$engine"; then
    echo "$engine does not see that a prompt changed" >&2
    exit 1
  fi
  build "$engine" >build.log 2>&1 || { cat build.log >&2; exit 1; }
  is_built "$engine"
  # The edit and the film of it.
  [ "$(billed)" -eq 7 ]
  [ "$kite" = "$(sha256sum out/kite.png)" ]

  if [ "$engine" != snakemake ]; then
    # What is deleted comes back, and what is no word of the manifest changes nothing: for nothing.
    rm out/kite.png
    echo "# a remark" >>manifests/quickstart.yaml
    build "$engine" >build.log 2>&1 || { cat build.log >&2; exit 1; }
    [ "$kite" = "$(sha256sum out/kite.png)" ]
    is_built "$engine"
    [ "$(billed)" -eq 7 ]
  fi
  echo "$engine: built, nothing to do, and $(billed) requests in all"
done
