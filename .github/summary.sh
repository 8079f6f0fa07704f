#!/usr/bin/env bash
# Writes a night's summary in Markdown: what the suite printed, from its table on.
set -euo pipefail

fence='~~~~~~~~'
echo "## Contract of userDataStream.stop"
echo "$fence"
sed -n '/= contract =/,/= drift =/p' "$1" | sed '1d;/= drift =/d'
echo "$fence"
