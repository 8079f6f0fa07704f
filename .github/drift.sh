#!/usr/bin/env bash
# Writes in Markdown what changed between the committed recordings and tonight's, and hands on how
# it ended: code=1 is breaking drift. Before recordings of the testnet are committed, tonight's are
# compared with the reference server's, which is no change in time and fails no night.
set -euo pipefail

if [ ! -d cassettes/testnet ]; then
  echo "### Drift"
  echo
  echo "Nothing was recorded tonight."
  exit 0
fi
before=$(mktemp -d)
git archive HEAD cassettes | tar -x -C "$before"
code=0
if [ -d "$before/cassettes/testnet" ]; then
  conformance drift "$before/cassettes/testnet" cassettes/testnet --format markdown || code=$?
else
  conformance drift "$before/cassettes/reference" cassettes/testnet --format markdown || true
fi
echo "code=$code" >> "$GITHUB_OUTPUT"
