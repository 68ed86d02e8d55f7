#!/bin/sh
# SPDX-License-Identifier: ISC
# A run from start to end: what it leaves behind, in order and whole.
. "${top_srcdir:-.}/tests/system/worker/lib.sh"
schema
graph

p=$(project "a garden on the moon")
ok "the worker ends when nothing is left to do" run_worker
is "the project is completed" "$(status "$p")" completed
is "its progress is 100" "$(sql "SELECT progress FROM projects WHERE id = '$p'")" 100
is "all agents are completed" "$(sql "SELECT string_agg(DISTINCT status, ',') FROM agents WHERE project_id = '$p'")" completed
is "each task has its agent" "$(sql "SELECT count(*) FROM agents WHERE project_id = '$p' AND task IS NOT NULL")" 7
is "each step made one output" "$(sql "SELECT count(*) FROM agent_outputs WHERE project_id = '$p'")" 14
is "no output was made twice" "$(doubles "$p")" 0
ok "events are numbered without gaps" gapless "$p"
is "files are there" "$(sql "SELECT count(*) FROM files WHERE project_id = '$p'")" 14
is "a leader's output names its workers' files and makers" \
	"$(sql "SELECT string_agg(DISTINCT f->>'maker', ',') FROM agent_outputs o JOIN agents a ON a.id = o.agent_id,
	jsonb_array_elements(o.content->'files') f WHERE o.project_id = '$p' AND a.node = 'code' AND o.stage = 'gather'")" \
	coder/core,coder/draw,coder/main
is "every content is in the store" "$(sql "SELECT DISTINCT sha256 FROM output_files UNION SELECT response_sha256 FROM turns" |
	while read -r h; do f=$LUDWRIGHT_FILES_DIR/$(echo "$h" | cut -c1-2)/$(echo "$h" | cut -c3-)
	[ "$(sha256sum "$f" | cut -c1-64)" = "$h" ] || echo "$h"; done)" ""
is "no job is left" "$(sql "SELECT count(*) FROM jobs")" 0
is "no worker is left" "$(sql "SELECT count(*) FROM workers")" 0
is "the agents' lines are in the log" "$(sql "SELECT count(*) > 5 FROM agent_logs WHERE project_id = '$p'")" t
one=$(digest "$p")

p=$(project "a garden on the moon")
run_worker
is "the same concept and seed give the same bytes" "$(digest "$p")" "$one"

p=$(project "a garden on the moon" '{"checkpoints": ["checkpoint_concept"]}')
run_worker
is "a checkpoint stops the run" "$(sql "SELECT status FROM checkpoints WHERE project_id = '$p'")" pending
sql "SELECT checkpoint_decide(u.id, k.id, 'changes_requested', 1, 'more moon') FROM checkpoints k, users u WHERE k.project_id = '$p'" >/dev/null
run_worker
is "a revision has the feedback in it" "$(sql "SELECT o.content->'document'->>'title' FROM agent_outputs o WHERE project_id = '$p' AND revision = 2")" \
	"Moon (more moon)"
is "and answers it by id" "$(sql "SELECT content->'feedback_answers'->0->>'feedback_id' = (SELECT id::text FROM comments WHERE project_id = '$p')
	FROM agent_outputs WHERE project_id = '$p' AND revision = 2")" t
sql "SELECT checkpoint_decide(u.id, k.id, 'approved', 2) FROM checkpoints k, users u WHERE k.project_id = '$p' AND status = 'pending'" >/dev/null
run_worker
is "approved, it goes on to its end" "$(status "$p")" completed
finish
