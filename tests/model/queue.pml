/* SPDX-License-Identifier: ISC */
/*
 * The queue: claim, commit, reap, heartbeat, pause, cancel (README.md says which SQL function each part stands for).
 *
 * One project whose graph is a -> {b, c} -> end. Workers 1 and 2 may crash or stall anywhere, each once for good; worker
 * 0 lives, but its connections break like theirs. The owner pauses, resumes and cancels at any moment.
 *
 * What is left out, and why nothing is lost by it:
 * - A transaction's writes are one atomic step at its commit: nobody sees them before, and who would write the same rows
 *   waits for its locks. Its locks and the statements that read are steps of their own, in the code's order.
 * - Claims are atomic: they wait for nothing after the worker's row (SKIP LOCKED) and read a job again under its lock.
 * - Priorities and delays: claims take any ready job, in any order.
 * - Clocks: alive_until passes at any moment, however soon. A stall is a process that is not scheduled meanwhile.
 * - A crash inside a transaction rolls back: it is the crash before it. The reaper's own is there, since it holds locks.
 * - One reaper: two of one process exclude each other by its row, those of two processes touch different jobs.
 * - Locks of run and job rows: who takes them has the project's, but for claims.
 *
 * Time has an end here (each worker is late twice at most, one connection breaks, one pause), so the graph of states has
 * no cycle; run.sh checks that. Every execution therefore reaches a state where nothing moves, and `timeout` judges it:
 * that is progress, without any assumption of fairness.
 *
 * -D: K claims before a dead letter; MORTALS, DROPS, NO_OWNER: who is there; PAIR: a and b side by side. Mutations, each of which must fail: see `mutants` in run.sh.
 */
#ifndef K
#define K 2
#endif
#ifndef MORTALS
#define MORTALS 2
#endif
#ifndef DROPS
#define DROPS 1
#endif
#ifdef PAIR
#define NODES 2
#else
#define NODES 3
#endif
#define WORKERS (MORTALS + 1)
#define NONE 255
#define A 0
#define B 1
#define C 2

mtype = { RUNNING, PAUSED, CANCELLED, COMPLETED, FAILED };
mtype = { LIVE, LATE, REAPED };
mtype = { OK, LOST, GONE, CONFLICT };
mtype = { CLAIM, COMMIT };

typedef Job {
	bit here;
	bit born;	/* ghost: was inserted once */
	bit held;
	bit advance;	/* tells the engine that its step failed */
	byte by;	/* worker + 1; 0: nobody */
	byte lease;
	byte attempt;
};

/* Tables. */
mtype status = RUNNING;
byte version;
byte done;		/* the engine's state: bits of nodes */
Job job[NODES];
bit dead[NODES];	/* dead letters */
byte outputs[NODES];
mtype worker[WORKERS] = LIVE;

/* Row locks. */
byte project_lock;	/* pid + 1 */
bit worker_lock[WORKERS];	/* the reaper's */
byte worker_share[WORKERS];	/* a claim's or a commit's */

/* The world. */
bit answered;		/* ghost: cancel was answered */
bit given_up[WORKERS];	/* ghost: was reaped */
bit crashed[WORKERS];
bit lates[WORKERS];	/* times that alive_until passed */
byte drops = DROPS;		/* connections that may break */
chan late = [1] of { mtype, byte, byte, byte, byte, byte };	/* statements that arrive after their sender gave them up */

#define READY(i)	(job[i].here && !job[i].by && !job[i].held)
#define ACTIVE		(status == RUNNING || status == PAUSED)
#define STRAY(w, i)	(job[i].here && job[i].by == w + 1)
#define BEATS(w)	(worker[w] == LATE && !worker_lock[w])

