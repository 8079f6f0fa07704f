#!/usr/bin/env bash
# Says, for a job's output, whether a night broke clients: code=1 is breaking drift since recordings
# of the same evidence class. Beside the reference server's it is no change in time, and code=0.
# Without a report there is no drift to tell.
#   drift.sh REPORT.json
set -euo pipefail

[ -f "$1" ] || { echo "code=0" && exit; }
jq -r '.drift
  | if . != null and .old.evidence == .new.evidence and .totals.breaking > 0
    then "code=1" else "code=0" end' "$1"
