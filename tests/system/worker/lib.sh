# SPDX-License-Identifier: ISC
# What the worker's tests share. Sourced by a script that runs beside a private PostgreSQL and Redis (DATABASE_URL, REDIS_URL).
# The graph and the studio of tests/system/graphs/ stand for the real ones: small, quick, and steered by words in the description.
src=$(cd "${top_srcdir:-.}" && pwd)
build=$(cd "${top_builddir:-$src}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/ludwright-worker.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
worker=${LUDWRIGHT_TEST_WORKER:-$build/ludwright-worker}
LUDWRIGHT_FILES_DIR=$work/files
LUDWRIGHT_WORKER_GRAPHS_DIR=$src/tests/system/graphs
LUDWRIGHT_WORKER_SANDBOX_PATH=${LUDWRIGHT_TEST_SANDBOX:-$build/ludwright-sandbox}
LUDWRIGHT_WORKER_MIN=2
LUDWRIGHT_WORKER_MAX=2
LUDWRIGHT_WORKER_LEASE_SECONDS=5
export LUDWRIGHT_FILES_DIR LUDWRIGHT_WORKER_GRAPHS_DIR LUDWRIGHT_WORKER_SANDBOX_PATH LUDWRIGHT_WORKER_MIN LUDWRIGHT_WORKER_MAX LUDWRIGHT_WORKER_LEASE_SECONDS
unset LUDWRIGHT_KILL_AT LUDWRIGHT_CONF

sql() { # the one value of a statement
	psql -XAtq -v ON_ERROR_STOP=1 -d "$DATABASE_URL" -c "$1"
}

tests=0
failed=0
ok() { # ok NAME COMMAND...: one test
	tests=$((tests + 1))
	name=$1
	shift
	if "$@"; then
		echo "ok $tests - $name"
	else
		echo "not ok $tests - $name"
		failed=1
	fi
}
is() { # is NAME GOT WANTED
	tests=$((tests + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $tests - $1"
	else
		printf 'not ok %d - %s\n# got:    %s\n# wanted: %s\n' "$tests" "$1" "$2" "$3"
		failed=1
	fi
}
finish() {
	echo "1..$tests"
	[ "$failed" = 0 ] || [ ! -s "$work/log" ] || tail -n 40 "$work/log" | sed 's/^/# /'
	exit "$failed"
}

schema() {
	{
		for f in "$src"/sql/migrations/*.sql; do cat "$f"; done
		echo "SET check_function_bodies = off; SET client_min_messages = warning;"
		cat "$src"/sql/functions/*.sql
		echo "INSERT INTO users (email, name, password_hash) VALUES ('ann@example.org', 'Ann', 'x');"
	} | psql -XAtq -v ON_ERROR_STOP=1 -1 -d "$DATABASE_URL" >"$work/log" 2>&1 || { sed 's/^/# /' "$work/log"; echo "Bail out! schema"; exit 99; }
}

# graph [FILE]: stores a graph, the newest one counts.
graph() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$DATABASE_URL" -v text="$(cat "${1:-$LUDWRIGHT_WORKER_GRAPHS_DIR/game-dev/graph.json}")" <<-'END'
	INSERT INTO graph_versions (name, sha256, graph) VALUES ('game-dev', encode(sha256(convert_to(:'text', 'UTF8')), 'hex'), :'text'::jsonb);
	END
}

# project DESCRIPTION [CONFIG]: a new project with seed 7 that was started; no checkpoint stops unless CONFIG names it. Prints its id.
project() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$DATABASE_URL" -v text="$1" -v config="${2:-{\}}" <<-'END'
	SELECT project_create(u.id, jsonb_build_object('name', 'Moon', 'concept', jsonb_build_object('description', :'text', 'platform', 'web',
		'scope', 'mvp'), 'config', '{"seed": 7, "checkpoints": []}'::jsonb || :'config'::jsonb)) AS id FROM users u \gset
	SELECT project_start(u.id, :'id'::uuid) AS run FROM users u \gset
	\echo :id
	END
}

# call FUNCTION PROJECT: project_pause, project_resume, project_cancel by Ann.
call() {
	sql "SELECT $1(u.id, '$2') FROM users u" >/dev/null
}

run_worker() { # until there is nothing to do
	timeout 120 "$worker" --until-idle "$@" 2>>"$work/log"
}

status() {
	sql "SELECT status FROM projects WHERE id = '$1'"
}

# What a run made: documents and files, without ids and times.
digest() {
	sql "SELECT encode(sha256(convert_to(string_agg(line, E'\n' ORDER BY line), 'UTF8')), 'hex') FROM (
		SELECT path || ' ' || sha256 AS line FROM files WHERE project_id = '$1'
		UNION ALL SELECT a.node || ' ' || coalesce(a.task, '') || ' ' || o.stage || ' ' || o.revision || ' ' || (o.content->'document')::text
			FROM agent_outputs o JOIN agents a ON a.id = o.agent_id WHERE o.project_id = '$1') t"
}

# Outputs that a step made twice: none, ever.
doubles() {
	sql "SELECT count(*) FROM (SELECT FROM agent_outputs WHERE project_id = '$1' GROUP BY agent_id, stage, revision HAVING count(*) > 1) t"
}

# Events without gaps, from 1 to the head.
gapless() {
	[ "$(sql "SELECT count(*) = max(seq) AND min(seq) = 1 AND max(seq) = (SELECT seq FROM event_heads WHERE project_id = '$1')
		FROM events WHERE project_id = '$1'")" = t ]
}

until_true() { # until_true SECONDS STATEMENT: waits until it answers t
	end=$(($(date +%s) + $1))
	until [ "$(sql "$2")" = t ]; do
		[ "$(date +%s)" -lt "$end" ] || return 1
		sleep 0.05
	done
}
