#!/usr/bin/env bash
# Opens or updates issues after a night; gh does the talking.
#   issues.sh broken REPORT.json   one issue for each clause that broke, not one a night
#   issues.sh inconclusive         one issue, when neither of the two nights before had a verdict
# Needs GH_TOKEN, GH_REPO and RUN_URL; for inconclusive also RUN_ID.
set -euo pipefail

# Comment on the open issue with exactly this title, or open one.
tell() {
  local title=$1 body=$2 number
  number=$(gh issue list --state open --limit 200 --json number,title |
    jq -r --arg title "$title" 'map(select(.title == $title))[0].number // empty')
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
*)
  echo "usage: $0 broken REPORT.json | inconclusive" >&2
  exit 2
  ;;
esac
