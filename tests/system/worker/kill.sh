#!/bin/sh
# SPDX-License-Identifier: ISC
# A worker that is killed with -9 at any point of a step, and started again, ends with the same game as one that was not.
. "${top_srcdir:-.}/tests/system/worker/lib.sh"
schema
graph
LUDWRIGHT_WORKER_LEASE_SECONDS=2
unkilled=$(project "a garden on the moon")
run_worker
wanted=$(digest "$unkilled")
is "a run without a kill" "$(status "$unkilled")" completed

check_run() { # check_run NAME PROJECT
	is "$1: completed" "$(status "$2")" completed
	is "$1: the same bytes" "$(digest "$2")" "$wanted"
	is "$1: no output twice" "$(doubles "$2")" 0
	ok "$1: events without gaps" gapless "$2"
}

# A process dies, its parent starts another one.
for at in claimed claimed:7 called called:5 answered answered:4 file_written before_commit before_commit:6 after_commit before_publish; do
	p=$(project "a garden on the moon")
	LUDWRIGHT_KILL_AT=$at run_worker
	check_run "process killed at $at" "$p"
	ok "process killed at $at: it was" grep -q "killed at ${at%:*}," "$work/log"
	: >"$work/log"
done

# The whole worker dies, with its parent, again and again; but no job five times, for that is a job that kills its workers.
p=$(project "a garden on the moon spin 1500")
n=0
while [ "$(status "$p")" = running ] && [ "$(sql "SELECT coalesce(max(attempt), 0) < 4 FROM jobs")" = t ] && [ "$n" -lt 40 ]; do
	setsid "$worker" 2>>"$work/log" &
	pid=$!
	sleep "0.$((n * 7 % 6 + 3))"
	kill -9 "-$pid" 2>/dev/null || kill -9 "$pid"
	wait "$pid" 2>/dev/null
	n=$((n + 1))
done
run_worker
is "worker killed $n times: completed" "$(status "$p")" completed
is "worker killed: no output twice" "$(doubles "$p")" 0
ok "worker killed: events without gaps" gapless "$p"
q=$(project "a garden on the moon spin 1500")
run_worker
is "worker killed: the same bytes" "$(digest "$p")" "$(digest "$q")"
finish
