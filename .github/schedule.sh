#!/usr/bin/env bash
# Says when the night last ran, and warns before GitHub switches its schedule off, as it does after 60
# days without a commit: idle=DAYS is the job's output from the 45th day on.
# Needs GH_TOKEN, GH_REPO and RUN_ID.
set -euo pipefail

now=$(date +%s)
read -r at conclusion < <(gh run list --workflow nightly.yml --status completed --limit 5 \
  --json databaseId,createdAt,conclusion | jq -r --arg own "$RUN_ID" '
    map(select(.databaseId | tostring != $own))[0] // {createdAt: "never", conclusion: ""}
    | "\(.createdAt) \(.conclusion)"')
if [ "$at" = never ]; then
  result="It is the first night: no other run of it is known."
else
  days=$(((now - $(date -d "$at" +%s)) / 86400))
  result="The last night was $at ($conclusion)."
  if [ "$days" -gt 1 ]; then
    result="$result That is $days days ago: nights are missing."
    echo "::warning title=Nights are missing::$result"
  fi
fi
idle=$(((now - $(git log -1 --format=%ct)) / 86400))
if [ "$idle" -ge 45 ]; then
  warning="The last commit is $idle days old. After 60 days without one GitHub switches the schedule of a public repository off: commit the recordings of a night."
  echo "::warning title=The night will be switched off::$warning"
  result="$result $warning"
  echo "idle=$idle" >> "$GITHUB_OUTPUT"
fi
printf '### Schedule\n\n%s\n' "$result" | tee -a "$GITHUB_STEP_SUMMARY"
