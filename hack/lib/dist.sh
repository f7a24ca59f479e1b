# Self-contained directories of the two programs. Needs common.sh and jdk.sh; "mvn package" has run.

# What the programs and their libraries use; jdk.crypto.ec is part of java.base by now.
DIST_MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.httpserver,jdk.management,jdk.unsupported

# A small heap and the serial collector: its pauses are shorter than an advertisement interval and it costs no threads.
DIST_AGENT_FLAGS='-XX:+UseSerialGC -Xms16m -Xmx24m -XX:TieredStopAtLevel=1 -Xss256k -XX:TrimNativeHeapInterval=2000 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData --enable-native-access=ALL-UNNAMED "-Djffi.boot.library.path=$home/lib"'
DIST_OPERATOR_FLAGS='-XX:+UseSerialGC -Xmx128m -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData'

# dist_make NAME MAIN_CLASS FLAGS: makes target/dist/virtualip-NAME.
dist_make() {
  local name=$1 main=$2 flags=$3 directory=target/dist/virtualip-$1
  mkdir -p "$directory/bin" "$directory/lib"
  dist_runtime "$directory/runtime"
  rm -f "$directory"/lib/*
  cp --preserve=timestamps "$name"/target/lib/*.jar "$name/target/virtualip-$name"-*.jar "$directory/lib/"
  dist_native "$directory/lib"
  cat >"$directory/bin/virtualip-$name" <<END
#!/bin/sh
# Starts the $name with the runtime and the jars beside this file.
home=\$(dirname "\$(readlink -f "\$0")")/..
exec "\$home/runtime/bin/java" $flags -cp "\$home/lib/*" $main "\$@"
END
  chmod 755 "$directory/bin/virtualip-$name"
  step "$directory: $(du --summarize --human-readable "$directory" | cut -f1)"
}

# dist_runtime DIRECTORY: a Java runtime with the modules that are needed; one that is there already is kept.
dist_runtime() {
  local stamp
  stamp="$(jdk_home) $(cksum <"$(jdk_home)/release") $DIST_MODULES"
  [[ "$(cat "$1/made-of" 2>/dev/null)" == "$stamp" ]] && return 0
  rm -rf "$1"
  "$(jdk_home)/bin/jlink" --add-modules "$DIST_MODULES" --strip-debug --no-header-files --no-man-pages \
    --compress=zip-6 --output "$1"
  printf '%s\n' "$stamp" >"$1/made-of"
}

# dist_native DIRECTORY: takes jffi's native library out of its jar, so that it need not be unpacked at each start into
# a temporary file, which a read-only root has no place for.
dist_native() {
  local jar architecture
  for jar in "$1"/jffi-*-native.jar; do
    [[ -e $jar ]] || continue
    architecture=$(uname -m)
    (cd "$1" && "$(jdk_home)/bin/jar" --extract --file "$(basename "$jar")" "jni/$architecture-Linux")
    mv "$1/jni/$architecture-Linux"/*.so "$1/"
    rm -r "$1/jni" "$jar"
  done
}
