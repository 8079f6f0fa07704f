#!/usr/bin/env bash
# The action's two steps (action.yml). What was given comes by the environment, and is never a part of
# a script.
#   action.sh install    into a folder of its own; needs ACTION_PATH, PYTHON and RUNNER_TEMP
#   action.sh perform    judge, write reports and the job's summary; code=CODE is an output
# The second needs RUNNER_TEMP, TARGET, RECORD_MODE, FAIL_ON, REPORTS and ARGUMENTS, one a line; keys,
# as they are named in the README, and PRIVATE_KEY and OTHER_PRIVATE_KEY, the text of PEM files.
set -euo pipefail

own=$RUNNER_TEMP/conformance

fail() {
  echo "::error title=userstream-conformance::$1"
  exit 4
}

install() {
  [ "${RUNNER_OS:-Linux}" = Linux ] || fail "what it installs is locked for Linux, and this is $RUNNER_OS"
  "$PYTHON" -m venv "$own"
  "$own/bin/python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes --only-binary=:all: -r "$ACTION_PATH/.github/night.txt"
  "$own/bin/python" -m pip install --quiet --disable-pip-version-check \
    --no-deps --no-build-isolation "$ACTION_PATH"
}

# Write the text of a key to a file that nobody else may read, and name it in a variable.
keep_key() {
  [ -n "$1" ] || return 0
  (umask 077 && printf '%s\n' "$1" > "$own/$3")
  export "$2=$own/$3"
}

perform() {
  local given=(--record-mode "$RECORD_MODE") extra=() code=0 name
  case $FAIL_ON in
  must | should) given+=(--fail-on "$FAIL_ON") ;;
  never) ;;
  *) fail "fail-on is must, should or never" ;;
  esac
  [ -z "$TARGET" ] || given+=(--target "$TARGET")
  for name in json html md; do
    given+=(--report "$REPORTS/report.$name")
  done
  mapfile -t extra < <(grep -v '^[[:space:]]*$' <<< "$ARGUMENTS")
  trap 'rm -f "$own/key.pem" "$own/other.pem"' EXIT
  keep_key "$PRIVATE_KEY" BINANCE_PRIVATE_KEY_PATH key.pem
  keep_key "$OTHER_PRIVATE_KEY" BINANCE_OTHER_PRIVATE_KEY_PATH other.pem
  unset PRIVATE_KEY OTHER_PRIVATE_KEY
  mkdir -p "$REPORTS"
  rm -f "$REPORTS"/report.{json,html,md} # those of an earlier run are not this one's
  "$own/bin/conformance" run "${given[@]}" "${extra[@]}" || code=$?
  echo "code=$code" >> "$GITHUB_OUTPUT"
  cat "$REPORTS/report.md" >> "$GITHUB_STEP_SUMMARY" ||
    echo "There is no report: the suite ended with exit code $code." >> "$GITHUB_STEP_SUMMARY"
}

case ${1:-} in
install | perform) "$1" ;;
*)
  echo "usage: $0 install | perform" >&2
  exit 2
  ;;
esac
