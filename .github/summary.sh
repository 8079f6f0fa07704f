#!/usr/bin/env bash
# Writes a night's summary in Markdown: the table, and which recordings differ from the committed.
set -euo pipefail

fence='~~~~~~~~'
echo "## Contract of userDataStream.stop"
echo "$fence"
sed -n '/= contract =/,$p' "$1" | tail -n +2
echo "$fence"
echo "### Recordings that differ from those committed"
echo "$fence"
changed=$(git status --short -- cassettes/testnet)
echo "${changed:-none}"
echo "$fence"
