#!/bin/sh
# SPDX-License-Identifier: ISC
# Searches the models of the queue, of approvals and of events to the end, and then their mutations, each of which must fail. TAP.
# In: $top_srcdir (default: two folders above this script), CC, LUDWRIGHT_FULL (more workers, about a minute more).
set -u
models=$(cd "${top_srcdir:-$(dirname "$0")/../..}/tests/model" && pwd) || exit 1
if ! command -v spin >/dev/null || ! command -v "${CC:-gcc}" >/dev/null; then
	echo "1..0 # SKIP spin or a C compiler is not installed"
	exit 0
fi
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
cd "$tmp" || exit 1
n=0
bad=0

# verdict OK NAME: one test; on failure the end of what was said follows.
verdict() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		tail -n 40 said | sed 's/^/# /'
		bad=1
	fi
}

# search MODEL COMPILER-FLAGS PAN-FLAGS DEFINES...: builds the verifier and runs it; what it says is in `said`.
search() {
	model=$1 flags=$2 how=$3
	shift 3
	rm -f pan ./*.trail
	# shellcheck disable=SC2086
	spin -a "$@" "$models/$model.pml" >said 2>&1 &&
		"${CC:-gcc}" -O2 -w -DCOLLAPSE -DNOFAIR $flags -o pan pan.c >>said 2>&1 &&
		./pan $how -m100000 >said 2>&1
}

# complete: the search looked everywhere (no bitstate, no limit met, memory enough) and found nothing.
complete() {
	grep -q 'errors: 0$' said && grep -q '^Full statespace search' said &&
		! grep -qE 'max search depth too small|out of memory|not completed|hash conflicts.*bitstate' said
}

# figures: how large the search was, as a comment.
figures() {
	sed -nE 's/^ *([0-9.]+) states, stored.*/\1 states/p; s/.*(depth reached [0-9]+).*/\1/p; s/^ *([0-9.]+)\ttotal actual memory.*/\1 MB/p' said |
		paste -sd, | sed 's/^/# /'
}

# unreached: lines of the model that no execution came to, but for the ends of processes that go on for ever.
unreached() {
	grep -E '^	.*state [0-9]+, ' said | grep -v '"-end-"'
}

# holds NAME MODEL DEFINES...: every assertion, no deadlock, and no execution that gets stuck.
holds() {
	name=$1
	shift
	model=$1
	shift
	search "$model" -DSAFETY "" "$@" && complete
	verdict $? "$name"
	figures
}

# whole NAME: of the last search, every line of the model was reached.
whole() {
	[ -z "$(unreached)" ]
	verdict $? "$1"
}

# ends NAME MODEL DEFINES...: no cycle of states, so that every execution comes to an end (np_ finds any cycle: no state is marked as progress).
ends() {
	name=$1
	shift
	model=$1
	shift
	search "$model" -DNP -l "$@" && complete
	verdict $? "$name"
	figures
}

# fails MODEL NAME DEFINES...: the mutation is found. An error of its own kind: an assertion or an invalid end.
fails() {
	model=$1 name=$2
	shift 2
	search "$model" "-DSAFETY -O0" "" "$@"
	grep -qE '^pan:1: (assertion violated|invalid end state)' said
	verdict $? "mutation: $name"
	sed -n 's/^pan:1: /# /p' said
}

holds "queue: steps commit once, nothing is lost, leased for ever, claimed without end or written too late" queue -DMORTALS=1
whole "queue: no line of the model is idle"
holds "queue: so with a dead letter at the first death" queue -DMORTALS=1 -DDROPS=0 -DK=1
holds "queue: so with two steps side by side from the start" queue -DMORTALS=1 -DPAIR
holds "queue: so with two processes that die" queue -DDROPS=0 -DNO_OWNER
ends "queue: every execution comes to an end" queue -DMORTALS=1 -DDROPS=0
holds "approvals: one decision a revision, one job a decision, none after cancel" approve
whole "approvals: no line of the model is idle"
ends "approvals: every execution comes to an end" approve -DTURNS=1
holds "events: numbers without gaps, each delivered once and in order" events
whole "events: no line of the model is idle"
ends "events: every execution comes to an end" events
if [ -n "${LUDWRIGHT_FULL:-}" ]; then
	holds "queue: so with two processes that die and an owner who pauses and cancels" queue -DDROPS=0 -DPAIR
fi

mutants='queue NO_FENCE a commit does not look at its lease
queue FENCE_WITHOUT_NUMBER a commit looks whether the job is leased, not to whom
queue REAP_KEEPS_LEASE,FENCE_NUMBER_ONLY a reaper leaves the lease number, and a commit looks only at that
queue HEARTBEAT_RESURRECTS a heartbeat revives a process that was given up
queue CLAIM_UNCHECKED a claim does not look whether its process was given up
queue NEXT_UNCHECKED a commit leases a successor without a lock on its process
queue LOCKS_CROSSED a commit locks the project before its process
queue REAP_ONE_STATEMENT a reaper looks for jobs before it has the lock of the process
queue REAP_UNHELD a reaper gives jobs back without a lock on the project
queue FORGETS_LEASES a lease whose answer was lost is renewed for ever
queue NO_VERSION a commit does not look whether the state has moved on
queue NO_LIMIT claims are not limited
queue COMMIT_NOT_HELD a successor is inserted ready while the project is paused
queue CANCEL_NO_LOCK cancel does not lock the project
approve DECIDE_UNLOCKED a decision does not lock
approve HELD_FORGOTTEN a decision while paused queues a job that is not held
events HEAD_SEQUENCE numbers come from a sequence
events RELAY_DEAF a relay trusts that it hears of everything'
while read -r model defines name; do
	# shellcheck disable=SC2046
	fails "$model" "$name" -DMORTALS=1 $(echo "$defines" | sed 's/^/-D/; s/,/ -D/g')
done <<EOM
$mutants
EOM
echo "1..$n"
exit $bad
