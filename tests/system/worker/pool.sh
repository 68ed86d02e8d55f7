#!/bin/sh
# SPDX-License-Identifier: ISC
# The number of worker processes follows the queue between worker.min and worker.max; dead ones are replaced, and nobody outlives the parent.
# Leases last a minute here: what is taken over within seconds was given up by a successor.
. "${top_srcdir:-.}/tests/system/worker/lib.sh"
schema
graph
LUDWRIGHT_WORKER_MIN=1
LUDWRIGHT_WORKER_MAX=3
LUDWRIGHT_WORKER_CONCURRENCY=1
LUDWRIGHT_WORKER_LEASE_SECONDS=60
export LUDWRIGHT_WORKER_CONCURRENCY

children() { # of the parent, as a list on one line
	pgrep -P "$1" | sort -n | tr '\n' ' '
}
sockets() { # inodes of a process's sockets
	find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null | sort
}
shared_sockets() {
	sockets "$1" >"$work/parent"
	for child in $(children "$1"); do sockets "$child"; done | sort >"$work/children"
	comm -12 "$work/parent" "$work/children" | wc -l
}
gone() { # gone SECONDS PID...: they end
	end=$(($(date +%s) + $1))
	shift
	for one; do
		while kill -0 "$one" 2>/dev/null; do
			[ "$(date +%s)" -lt "$end" ] || return 1
			sleep 0.05
		done
	done
}

LUDWRIGHT_LOG_PATH=$work/worker.log "$worker" 2>>"$work/log" &
pid=$!
ok "begins with worker.min" until_true 20 "SELECT count(*) = 1 FROM workers"
projects=
for i in 1 2 3 4; do projects="$projects $(project "a garden on the moon spin 1500")"; done
ok "a backlog: grows to worker.max" until_true 20 "SELECT count(*) = 3 FROM workers"
if [ -r "/proc/$pid/fd" ]; then # of a process that may not be dumped only root sees them
	is "no child has the parent's connection" "$(shared_sockets "$pid")" 0
	ok "which there is" test -s "$work/parent"
fi

victim=$(sql "SELECT w.pid FROM jobs j JOIN workers w ON w.id = j.leased_by LIMIT 1")
id=$(sql "SELECT id FROM workers WHERE pid = $victim")
kill -9 "$victim"
ok "killed: another one takes its place" until_true 10 "SELECT count(*) = 3 AND NOT bool_or(id = '$id') FROM workers"
ok "killed: its leases are given up at once" until_true 5 "SELECT count(*) = 0 FROM jobs WHERE leased_by = '$id'"
is "never more than worker.max" "$(children "$pid" | wc -w)" 3

mv "$work/worker.log" "$work/worker.old"
kill -HUP "$pid"
for p in $projects; do
	ok "a project ends" until_true 90 "SELECT status = 'completed' FROM projects WHERE id = '$p'"
	is "no output twice" "$(doubles "$p")" 0
done
ok "SIGHUP: the log is opened again" test -f "$work/worker.log"

connect="$(echo "$DATABASE_URL" | sed 's,/ludwright?,/postgres?,')"
other() { psql -XAtq -d "$connect" -c "$1" >/dev/null; }
before=$(children "$pid")
other "ALTER DATABASE ludwright ALLOW_CONNECTIONS false"
other "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'ludwright'"
sleep 3
is "database away: the processes stay" "$(children "$pid")" "$before"
other "ALTER DATABASE ludwright ALLOW_CONNECTIONS true"

ok "no need for half a minute: back to worker.min" until_true 60 "SELECT count(*) = 1 FROM workers"
is "one process is left" "$(children "$pid" | wc -w)" 1
is "none died but the one killed" "$(cat "$work/worker.old" "$work/worker.log" | grep -c 'a worker process was ended by signal\|ended with code')" 1

p=$(project "a garden on the moon spin 300")
ok "and it works on" until_true 60 "SELECT status = 'completed' FROM projects WHERE id = '$p'"

# A server that does not answer: the parent's session is stopped, and a process dies meanwhile.
session=$(sql "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE query LIKE '%queue_waiting(%' AND pid <> pg_backend_pid()")
is "the parent has one session" "$(echo "$session" | wc -w)" 1
kill -STOP "$session"
sleep 1.5 # the next look has begun
victim=$(sql "SELECT min(pid) FROM workers")
id=$(sql "SELECT id FROM workers WHERE pid = $victim")
count=$(children "$pid" | wc -w)
kill -9 "$victim"
ok "no answer to the parent: a process that died is replaced" until_true 15 "SELECT count(*) = $count AND NOT bool_or(id = '$id') FROM workers"
kill -CONT "$session"

left=$(children "$pid")
kill -9 "$pid"
wait "$pid" 2>/dev/null
# shellcheck disable=SC2086
ok "the parent is killed: its children end" gone 10 $left
is "and take their rows away" "$(sql "SELECT count(*) FROM workers")" 0

p=$(project "a garden on the moon spin 300")
q=$(project "a garden on the moon spin 300")
run_worker
is "--until-idle: ends when all is done" "$? $(status "$p") $(status "$q")" "0 completed completed"
p=$(project "a garden on the moon")
before=$(sql "SELECT max(r.version) FROM runs r WHERE project_id = '$p'")
timeout 60 "$worker" --once 2>>"$work/log"
is "--once: one job" "$? $(($(sql "SELECT max(r.version) FROM runs r WHERE project_id = '$p'") - before))" "0 1"
finish
