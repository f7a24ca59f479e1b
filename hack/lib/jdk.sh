# Finds the JDK 25 that the build needs: JAVA_HOME where it is one, else the newest under /usr/lib/jvm.

# jdk_home: prints the home directory of a JDK 25; fails without a word where there is none.
jdk_home() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [[ -x "$home/bin/javac" ]] && grep -q '^JAVA_VERSION="25' "$home/release" 2>/dev/null; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}
