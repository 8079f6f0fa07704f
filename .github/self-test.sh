#!/usr/bin/env bash
# Tries the suite before a night: a server of its own that breaks one clause must be called broken, by
# that clause, and the same server without the fault must be called kept. Nothing leaves the machine.
#   self-test.sh [MUTANT CLAUSE]
set -euo pipefail

mutant=${1:-id-as-text}
clause=${2:-ID-1}
folder=$(mktemp -d)
server=
unset GITHUB_ACTIONS "${!BINANCE_@}"

stop_server() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2> "$folder/ended" || true
  server=
}
trap 'stop_server; rm -rf "$folder"' EXIT

fail() {
  [ ! -s "$folder/output" ] || cat "$folder/output"
  echo "::error title=The suite failed its self-test::$1; the testnet was not reached"
  exit 1
}

# Perform a few scenarios against a server that is started with the arguments, as the account that
# it makes and prints; leave the exit code in $code.
perform() {
  : > "$folder/printed"
  conformance serve "$@" >> "$folder/printed" &
  server=$!
  for _ in $(seq 100); do
    [ "$(wc -l < "$folder/printed")" -lt 3 ] || break
    sleep 0.1
  done
  { read -r url && read -r _ key && read -r _ path; } < "$folder/printed" ||
    fail "its own server did not start"
  code=0
  env "$key" "$path" pytest -p no:cacheprovider --runxfail --live --target "$url" \
    -k "stop-with-api-key or stop-id-" > "$folder/output" || code=$?
  stop_server
}

perform
[ "$code" -eq 0 ] || fail "a server that keeps the contract ended with exit code $code, not 0"
perform --mutant "$mutant"
[ "$code" -eq 1 ] || fail "a server with the fault $mutant ended with exit code $code, not 1"
grep -q "^broken     $clause " "$folder/output" || fail "$mutant broke something, but not $clause"
echo "The suite finds $mutant by $clause, and finds nothing where there is no fault."
