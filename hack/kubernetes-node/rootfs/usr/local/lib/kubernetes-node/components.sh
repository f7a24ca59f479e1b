# The programs of a node: NAME.command says how one is started, NAME.pid which process it is now, /var/log/NAME.log what
# it wrote. Shared by entrypoint and node-ctl, so that a test ends and starts exactly what the node itself started.

COMPONENTS=/run/kubernetes

# component_define NAME COMMAND...
component_define() {
  local name=$1
  shift
  mkdir -p "$COMPONENTS"
  printf '%q ' exec "$@" >"$COMPONENTS/$name.command"
}

# component_start NAME: in a session of its own, so that it outlives a `podman exec` that started it.
component_start() {
  [[ -f $COMPONENTS/$1.command ]] || { echo "error: no component $1; there are: $(component_names)" >&2 && return 2; }
  ! component_running "$1" || return 0
  setsid bash "$COMPONENTS/$1.command" >>"/var/log/$1.log" 2>&1 </dev/null &
  echo $! >"$COMPONENTS/$1.pid"
}

# component_stop NAME: asks it to end and waits until it has.
component_stop() {
  component_signal "$1" TERM
  while component_running "$1"; do sleep 0.05; done
}

# component_kill NAME
component_kill() {
  component_signal "$1" KILL
  while component_running "$1"; do sleep 0.01; done
}

component_signal() {
  component_running "$1" || { echo "error: $1 isn't running; there are: $(component_names)" >&2 && return 1; }
  kill "-$2" "$(<"$COMPONENTS/$1.pid")"
}

# component_running NAME: true while its process lives; a zombie has ended.
component_running() {
  local pid
  pid=$(cat "$COMPONENTS/$1.pid" 2>/dev/null) && ! grep -qs '^State:.*zombie' "/proc/$pid/status" && [[ -d /proc/$pid ]]
}

component_names() {
  local file
  for file in "$COMPONENTS"/*.command; do basename "$file" .command; done | xargs
}

component_list() {
  local name
  for name in $(component_names); do
    if component_running "$name"; then echo "$name $(<"$COMPONENTS/$name.pid")"; else echo "$name -"; fi
  done
}

# component_logs: the last words of each, for the one who reads the container's log after a failed start.
component_logs() {
  local file
  for file in /var/log/{containerd,etcd,kube-*}.log; do
    [[ ! -s $file ]] || { echo "--- $file" && tail -n 15 "$file"; }
  done
}

# wait_for SECONDS WHAT COMMAND...: until COMMAND is true.
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || { echo "error: $what: not within the time allowed" >&2 && return 1; }
    sleep 0.1
  done
}
