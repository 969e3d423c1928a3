#!/usr/bin/env bash
# Runs a command while a demo runs: tools/with_demo.sh NODEWATCH COMMAND [ARGUMENT...]
# NODEWATCH_URL tells the command where, NODEWATCH_PROGRAM what runs there. Ends the demo afterwards.
set -euo pipefail
program=$1
shift
log=$(mktemp)
NODEWATCH_LISTEN=127.0.0.1:0 "$program" demo >"$log" 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 100); do
    url=$(grep -o 'http://127.0.0.1:[0-9]*/health' "$log" | head -n 1) && break
    kill -0 "$demo" 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.1
done
NODEWATCH_URL=${url%/health} NODEWATCH_PROGRAM=$(realpath "$program") "$@"
