#!/usr/bin/env bash
# Opens or updates issues after a night; gh does the talking.
#   issues.sh broken REPORT.json   one issue for each clause that broke, not one a night
#   issues.sh inconclusive         one issue, when neither of the two nights before had a verdict
#   issues.sh page PAGE.txt        one issue, while it is open, when the API page differs
#   issues.sh idle DAYS            one issue, while it is open, before GitHub ends the nights
# Needs GH_TOKEN, GH_REPO and RUN_URL; for inconclusive also RUN_ID.
set -euo pipefail

# Print the number of the open issue with exactly this title, if there is one.
number_of() {
  gh issue list --state open --limit 200 --json number,title |
    jq -r --arg title "$1" 'map(select(.title == $title))[0].number // empty'
}

# Open an issue, unless one with this title is open.
open_once() {
  [ -n "$(number_of "$1")" ] || gh issue create --title "$1" --body "$2"
}

# Comment on the open issue with exactly this title, or open one.
tell() {
  local title=$1 body=$2 number
  number=$(number_of "$title")
  if [ -n "$number" ]; then
    gh issue comment "$number" --body "$body"
  else
    gh issue create --title "$title" --body "$body"
  fi
}

case $1 in
broken)
  jq -r '[.records[] | select(.outcome == "broken" and .level == "MUST" and .known == null) | .clause] | unique[]' "$2" |
    while read -r clause; do
      body=$(jq -r --arg clause "$clause" --arg run "$RUN_URL" '
        [.records[] | select(.clause == $clause and .outcome == "broken" and .known == null)] as $found
        | $found[0].problems[0] as $first
        | "\($clause) was broken by \(.header.target) in \($found | length) scenarios, at \(.header.at)"
          + " (contract \(.header.contract)).\n\nFirst in `\($found[0].scenario)`, \($first.exchange):\n\n"
          + ("at \($first.path)\nwanted \($first.wanted)\ngot \($first.got)"
             | gsub("`"; "") | split("\n") | map("    " + .) | join("\n"))
          + "\n\nRecordings and the whole report: \($run)"' "$2")
      tell "Contract broken: $clause" "$body"
    done
  ;;
inconclusive)
  others=$(gh run list --workflow nightly.yml --status completed --limit 5 --json databaseId |
    jq -r --arg own "$RUN_ID" 'map(.databaseId | tostring) | map(select(. != $own)) | .[:2][]')
  nights=0
  for run in $others; do
    ran=$(gh run view "$run" --json jobs |
      jq -r '[.jobs[] | select(.name == "inconclusive" and .conclusion == "failure")] | length')
    nights=$((nights + ran))
  done
  echo "$nights of the last 2 nights were inconclusive as well"
  if [ "$nights" -eq 2 ]; then
    tell "No verdict three nights in a row" "Nobody knows whether the contract is kept: $RUN_URL says why."
  fi
  ;;
page)
  body=$(printf 'Has the API changed, or only the page? By the latest night:\n\n%s\n\n%s' \
    "$(sed 's/^/    /' "$2")" "The whole run: $RUN_URL")
  open_once "The API page differs from the contract" "$body"
  ;;
idle)
  open_once "The nights will be switched off" \
    "The last commit was $2 days ago when this was written. After 60 days without one GitHub switches
the schedule of a public repository off, and nothing says so here any more. Commit the recordings of a
night: $RUN_URL. If it is too late, switch it on again: gh workflow enable nightly.yml"
  ;;
*)
  echo "usage: $0 broken REPORT.json | inconclusive | page PAGE.txt | idle DAYS" >&2
  exit 2
  ;;
esac
