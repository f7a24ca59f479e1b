# Images of our own programs for the cluster of the tests and the demo. Needs common.sh, debian-base.sh, podman.sh
# (podman_configure called); hack/build has run.

IMAGES_DIRECTORY=target/images
# A C library for the runtime, a shell and its tools for the launcher.
IMAGES_PACKAGES=(libc6 dash coreutils)

# image_name PROGRAM: prints the name of the image of PROGRAM, agent or operator.
image_name() { printf 'localhost/virtualip-%s:dev\n' "$1"; }

# images_build: makes both images present in podman's store and as archives in target/images, where nodes import them.
images_build() {
  local base program
  base=$(cache_directory)/image-base/$(printf '%s\n' "${IMAGES_PACKAGES[@]}" | sha256sum | cut -c1-16).tar.zst
  debian_base "$base" extract "${IMAGES_PACKAGES[@]}"
  mkdir -p "$IMAGES_DIRECTORY"
  for program in agent operator; do image_build "$program" "$base"; done
}

# image_build PROGRAM BASE: one image; one that is there and made of the same files is kept.
image_build() {
  local program=$1 base=$2 archive=$IMAGES_DIRECTORY/virtualip-$1.tar work stamp
  stamp=$(find "target/dist/virtualip-$program" "$base" hack/lib/images.sh -type f -printf '%p %s %T@\n' | sort | sha256sum)
  if [[ -f $archive && "$(cat "$archive.made-of" 2>/dev/null)" == "$stamp" ]] &&
    podman image exists "$(image_name "$program")"; then
    return 0
  fi
  step "make the image $(image_name "$program")"
  work=$(mktemp -d "${TMPDIR:-/var/tmp}/virtualip-image.XXXXXX")
  zstd --quiet --decompress --stdout "$base" | tar --extract --directory="$work"
  ln --symbolic --force dash "$work/bin/sh"
  mkdir -p "$work/opt" "$work/tmp"
  chmod 1777 "$work/tmp"
  chmod 755 "$work"
  cp --recursive "target/dist/virtualip-$program" "$work/opt/"
  tar --create --directory="$work" . | podman import --quiet \
    --change "ENTRYPOINT [\"/opt/virtualip-$program/bin/virtualip-$program\"]" \
    --change "ENV PATH=/opt/virtualip-$program/bin:/usr/bin:/bin" - "$(image_name "$program")" >/dev/null
  rm -rf "$work"
  rm -f "$archive"
  podman save --quiet --output "$archive" "$(image_name "$program")"
  printf '%s\n' "$stamp" >"$archive.made-of"
}