#ifdef NO_FENCE
#define FENCE(w, i, l)	job[i].here
#elif defined(FENCE_WITHOUT_NUMBER)
#define FENCE(w, i, l)	(job[i].here && job[i].by)
#elif defined(FENCE_NUMBER_ONLY)
#define FENCE(w, i, l)	(job[i].here && job[i].lease == l)
#else
#define FENCE(w, i, l)	(job[i].here && job[i].lease == l && job[i].by)
#endif
#ifdef CLAIM_UNCHECKED
#define MAY_CLAIM(w)	true
#else
#define MAY_CLAIM(w)	(!worker_lock[w] && worker[w] != REAPED)
#endif
#ifdef NO_VERSION
#define MOVED(v)	false
#else
#define MOVED(v)	(version != v)
#endif
#ifdef REAP_KEEPS_LEASE
#define REAP_LEASE	0
#else
#define REAP_LEASE	1
#endif
#ifdef NO_LIMIT
#define USED_UP(i)	false
#else
#define USED_UP(i)	(job[i].attempt >= K)
#endif
#ifdef COMMIT_NOT_HELD
#define HELD_NOW(s)	false
#else
#define HELD_NOW(s)	(s != RUNNING)
#endif

inline hold(yes) {
	for (n : 0 .. NODES - 1) {
		if
		:: job[n].here && !job[n].by -> job[n].held = yes
		:: else
		fi
	}
}

inline delete_jobs() {
	for (n : 0 .. NODES - 1) {
		job[n].here = 0; job[n].held = 0; job[n].by = 0; job[n].attempt = 0
	}
}

/* The update of job_claim: a job that is ready, to a process that lives. */
inline take(w, i) {
	job[i].by = w + 1;
	job[i].lease++;
	job[i].attempt++;
	assert(status == RUNNING);		/* a pause holds what waits */
	assert(job[i].attempt <= K);		/* nothing is claimed for ever */
	assert(!given_up[w])			/* who was given up gets nothing under its old name */
}

/* A job comes back from a process that did not end it; s: the project's status as the caller read it. */
inline give_back(i, s) {
	if
	:: !USED_UP(i) ->
		job[i].by = 0; job[i].lease = job[i].lease + REAP_LEASE; job[i].held = HELD_NOW(s)
	:: USED_UP(i) && !job[i].advance ->
		dead[i] = 1;
		job[i].advance = 1; job[i].attempt = 0;
		job[i].by = 0; job[i].lease++; job[i].held = HELD_NOW(s)
	:: USED_UP(i) && job[i].advance ->
		dead[i] = 1;
		job[i].here = 0; job[i].by = 0;
		if
		:: ACTIVE -> status = FAILED; hold(1)
		:: else
		fi
	fi
}

/* A `step` action; to: the worker that goes on with it at once, or NONE. The fence of its row is fresh. */
inline insert(i, to) {
	assert(!job[i].born);
	job[i].born = 1; job[i].here = 1;
	job[i].held = HELD_NOW(status);
	if
	:: to != NONE && status == RUNNING -> job[i].by = to + 1; job[i].lease = 1; job[i].attempt = 1; got = i
	:: else
	fi
}

/* What the engine decided from the state `seen`, and the rest of the transaction. */
inline write(w, i, seen) {
	assert(!answered);			/* nothing commits after cancel was answered */
	assert(!given_up[w]);			/* a stalled worker that wakes up writes nothing */
	job[i].here = 0; job[i].by = 0; job[i].attempt = 0;
	version++;
	if
	:: job[i].advance ->
		if
		:: ACTIVE -> status = FAILED; hold(1)
		:: else
		fi
	:: else ->
		outputs[i]++;
		assert(outputs[i] == 1);	/* exactly once */
		done = done | (1 << i);
		if
#ifdef PAIR
		:: (seen | 1 << i) == 3 -> status = COMPLETED; delete_jobs()
#else
		:: i == A -> insert(B, next); insert(C, NONE)
		:: (seen | 1 << i) == 7 -> status = COMPLETED; delete_jobs()
#endif
		:: else
		fi
	fi
}

/* step_commit, with the claim of a successor for a process that lives (its row is locked first). Out: res, got. */
inline step_commit(w, i, l, v, seen) {
#ifdef LOCKS_CROSSED
	atomic { project_lock == 0 -> project_lock = _pid + 1 };
#endif
#ifdef NEXT_UNCHECKED
	next = w;
#else
	atomic { !worker_lock[w]; if :: worker[w] != REAPED -> worker_share[w]++; next = w :: else -> next = NONE fi };
#endif
	atomic {
#ifndef LOCKS_CROSSED
		project_lock == 0 -> project_lock = _pid + 1;
#endif
		res = OK; got = NONE;
		if :: status == CANCELLED || status == COMPLETED -> res = GONE :: else fi
	};
	d_step {
		if
		:: res == GONE || !job[i].here -> res = GONE
		:: res != GONE && job[i].here && !FENCE(w, i, l) -> res = LOST
		:: res != GONE && FENCE(w, i, l) && MOVED(v) -> res = CONFLICT
		:: else -> write(w, i, seen)
		fi;
		project_lock = 0;
#ifndef NEXT_UNCHECKED
		worker_share[w] = worker_share[w] - (next != NONE);
#endif
		next = NONE; n = 0
	}
}

