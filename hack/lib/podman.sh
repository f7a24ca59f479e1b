# podman with settings of our own. Nothing under /etc is read or written; images live in podman's usual store.
# All that is private lies in /run/virtualip: gone after a reboot, as the containers' processes are.

VIRTUALIP_RUN=/run/virtualip

# podman_configure: writes the private containers.conf and exports CONTAINERS_CONF. Call it before any use of podman.
# runc, cgroupfs and explicit limits: podman's own choices fail without CAP_SYS_RESOURCE or with a hybrid cgroup tree.
podman_configure() {
  mkdir -p "$VIRTUALIP_RUN/networks"
  cat >"$VIRTUALIP_RUN/containers.conf.$$" <<EOF
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_config_dir = "$VIRTUALIP_RUN/networks"
EOF
  mv "$VIRTUALIP_RUN/containers.conf.$$" "$VIRTUALIP_RUN/containers.conf"
  export CONTAINERS_CONF=$VIRTUALIP_RUN/containers.conf
}

# podman_service_start: starts podman's Docker-compatible service on a private socket and waits until it answers. Sets
# PODMAN_SERVICE_PID and PODMAN_SERVICE_SOCKET. The caller ends it: `trap podman_service_stop EXIT`.
podman_service_start() {
  PODMAN_SERVICE_SOCKET=$VIRTUALIP_RUN/podman.$$.sock
  podman system service --time=0 "unix://$PODMAN_SERVICE_SOCKET" >"$VIRTUALIP_RUN/podman.$$.log" 2>&1 &
  PODMAN_SERVICE_PID=$!
  until curl --silent --fail --unix-socket "$PODMAN_SERVICE_SOCKET" http://podman/_ping >/dev/null; do
    kill -0 "$PODMAN_SERVICE_PID" 2>/dev/null || die "podman's service ended: $(cat "$VIRTUALIP_RUN/podman.$$.log")"
    sleep 0.1
  done
}

# podman_service_stop: ends what podman_service_start began; does nothing where nothing was begun.
podman_service_stop() {
  [[ -n ${PODMAN_SERVICE_PID:-} ]] || return 0
  kill "$PODMAN_SERVICE_PID" 2>/dev/null && wait "$PODMAN_SERVICE_PID" 2>/dev/null
  rm -f "$PODMAN_SERVICE_SOCKET" "$VIRTUALIP_RUN/podman.$$.log"
  unset PODMAN_SERVICE_PID
}

# podman_testcontainers_environment IMAGE: exports what Testcontainers needs to use the service that is running.
# Its helpers are replaced, because they would be pulled: Ryuk by our own clean-up, the image of its mount check by
# IMAGE, which must be present. The host is named, or a /.dockerenv on this machine misleads it.
podman_testcontainers_environment() {
  export DOCKER_HOST=unix://$PODMAN_SERVICE_SOCKET
  export TESTCONTAINERS_RYUK_DISABLED=true
  export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
  export TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE=$1
}

# podman_testcontainers_clean: removes containers and networks that a killed test run left behind.
podman_testcontainers_clean() {
  local ids
  mapfile -t ids < <(podman ps --all --quiet --filter label=org.testcontainers=true)
  ((${#ids[@]} == 0)) || podman rm --force --volumes --time 0 "${ids[@]}" >/dev/null
  mapfile -t ids < <(podman network ls --quiet --filter label=org.testcontainers=true)
  ((${#ids[@]} == 0)) || podman network rm --force "${ids[@]}" >/dev/null
}

# podman_image_has_key IMAGE KEY: true when IMAGE is present and was made of what KEY stands for.
podman_image_has_key() {
  [[ $(podman image inspect --format '{{index .Labels "dev.virtualip.key"}}' "$1" 2>/dev/null) == "$2" ]]
}

# podman_remove_nameless: removes those of our images that lost their name to newer ones; one that a container is made of
# stays until the next time.
podman_remove_nameless() { podman image prune --force --filter label=dev.virtualip.key >/dev/null; }
