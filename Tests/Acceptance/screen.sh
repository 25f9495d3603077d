#!/bin/bash
# A run as a person sees it, in windows of tmux: at 40, 80 and 200 columns against captures that
# somebody has looked at (REEL_RECORD=1 takes new ones), made narrower in the middle, interrupted,
# once and twice, stopped and resumed, killed; without colours, on a dumb terminal, quiet, in CI.
set -euo pipefail
cd "$(dirname "$0")/../.."
goldens=$PWD/Tests/Acceptance/screens
work=$(mktemp -d)
export LC_ALL=C.UTF-8
unset CI NO_COLOR TMUX
tmux="tmux -u -L reel-screen-$$ -f /dev/null"
trap '$tmux kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
cp -R manifests schemas "$work"
cd "$work"
# It keeps the server alive.
$tmux new-session -d -s base "exec sleep 600"
$tmux set-option -g history-limit 5000
cat >wide.yaml <<'YAML'
version: 1
name: wide
assets:
  banner:
    matrix:
      sign: [看板, café, "🏮", 👩‍🚀, sale, שלום, a name that is longer than most of the others]
      format: [wide, story]
    generate: image
    prompt: A ${format} shop with the sign ${sign}
YAML

# A window with a name, of so many columns and rows, with a shell in it: looked at from now on.
window() {
  look=$1
  $tmux new-session -d -s "$look" -x "$2" -y "$3" "PS1='\$ ' exec bash --norc --noprofile -i"
  await '^\$'
}

# All that is in the window, and what scrolled out of it.
seen() { $tmux capture-pane -t "$look" -p -S - | sed -e 's/ *$//' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; }

# Waits until the window shows something, half a minute at most.
await() {
  for _ in $(seq 300); do
    if seen | grep -qE -- "$1"; then return; fi
    sleep 0.1
  done
  echo "the window never showed '$1':" >&2
  seen >&2
  exit 1
}

fail() {
  echo "$1:" >&2
  seen >&2
  exit 1
}

type_in() { $tmux send-keys -t "$look" -- "$@" Enter; }

# The cursor is back, and what stands on the screen ends with the shell's next prompt.
await_clean() {
  await '^\$ $|^\$$'
  [ "$($tmux display-message -t "$look" -p '#{cursor_flag}')" = 1 ] || fail "the cursor is hidden"
  ! seen | grep -qE '^ +[0-9a-z]+s  .*(running|polling|asked$)' || fail "something of the frame is left"
}

# Times and percents differ from run to run.
normalised() {
  sed -E -e 's/^ *([0-9]+h)?([0-9]+m)?[0-9]+(\.[0-9])?s  /     Ts  /' -e 's/polling [0-9]+ %/polling N %/' \
    -e 's/ in ([0-9]+m)?[0-9.]+s\./ in T./' -e 's/~[0-9]+ (s|min)/~T/'
}

golden() {
  seen | grep -v '^\$' | normalised >"$work/seen.txt"
  if [ -n "${REEL_RECORD:-}" ]; then
    mkdir -p "$goldens"
    cp "$work/seen.txt" "$goldens/$look.txt"
  fi
  diff -u "$goldens/$look.txt" "$work/seen.txt" || fail "the window differs from $look.txt"
}

run="$REEL run manifests/quickstart.yaml --emulator --render instant --latency image=300ms,video=60s -j 4"
many="$REEL run wide.yaml --emulator --render instant --latency image=60s -j 12"

for columns in 40 80 200; do
  window "quickstart-$columns" "$columns" 24
  type_in "clear; $run --state-dir s$columns --output-dir o$columns"
  window "wide-$columns" "$columns" 12
  type_in "clear; $many --state-dir w$columns"
done
for columns in 40 80 200; do
  look="quickstart-$columns"
  await 'polling [0-9]+ %'
  golden
  look="wide-$columns"
  await 'and 5 more'
  golden
done
echo "as in the captures at 40, 80 and 200 columns"

# Made narrower in the middle, and interrupted.
window resized 80 24
type_in "clear; $run --state-dir s1 --output-dir o1"
await 'polling [0-9]+ %'
[ "$($tmux display-message -t "$look" -p '#{cursor_flag}')" = 0 ] || fail "the cursor is not hidden"
$tmux resize-window -t "$look" -x 40 -y 24
await '^ *[0-9]+s  2/3'
$tmux resize-window -t "$look" -x 120 -y 10
await '2 made, 1 running, 0 left'
[ "$(seen | grep -c polling)" = 1 ] || fail "a frame left debris"
[ "$(seen | grep -cE 'running|2/3')" = 1 ] || fail "a summary left debris"
$tmux send-keys -t "$look" C-c
await 'Not all is there'
await_clean
echo "two new sizes and an interrupt leave no debris"

# Interrupted: what is awaited is shown. Interrupted again: left at once.
window left 80 24
type_in "clear; $many --state-dir s3"
await '12 running'
$tmux send-keys -t "$look" C-c
await '12 running, 0 left   stopping'
$tmux send-keys -t "$look" C-c
await 'left at once'
await_clean
echo "after one interrupt what is awaited is seen, and a second leaves a clean screen"

# Stopped and resumed, and ended by a signal that nobody handles.
window stopped 80 24
type_in "clear; $run --state-dir s2 --output-dir o2"
await 'polling [0-9]+ %'
$tmux send-keys -t "$look" C-z
await 'Stopped'
[ "$($tmux display-message -t "$look" -p '#{cursor_flag}')" = 1 ] || fail "the cursor of a stopped run is hidden"
type_in "clear; fg"
await 'polling [0-9]+ %'
[ "$(seen | grep -c polling)" = 1 ] || fail "a resumed run left debris"
$tmux send-keys -t "$look" 'C-\'
await 'Quit'
[ "$($tmux display-message -t "$look" -p '#{cursor_flag}')" = 1 ] || fail "the cursor of a killed run is hidden"
echo "a stop and a kill leave the cursor"

# Nothing moves where nobody wants it.
for way in NO_COLOR=1 TERM=dumb CI=true Q=1; do
  name=${way%=*}
  window "$name" 80 24
  option=$([ "$name" = Q ] && echo -q || true)
  type_in "clear; $way script -qfec '$run $option --state-dir n$name --output-dir out-$name' bytes-$name"
done
for look in NO_COLOR TERM CI Q; do
  case $look in
    NO_COLOR) await 'polling [0-9]+ %' ;;
    Q) while [ -z "$(find out-Q -name 'kite-dusk*' 2>/dev/null)" ]; do sleep 0.1; done ;;
    *) await 'kite-flies +asked' ;;
  esac
  $tmux send-keys -t "$look" C-c
  await 'Not all is there'
done
grep -qF '[?25l' bytes-NO_COLOR
! grep -E $'\e\\[[0-9;]*m' bytes-NO_COLOR || fail "there are colours"
for way in TERM CI Q; do
  ! grep -E $'\e\\[(\\?|[0-9]*A)' "bytes-$way" || fail "the cursor moves under $way"
done
echo "no colours under NO_COLOR; lines alone on a dumb terminal, in CI and under -q"
