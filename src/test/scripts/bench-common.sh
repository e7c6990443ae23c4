# shellcheck shell=bash
# Functions that the bench scripts share; they source this file. Sets here (the checkout that this
# file is in) and work (a temporary folder; it is removed at exit, after all servers have ended).

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
work=$(mktemp -d)
pids=()

stop_servers() {
  local one
  for one in "${pids[@]}"; do
    kill "$one" 2>/dev/null || true
    wait "$one" 2>/dev/null || true
  done
  pids=()
  rm -rf "$work"/server.*
}
trap 'stop_servers; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
ulimit -n "$(ulimit -H -n)" || echo "note: ulimit -n stays $(ulimit -n)" >&2

# options NAME…: reads --NAME VALUE from the array arguments into variables. Any other word is passed
# to the function other, which returns 0 if it knows the word.
options() {
  local names=" $* " name
  while [ ${#arguments[@]} -gt 0 ]; do
    name=${arguments[0]#--}
    case ${arguments[0]} in
      -h | --help) usage; exit 0 ;;
    esac
    if [[ $names == *" $name "* ]] && [ ${#arguments[@]} -ge 2 ]; then
      printf -v "$name" %s "${arguments[1]}"
      arguments=("${arguments[@]:2}")
    elif other "${arguments[0]}"; then
      arguments=("${arguments[@]:1}")
    else
      usage >&2
      exit 2
    fi
  done
}

other() { return 1; }

# installed PROGRAM: returns 1, and reports it, if the program is not installed.
installed() {
  command -v "$1" >/dev/null || {
    echo "$1: not found, skipped" >&2
    return 1
  }
}

# free_port: prints a loopback port on which nothing listens.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

# serve NAME COMMAND…: starts a server in a folder of its own and waits until it listens. PORT and
# DIR in the command are replaced. Sets port and pid; returns 1 if the server does not start.
serve() {
  local name=$1 dir tries=0 words=() word
  shift
  port=$(free_port)
  dir=$(mktemp -d "$work/server.XXXXXX")
  for word in "$@"; do
    word=${word//PORT/$port}
    words+=("${word//DIR/$dir}")
  done
  (cd "$dir" && exec "${words[@]}") >"$dir/log" 2>&1 &
  pid=$!
  pids+=("$pid")
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 600 ] || ! kill -0 "$pid" 2>/dev/null; then
      echo "$name did not start:" >&2
      tail -n 20 "$dir/log" >&2
      return 1
    fi
    sleep 0.1
  done
}

# serve_lifeline CHECKOUT OPTION…: the same for bin/lifeline of that checkout.
serve_lifeline() {
  local checkout=$1
  shift
  serve lifeline "$checkout/bin/lifeline" run --set listeners.line.port=PORT \
    --set listeners.telnet.port=0 --set admin.port=0 --set data=DIR/data "$@"
}

# build_generator: compiles the load generator and sets class_path.
build_generator() {
  echo "building the load generator" >&2
  (cd "$here" && mvn -q -B test-compile dependency:build-classpath \
    -Dmdep.outputFile="$work/class-path" -Dmdep.includeScope=test)
  class_path=$here/target/classes:$here/target/test-classes:$(cat "$work/class-path")
}

# generator CLASS OPTION…: runs a class of the load generator.
generator() {
  local class=$1
  shift
  java -XX:+UseSerialGC -Xmx512m -cp "$class_path" "lifeline.bench.$class" "$@"
}

# conditions: prints the machine and the Java of this measurement.
conditions() {
  echo "kernel $(uname -r), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
  java -version 2>&1 | sed -n 2p
}

# files_for N: prints N, or the number of connections that ulimit -n allows if that is less.
files_for() {
  local wanted=$1 most
  most=$(ulimit -n)
  if [ "$most" != unlimited ] && [ "$wanted" -gt $((most - 200)) ]; then
    wanted=$((most - 200))
    echo "note: ulimit -n allows $wanted connections" >&2
  fi
  echo "$wanted"
}
