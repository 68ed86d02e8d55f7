#!/bin/sh
# SPDX-License-Identifier: ISC
# Runs a command beside a private PostgreSQL: tests/pg-temp.sh COMMAND [ARGUMENT...]
#
# The command finds DATABASE_URL (database ludwright, a superuser of that name, no password) in its environment. The cluster lives in a
# temporary directory with a Unix socket and no TCP port, and goes with this script. When the command fails, the end of the server's log is
# shown; PG_TEMP_KEEP=1 keeps the directory then. PG_TEMP_OPTIONS is given to the server ("-c max_connections=300").
set -eu
[ $# -gt 0 ] || { echo "usage: $0 command [argument...]" >&2; exit 64; }

bin=
for candidate in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do
	[ -x "$candidate/initdb" ] && bin=$candidate
done
[ -n "$bin" ] || { echo "$0: initdb not found: install postgresql" >&2; exit 77; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/ludwright-pg.XXXXXX")
pid=
status=1
finish()
{
	trap - EXIT
	if [ -n "$pid" ]; then
		# Immediate: nothing is to be kept, and a fast shutdown during crash recovery waits for ever.
		kill -QUIT "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	fi
	if [ "$status" -ne 0 ] && [ -f "$dir/log" ]; then
		echo "# end of the server's log:" >&2
		tail -n 20 "$dir/log" | sed 's/^/# /' >&2
		[ -z "${PG_TEMP_KEEP:-}" ] || { echo "# kept: $dir" >&2; exit "$status"; }
	fi
	rm -rf "$dir"
	exit "$status"
}
trap finish EXIT
trap 'status=130; exit 130' INT
trap 'status=143; exit 143' TERM HUP

# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" -eq 0 ]; then
	user=nobody
	! id postgres >/dev/null 2>&1 || user=postgres
	chown "$user" "$dir"
	as="--reuid=$user --regid=$(id -g "$user") --clear-groups"
fi
# The server ends with this script, even when the script is killed.
# shellcheck disable=SC2086
server()
{
	cd "$dir"
	exec setpriv $as --pdeathsig QUIT "$@"
}
: >"$dir/log"
[ -z "$as" ] || chown "$user" "$dir/log"
(server "$bin/initdb" -D "$dir/data" -U ludwright -A trust -E UTF8 --locale=C.UTF-8 --no-sync) >>"$dir/log" 2>&1
# shellcheck disable=SC2086
server "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off -c full_page_writes=off -c logging_collector=off \
	${PG_TEMP_OPTIONS:-} >>"$dir/log" 2>&1 &
pid=$!
until "$bin/pg_isready" -q -h "$dir" -U ludwright -d postgres; do
	kill -0 "$pid" 2>/dev/null || { echo "$0: the server did not start" >&2; exit 1; }
	sleep 0.05
done
"$bin/createdb" -h "$dir" -U ludwright ludwright

DATABASE_URL="postgresql:///ludwright?host=$dir&user=ludwright"
PG_TEMP_PID=$pid
export DATABASE_URL PG_TEMP_PID
set +e
"$@"
status=$?
