#!/bin/sh
# SPDX-License-Identifier: ISC
# Pause, resume, cancel and SIGTERM while steps are in flight.
. "${top_srcdir:-.}/tests/system/worker/lib.sh"
schema
graph
slow="a garden on the moon spin 3000"
"$worker" 2>>"$work/log" &
pid=$!

p=$(project "$slow")
ok "workers are at work" until_true 20 "SELECT count(*) > 0 FROM agents WHERE project_id = '$p' AND task IS NOT NULL AND status = 'running'"
call project_pause "$p"
ok "paused: what is in flight ends" until_true 20 "SELECT count(*) = 0 FROM jobs WHERE project_id = '$p' AND leased_by IS NOT NULL"
is "paused: nothing is lost" "$(sql "SELECT count(*) FROM agents WHERE project_id = '$p' AND status IN ('failed', 'cancelled')")" 0
ok "paused: what follows is held" test "$(sql "SELECT count(*) FROM jobs WHERE project_id = '$p' AND held")" -gt 0
is "paused: nothing ready" "$(sql "SELECT count(*) FROM jobs WHERE project_id = '$p' AND NOT held")" 0
call project_resume "$p"
ok "resumed: it goes to its end" until_true 60 "SELECT status = 'completed' FROM projects WHERE id = '$p'"
is "resumed: no output twice" "$(doubles "$p")" 0
ok "resumed: events without gaps" gapless "$p"

p=$(project "a garden on the moon spin 40000")
ok "workers are at work again" until_true 20 "SELECT count(*) > 0 FROM agents WHERE project_id = '$p' AND task IS NOT NULL AND status = 'running'"
sandboxes() { [ "$(pgrep -c -f "^$LUDWRIGHT_WORKER_SANDBOX_PATH" 2>/dev/null)" = 0 ]; }
before=$(sql "SELECT count(*) FROM agent_outputs WHERE project_id = '$p'")
call project_cancel "$p"
i=0
while ! sandboxes && [ $i -lt 40 ]; do i=$((i + 1)); sleep 0.05; done
ok "cancelled: the steps in flight end within 2 s" sandboxes
is "cancelled: nothing more is stored" "$(sql "SELECT count(*) FROM agent_outputs WHERE project_id = '$p'")" "$before"
is "cancelled: no job is left" "$(sql "SELECT count(*) FROM jobs WHERE project_id = '$p'")" 0

p=$(project "$slow")
ok "steps in flight" until_true 20 "SELECT count(*) > 0 FROM agents WHERE project_id = '$p' AND task IS NOT NULL AND status = 'running'"
kill -TERM "$pid"
wait "$pid"
is "SIGTERM: it ends well" "$?" 0
is "SIGTERM: no lease is left behind" "$(sql "SELECT count(*) FROM jobs WHERE leased_by IS NOT NULL")" 0
is "SIGTERM: no worker row" "$(sql "SELECT count(*) FROM workers")" 0
run_worker
is "SIGTERM: another worker goes on to the end" "$(status "$p")" completed
is "SIGTERM: no output twice" "$(doubles "$p")" 0
finish
