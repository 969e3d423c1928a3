#!/usr/bin/env bash
# fuzz/run_target.sh SECONDS PROGRAM: one fuzz target over its corpus and what earlier runs found.
# Prints one line, or on a finding everything the target said; the input is kept as crash-NAME-*.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1 program=$2 name=${2##*/fuzz_}
corpus=build/asan/corpus/$name
mkdir -p "$corpus"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/asan/crash-$name-" "$corpus" "fuzz/corpus/$name" >"$log" 2>&1; then
    cat "$log"
    echo "fuzz $name: FAILED"
    exit 255 # xargs stops
fi
echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