/* job_claim's answer, and the run's state. Later reads of the state are those after a conflict. */
inline begin(i) {
	mine = i; lease = job[mine].lease; v = version; seen = done; got = NONE
}

inline forget() {
	mine = NONE; lease = 0; v = 0; seen = 0; got = NONE; res = OK; n = 0
}

proctype Worker(byte me) {
	byte n, mine = NONE, lease, v, seen, got = NONE, next = NONE;
	mtype res = OK;

end_idle:
	do
	/* job_claim */
	:: atomic { MAY_CLAIM(me) && READY(A) -> take(me, A); begin(A) }; goto work
	:: atomic { MAY_CLAIM(me) && READY(B) -> take(me, B); begin(B) }; goto work
#if NODES > 2
	:: atomic { MAY_CLAIM(me) && READY(C) -> take(me, C); begin(C) }; goto work
#endif
	/* the connection breaks under a claim */
	:: atomic { drops && nfull(late) -> drops--; late ! CLAIM, me, 0, 0, 0, 0 }
#ifndef FORGETS_LEASES
	/* worker_heartbeat names the jobs in hand: others that name this process come back */
	:: d_step { MAY_CLAIM(me) && project_lock == 0 && STRAY(me, A) -> give_back(A, status); n = 0 }
	:: d_step { MAY_CLAIM(me) && project_lock == 0 && STRAY(me, B) -> give_back(B, status); n = 0 }
#if NODES > 2
	:: d_step { MAY_CLAIM(me) && project_lock == 0 && STRAY(me, C) -> give_back(C, status); n = 0 }
#endif
#endif
	:: atomic { BEATS(me) -> worker[me] = LIVE }
	:: worker[me] == REAPED -> goto heard
	:: me != 0 -> goto crash
	od;

work:
	do
	:: step_commit(me, mine, lease, v, seen);
		if
		:: res == CONFLICT -> d_step { v = version; seen = done; res = OK }
		:: res == OK && got != NONE -> atomic { begin(got); lease = 1 }	/* the answer names its lease */
		:: res == LOST || res == GONE || (res == OK && got == NONE) -> break
		:: atomic { drops -> drops-- }	/* the answer was lost: the same again */
		fi
	/* the statement was sent, the connection broke: the same again, on another */
	:: atomic { drops && nfull(late) -> drops--; late ! COMMIT, me, mine, lease, v, seen }
	:: atomic { BEATS(me) -> worker[me] = LIVE }
	:: worker[me] == REAPED -> goto heard
	:: me != 0 -> goto crash
	od;
	atomic { forget() };
	goto end_idle;

heard:
	/* the heartbeat answers that this process was given up: it ends, and its parent starts another */
#ifdef HEARTBEAT_RESURRECTS
	atomic { worker[me] = LIVE; forget() }; goto end_idle;
#endif
crash:
	atomic { crashed[me] = 1; forget() }
}

/* A statement whose sender has given it up, and which the server carries out all the same, whenever. */
proctype Backend() {
	byte n, w, i, l, v, seen, got, next;
	mtype res, what;

end_wait:
	late ? what, w, i, l, v, seen;
	if
	:: what == COMMIT -> step_commit(w, i, l, v, seen)
	:: what == CLAIM ->
		if
		:: atomic { MAY_CLAIM(w) && READY(A) -> take(w, A) }
		:: atomic { MAY_CLAIM(w) && READY(B) -> take(w, B) }
#if NODES > 2
		:: atomic { MAY_CLAIM(w) && READY(C) -> take(w, C) }
#endif
		:: true
		fi
	fi
}

