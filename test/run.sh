#!/usr/bin/env bash
# Installs what the tests need, then runs all of them. See test/run.ts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1:-}" in -h | --help) ;; *) bash client/local/install.sh test ;; esac
PATH="$PWD/.node/bin:$PATH" exec node --import=tsx test/run.ts "$@"
