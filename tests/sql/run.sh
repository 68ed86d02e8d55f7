#!/bin/sh
# SPDX-License-Identifier: ISC
# Runs tests/sql/t/*.sql (pgTAP) in a private PostgreSQL cluster and prints one TAP stream. KEEP=1 keeps the cluster after a failure.
# Usage: tests/sql/run.sh [t/name.sql ...]
set -u
src=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
bin=$(pg_config --bindir 2>/dev/null)
[ -x "$bin/initdb" ] || bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ ! -x "$bin/initdb" ]; then echo "1..0 # SKIP no PostgreSQL server programs"; exit 0; fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/ludsql.XXXXXX") || exit 99
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as() { setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$dir" "$@"; }
else
	as() { "$@"; }
fi
finish() {
	as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1
	if [ "${KEEP:-}" = 1 ] && [ "$failed" != 0 ]; then echo "# kept: $dir"; else rm -rf "$dir"; fi
}
failed=0
trap finish EXIT
trap 'exit 99' HUP INT TERM
cd "$dir" || exit 99
bail() { echo "Bail out! $1"; sed 's/^/# /' "$dir"/log "$dir"/server.log 2>/dev/null | tail -n 30; failed=1; exit 99; }

as "$bin/initdb" -D "$dir/data" -U lud -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/log" 2>&1 || bail "initdb"
as "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w start -o "-k $dir -c listen_addresses='' -c fsync=off -c timezone=UTC" \
	>"$dir/log" 2>&1 || bail "server does not start"
export src PGHOST="$dir" PGUSER=lud PGDATABASE=lud PGOPTIONS='-c client_min_messages=warning'
psql="psql -XAtq -v ON_ERROR_STOP=1"

load() { # a database of this name, as `ludctl migrate` makes it
	$psql -d postgres -c "CREATE DATABASE $1" && for f in "$src"/sql/migrations/*.sql; do $psql -d "$1" -1 -f "$f" || return 1; done &&
	{ echo "SET check_function_bodies = off;"; cat "$src"/sql/functions/*.sql; } | $psql -d "$1" -1 &&
	$psql -d "$1" -c "SELECT logs_partition(3)" >/dev/null
}
load lud >"$dir/log" 2>&1 || bail "migrations and functions do not load"
{ echo "SET check_function_bodies = on;"; cat "$src"/sql/functions/*.sql; } | $psql -1 >"$dir/log" 2>&1 ||
	bail "functions do not load a second time, with their bodies checked"
$psql -c "CREATE EXTENSION pgtap; CREATE EXTENSION dblink" >"$dir/log" 2>&1 || bail "pgtap is missing (postgresql-15-pgtap)"
$psql -f "$src/tests/sql/fixture.sql" >"$dir/log" 2>&1 || bail "fixture"

# Every query is prepared on the fresh schema: $1, $2 … get their types from their use. What SQL's PREPARE does not take (ALTER, CREATE,
# DROP of a schema) is parsed, in a block that ends before it.
prepares() {
	find "$src/sql/queries" -name '*.sql' 2>/dev/null | sort | while read -r f; do
		n=$(basename "$f" .sql)
		if if grep -qE '^(ALTER|CREATE|DROP) ' "$f"; then echo 'DO $q$ BEGIN RETURN;'; cat "$f"; echo '; END $q$;'
			else echo "PREPARE q AS"; cat "$f"; echo ";"; fi | $psql >"$dir/log" 2>&1; then echo "ok - prepares ${f#"$src"/}"
		else echo "not ok - prepares ${f#"$src"/} ($n)"; sed 's/^/# /' "$dir/log"; fi
	done
}

# Every file is in the build's list, and every function in the table of contents.
listed() {
	for f in "$src"/sql/migrations/*.sql "$src"/sql/functions/*.sql "$src"/tests/sql/t/*.sql; do
		n=$(basename "$f" .sql)
		grep -qF "${f#"$src"/}" "$src/sql/local.am" || echo "# ${f#"$src"/} is not in sql/local.am"
		case $f in */functions/*) grep -qw "$n" "$src/sql/functions/README" || echo "# $n is not in sql/functions/README" ;; esac
	done >"$dir/log"
	if [ -s "$dir/log" ]; then echo "not ok - files are listed"; cat "$dir/log"; else echo "ok - files are listed"; fi
}

: >"$dir/tap"
if [ $# = 0 ]; then
	set -- "$src"/tests/sql/t/*.sql
	{ listed; prepares; } >>"$dir/tap"
fi
for f; do
	name=$(basename "$f" .sql)
	$psql -v ON_ERROR_STOP=1 -f "$f" >"$dir/out" 2>"$dir/err" && end=0 || end=$?
	planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$dir/out" | tail -n 1)
	ran=$(grep -cE '^(not )?ok ' "$dir/out")
	sed -nE "s/^((not )?ok) [0-9]+( - )?(.*)/\1 - $name: \4/p; /^#/p" "$dir/out" >>"$dir/tap"
	if [ "$end" != 0 ] || [ "${planned:-none}" != "$ran" ]; then
		echo "not ok - $name: ended ($end) with ${planned:-no plan} planned, $ran run" >>"$dir/tap"
		sed 's/^/# /' "$dir/err" >>"$dir/tap"
	fi
done
awk '/^(not )?ok/ { n++; ok = /^not/ ? "not ok" : "ok"; sub(/^(not )?ok/, ""); print ok " " n $0; next } { print } END { print "1.." n }' "$dir/tap"
! grep -q '^not ok' "$dir/tap" || failed=1
exit $failed