/* alive_until passes: of who has crashed, surely; of the others, perhaps. */
proctype Clock() {
end_time:
	do
	:: atomic { worker[1] == LIVE && !lates[1] -> worker[1] = LATE; lates[1] = 1 }
	:: atomic { crashed[1] && worker[1] == LIVE -> worker[1] = LATE }
#if MORTALS > 1
	:: atomic { worker[2] == LIVE && !lates[2] -> worker[2] = LATE; lates[2] = 1 }
	:: atomic { crashed[2] && worker[2] == LIVE -> worker[2] = LATE }
#endif
	od
}

/* workers_reap: the process's row, then, in a statement of its own, its jobs. */
proctype Reaper() {
	byte n, w, i, jobs;
	bit failed;
	mtype s;

end_reap:
	do
	:: atomic {
		if
		:: worker[1] == LATE && !worker_share[1] -> w = 1
#if MORTALS > 1
		:: worker[2] == LATE && !worker_share[2] -> w = 2
#endif
		fi;
#ifndef REAP_ONE_STATEMENT
		worker_lock[w] = 1
#endif
	};
	d_step {
		jobs = 0;
		for (i : 0 .. NODES - 1) { jobs = jobs | ((job[i].here && job[i].by == w + 1) << i) };
		s = status
	};
#ifdef REAP_ONE_STATEMENT
	atomic {
		if
		:: worker[w] == LATE && !worker_share[w] -> worker_lock[w] = 1
		:: worker[w] != LATE -> goto end_reap
		fi
	};
#endif
	if
	:: !failed -> d_step { failed = 1; worker_lock[w] = 0 }
	:: d_step {
#ifndef REAP_UNHELD
		project_lock == 0; s = status;
#else
		true;
#endif
		for (i : 0 .. NODES - 1) {
			if
			:: jobs & (1 << i) && job[i].here && job[i].by == w + 1 -> give_back(i, s)
			:: else
			fi
		};
		worker[w] = REAPED; given_up[w] = 1; worker_lock[w] = 0; w = 0; i = 0; n = 0; jobs = 0
	}
	fi
	od
}

proctype Owner() {
	byte n, seen;

	do
	:: d_step { project_lock == 0 && status == RUNNING -> status = PAUSED; hold(1); n = 0 };
		if
		:: d_step { project_lock == 0 && status == PAUSED -> status = RUNNING; hold(0); n = 0 }; break
		:: true -> break
		fi
	:: true -> break
	od;
	if
#ifdef CANCEL_NO_LOCK
	:: d_step { ACTIVE -> for (n : 0 .. NODES - 1) { seen = seen | (job[n].here << n) } };
		d_step {
			status = CANCELLED; answered = 1;
			for (n : 0 .. NODES - 1) { if :: seen & (1 << n) -> job[n].here = 0; job[n].by = 0 :: else fi }
		}
#else
	:: d_step { project_lock == 0 && (ACTIVE || status == FAILED) -> status = CANCELLED; delete_jobs(); answered = 1; n = 0 }
#endif
	:: true
	fi
}

/* Nothing moves any more: is that an end? */
inline judge() {
	assert(project_lock == 0);				/* no deadlock */
	for (n : 0 .. NODES - 1) {
		assert(!job[n].by);				/* nothing is leased for ever */
		assert(!job[n].here || job[n].held);		/* nor waits in vain */
		assert(outputs[n] <= 1);
		jobs = jobs + job[n].here;
		letters = letters + dead[n]
	};
	assert(status != RUNNING);				/* ended, or with a person */
	if
	:: status == COMPLETED -> assert(done == (1 << NODES) - 1 && jobs == 0)
	:: status == CANCELLED -> assert(jobs == 0)
	:: status == PAUSED -> assert(jobs > 0)
	:: status == FAILED -> assert(letters > 0)
	fi
}

init {
	byte n, jobs, letters;

	atomic {
		job[A].here = 1; job[A].born = 1;
#ifdef PAIR
		job[B].here = 1; job[B].born = 1;
#endif
		run Worker(0); run Worker(1);
#if MORTALS > 1
		run Worker(2);
#endif
		run Clock(); run Reaper();
#ifndef NO_OWNER
		run Owner();
#endif
#if DROPS > 0
		run Backend()
#endif
	};
	timeout -> judge()
}
