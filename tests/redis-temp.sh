#!/bin/sh
# SPDX-License-Identifier: ISC
# Runs a command beside a private Redis: tests/redis-temp.sh COMMAND [ARGUMENT...]
#
# The command finds REDIS_URL in its environment. The server listens on a Unix socket in a temporary directory only, stores nothing,
# and goes with this script. REDIS_TEMP_PID is its process.
set -eu
[ $# -gt 0 ] || { echo "usage: $0 command [argument...]" >&2; exit 64; }
command -v redis-server >/dev/null || { echo "$0: redis-server not found: install redis-server" >&2; exit 77; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/ludwright-redis.XXXXXX")
pid=
status=1
finish()
{
	trap - EXIT
	if [ -n "$pid" ]; then
		kill -TERM "$pid" 2>/dev/null || true
		kill -CONT "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	fi
	[ "$status" -eq 0 ] || [ ! -f "$dir/log" ] || tail -n 10 "$dir/log" | sed 's/^/# /' >&2
	rm -rf "$dir"
	exit "$status"
}
trap finish EXIT
trap 'status=130; exit 130' INT
trap 'status=143; exit 143' TERM HUP

setpriv --pdeathsig TERM redis-server --port 0 --unixsocket "$dir/redis.sock" --unixsocketperm 700 --dir "$dir" --save '' \
	--appendonly no --daemonize no >"$dir/log" 2>&1 &
pid=$!
until redis-cli -s "$dir/redis.sock" ping >/dev/null 2>&1; do
	kill -0 "$pid" 2>/dev/null || { echo "$0: the server did not start" >&2; exit 1; }
	sleep 0.05
done

REDIS_URL="unix:$dir/redis.sock"
REDIS_TEMP_PID=$pid
export REDIS_URL REDIS_TEMP_PID
set +e
"$@"
status=$?
