# What every script here shares: words for the reader, and where results are kept.

# step TEXT...: says what happens next.
step() { printf '==> %s\n' "$*"; }

# die TEXT...: says why nothing more happens, on standard error, and ends the script with 1.
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# cache_directory: prints where build results live that outlast the work tree. Deleting it costs only time.
cache_directory() { printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/virtualip"; }

# run_quietly LOG COMMAND...: runs COMMAND with its output in LOG, which is shown only when it fails; returns its status.
run_quietly() {
  local log=$1 status=0
  shift
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status != 0)); then
    tail -n 40 "$log" >&2
    printf 'error: "%s" failed with %s; all of its output: %s\n' "$*" "$status" "$log" >&2
  fi
  return "$status"
}
