#!/usr/bin/env bash
# Runs a command while a demo runs: tools/with_demo.sh NODEWATCH COMMAND [ARGUMENT...]
# Begins when charts have something to show. NODEWATCH_URL tells the command where, NODEWATCH_PROGRAM what runs there.
# Ends the demo afterwards.
set -euo pipefail
program=$1
shift
log=$(mktemp)
NODEWATCH_LISTEN=127.0.0.1:0 "$program" demo >"$log" 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; rm -f "$log"' EXIT
# It listens before its nodes have answered, and charts have steps of ten seconds: a page that does not ask again would
# show nothing for ever.
answered() {
    url=$(grep -o 'http://127.0.0.1:[0-9]*/health' "$log" | head -n 1) &&
        curl -fsS --max-time 5 "${url%/health}/api/v1/query?query=xrpl_peer_count&time=$(($(date +%s) - 10))" 2>/dev/null | grep -q '"metric"'
}
for _ in $(seq 600); do
    answered && break
    kill -0 "$demo" 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.1
done
answered || { echo "No node of the demo answered within a minute." >&2; cat "$log" >&2; exit 1; }
NODEWATCH_URL=${url%/health} NODEWATCH_PROGRAM=$(realpath "$program") "$@"
