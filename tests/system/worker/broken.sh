#!/bin/sh
# SPDX-License-Identifier: ISC
# What is broken is named: graphs and material before the worker starts, answers in the project that got them.
. "${top_srcdir:-.}/tests/system/worker/lib.sh"
schema
graph

refuses() { # refuses NAME PATTERN: the worker does not start and says why
	: >"$work/log"
	run_worker
	is "$1: exit code" "$?" 78
	ok "$1: it says which" grep -q "not started: .*$2" "$work/log"
}

cp -r "$src/tests/system/graphs" "$work/graphs"
LUDWRIGHT_WORKER_GRAPHS_DIR=$work/graphs
offline=$work/graphs/game-dev/offline
echo '{"version": 1, "scripts": ["lib/missing.js"]}' >"$offline/studio.json"
refuses "a script that is not there" 'studio.json: .*lib/missing.js: No such file'
echo '{"version": 1, "scripts": ["lib/tiny.js"' >"$offline/studio.json"
refuses "a studio.json that does not parse" 'studio.json: .* at byte'
echo '{"version": 1, "scripts": ["../../../../etc/passwd"]}' >"$offline/studio.json"
refuses "a script outside the folder" 'no safe path'
echo '{"version": 1, "scripts": ["lib/tiny.js"]}' >"$offline/studio.json"
echo 'var PIECES = {' >"$offline/tiny/pieces.js"
refuses "a script that does not parse" 'family tiny: .*syntax.*tiny/pieces.js'
cp "$src/tests/system/graphs/game-dev/offline/tiny/pieces.js" "$offline/tiny/"
rm "$offline/tiny/page.txt"
refuses "a template that is not there" 'tiny/family.json: .*tiny/page.txt'
echo 'Title: {title}' >"$offline/tiny/page.txt"
echo '{"key": "tiny"}' >"$offline/tiny/family.json"
refuses "a family without its lists" 'tiny/family.json: needs'
rm -r "$offline/tiny"
refuses "no family" 'holds no game family'
LUDWRIGHT_WORKER_GRAPHS_DIR=$src/tests/system/graphs
sed 's/"to": "split"/"to": "splitt"/' "$src/tests/system/graphs/game-dev/graph.json" >"$work/graph.json"
graph "$work/graph.json"
refuses "a graph with an unknown node" 'graph game-dev .*/edges/'
sql "DELETE FROM graph_versions WHERE graph->'edges' @> '[{\"to\": \"splitt\"}]'"

p=$(project "a garden break:split on the moon")
run_worker
is "a script that throws: the project fails" "$(status "$p")" failed
is "a script that throws: the agent says why" "$(sql "SELECT status || ' ' || error_type || ' ' || (error LIKE '%broken on purpose%')
	FROM agents WHERE project_id = '$p' AND node = 'split'")" "failed internal true"
p=$(project "a misfit on the moon")
run_worker
is "a document that fits no schema: the agent says so" "$(sql "SELECT status || ' ' || error_type FROM agents
	WHERE project_id = '$p' AND node = 'concept'")" "failed invalid_output"
ok "a document that fits no schema: what is wrong is in its log" test "$(sql "SELECT count(*) FROM agent_logs
	WHERE project_id = '$p' AND level = 'ERROR'")" -gt 0
is "a document that fits no schema: the raw text is kept" "$(sql "SELECT count(*) FROM turns WHERE project_id = '$p'")" 1
ok "failed projects keep events without gaps" gapless "$p"

# The database comes later than the worker.
DATABASE_URL_RIGHT=$DATABASE_URL
p=$(project "a garden on the moon")
mkdir "$work/socket"
DATABASE_URL="postgresql:///ludwright?host=$work/socket&user=ludwright"
: >"$work/log"
export DATABASE_URL
"$worker" --until-idle 2>>"$work/log" &
pid=$!
i=0
while [ ! -s "$work/log" ] && [ $i -lt 100 ]; do i=$((i + 1)); sleep 0.05; done
ok "PostgreSQL away at start: it says so and waits" kill -0 "$pid"
socket=$(echo "$DATABASE_URL_RIGHT" | sed 's/.*host=\([^&]*\).*/\1/')
ln -s "$socket/.s.PGSQL.5432" "$work/socket/.s.PGSQL.5432"
DATABASE_URL=$DATABASE_URL_RIGHT
wait "$pid"
is "PostgreSQL there: it goes on" "$(status "$p")" completed
finish
