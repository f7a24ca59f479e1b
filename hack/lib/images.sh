# Images of our own programs for the cluster of the tests and the demo. Needs common.sh, debian-base.sh, podman.sh
# (podman_configure called); hack/build has run.

IMAGES_DIRECTORY=target/images
# The C library that the Java runtime needs; busybox for the launcher's shell and for a look around at 3 a.m.
IMAGES_PACKAGES=libc6,busybox-static

# image_name PROGRAM: prints the name of the image of PROGRAM, agent or operator.
image_name() { printf 'localhost/virtualip-%s:dev\n' "$1"; }

# images_build: makes both images present in podman's store and as archives target/images/virtualip-PROGRAM.tar (docker
# archives), where nodes import them.
images_build() {
  local program
  for program in agent operator; do image_build "$program"; done
}

# image_build PROGRAM [DIRECTORY]: one image, of DIRECTORY (default target/dist/virtualip-PROGRAM) with bin/virtualip-PROGRAM
# in it. One that is there and made of the same files is kept.
image_build() {
  local program=$1 directory=${2:-target/dist/virtualip-$1} archive=$IMAGES_DIRECTORY/virtualip-$1.tar image key work
  [[ -x $directory/bin/virtualip-$program ]] || die "$directory/bin/virtualip-$program is missing; make it with hack/build"
  image=$(image_name "$program")
  key=$({ image_base_key && image_files "$program" "$directory"; } | sha256sum | cut -c 1-16)
  if [[ -f $archive ]] && podman_image_has_key "$image" "$key"; then return 0; fi
  step "make the image $image"
  work=$(mktemp -d "${TMPDIR:-/var/tmp}/virtualip-image.XXXXXX")
  image_base "$work/image.tar"
  image_files "$program" "$directory" >"$work/program.tar"
  tar --concatenate --file="$work/image.tar" "$work/program.tar"
  podman import --quiet --change "ENTRYPOINT [\"/opt/virtualip-$program/bin/virtualip-$program\"]" \
    --change 'ENV LANG=C.UTF-8' --change "ENV PATH=/opt/virtualip-$program/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    --change "LABEL dev.virtualip.key=$key" "$work/image.tar" "$image" >/dev/null
  mkdir -p "$IMAGES_DIRECTORY"
  rm -f "$archive"
  podman save --quiet --output="$archive" "$image"
  rm -r "$work"
  podman_remove_nameless
}

# image_files PROGRAM DIRECTORY: writes the program's files as a tar to standard output; the same bytes for the same files.
image_files() {
  tar --create --directory="$2" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
    --transform="flags=rh;s#^\.#opt/virtualip-$1#" .
}

# image_base TAR: writes the root file system that both images share, without the character sets that Java brings itself.
image_base() {
  local base
  base=$(cache_directory)/image-base/$(image_base_key).tar.zst
  # shellcheck disable=SC2016 # the hooks' own shell knows $1
  debian_base "$base" "$IMAGES_PACKAGES" --variant=extract --dpkgopt='path-exclude=/usr/lib/*/gconv/*' \
    --extract-hook='chroot "$1" /bin/busybox --install -s /bin' \
    --extract-hook='cp hack/lib/image-base/* "$1"/etc'
  zstd --quiet --decompress "$base" -o "$1"
}

# image_base_key: prints a short name for all that decides what the base is.
image_base_key() {
  cat "$(debian_base_sources)" hack/lib/images.sh hack/lib/debian-base.sh hack/lib/image-base/* | sha256sum | cut -c 1-16
}
