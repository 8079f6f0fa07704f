#!/usr/bin/env bash
# Compares the API page with the contract: code=CODE is the job's output, page.txt is for people. A
# page that differs, or could not be had, breaks no night; it is named, and exit code 3 is our fault.
#   page.sh URL FOLDER
set -euo pipefail

mkdir -p "$2"
code=0
env -u GITHUB_ACTIONS conformance docs "$1" > "$2/page.txt" 2>&1 || code=$?
echo "code=$code" >> "$GITHUB_OUTPUT"
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token" # no line of what a server said is a command
sed 's/^/| /' "$2/page.txt"
echo "::$token::"
case $code in
0) result="The API page says what the contract says." ;;
1) result="The API page differs from the contract." ;;
3) result="The API page was not compared: a fault of this suite." ;;
*) result="The API page could not be compared; see $1." ;;
esac
[ "$code" -eq 0 ] || echo "::warning title=API page::$result"
{ printf '### API page\n\n%s\n\n' "$result" && sed 's/^/    /' "$2/page.txt"; } >> "$GITHUB_STEP_SUMMARY"
