/* SPDX-License-Identifier: ISC */
/*
 * Approvals: two reviewers decide while the owner pauses, resumes and cancels, and workers carry the decisions out.
 *
 * One checkpoint node. A decision that asks for changes, or rejects, makes revision 2, a checkpoint of its own; the limit
 * is two, and over it the project pauses. Each reviewer reads the newest checkpoint, without a lock, and decides on the
 * revision that it saw then or on an older one; twice at most.
 *
 * What is left out, and why nothing is lost by it: leases, crashes and stalls are queue.pml's, which proves that a job
 * commits once whoever claims it; here claim and commit of an advance job are one step each, and a job may go back in
 * between. A step and its successor are one: the agent's work ends with the next checkpoint. `rejected` differs from
 * `changes_requested` only in what the agent is given. The steps of a decision are those where the statement may wait.
 */
#define REVISIONS 2
#ifndef TURNS
#define TURNS 2
#endif
#define PENDING 0
#define APPROVED 1
#define CHANGES 2
#define REJECTED 3
#ifdef HELD_FORGOTTEN
#define HELD	false
#else
#define HELD	(status != RUNNING)
#endif

mtype = { RUNNING, PAUSED, CANCELLED, COMPLETED };
mtype = { NOTHING, READY, LEASED, ENDED };

mtype status = RUNNING;
byte newest = 1;
byte checkpoint[REVISIONS + 1];	/* status by revision */
mtype job[REVISIONS + 1] = NOTHING;	/* the advance job by the revision it tells of: its unique key */
bit held[REVISIONS + 1];
bit limit;		/* paused over the revision limit: for a person */
byte project_lock;

/* Ghosts. */
byte decisions[REVISIONS + 1];	/* rows */
byte told[REVISIONS + 1];	/* what the winner was told */
byte carried[REVISIONS + 1];	/* commits of the advance job */
bit answered;

inline hold(yes) {
	for (n : 1 .. REVISIONS) {
		if
		:: job[n] == READY -> held[n] = yes
		:: else
		fi
	}
}

/* checkpoint_decide after its locks. Out: code. */
inline decide(r, what) {
	if
	:: r != newest -> code = 412
	:: r == newest && c != PENDING -> code = 409
	:: r == newest && c == PENDING && !(status == RUNNING || status == PAUSED) -> code = 409
	:: else ->
		code = 200;
		assert(!answered);
		checkpoint[r] = what;
		decisions[r]++; told[r] = what;
		assert(decisions[r] == 1);		/* one decision a revision */
		assert(job[r] == NOTHING);		/* one job a decision */
		job[r] = READY; held[r] = HELD
	fi
}

proctype Reviewer() {
	byte n, r, what, c;
	short code;

	do
	:: n < TURNS ->
		atomic { n++; r = newest };
		if
		:: r > 1 -> r--				/* a page that was open for long */
		:: true
		fi;
		if
		:: what = APPROVED
		:: what = CHANGES
		:: what = REJECTED
		fi;
#ifdef DECIDE_UNLOCKED
		c = checkpoint[r];
		d_step { decide(r, what) };
#else
		atomic { project_lock == 0 -> project_lock = _pid + 1; c = checkpoint[r] };
		d_step { decide(r, what); project_lock = 0 };
#endif
		assert(code != 200 || checkpoint[r] == what);
		assert(code != 409 || checkpoint[r] != PENDING || status == CANCELLED || status == COMPLETED);
		assert(code != 412 || newest > r);
		atomic { what = 0; c = 0; code = 0; r = 0 }
	:: true -> break
	od
}

/* A worker with the advance job of revision r, from claim to commit. */
inline carry(r) {
	atomic { job[r] == READY && !held[r] -> job[r] = LEASED; assert(status == RUNNING) };
	if
	:: d_step { project_lock == 0 && job[r] == LEASED && !backs -> job[r] = READY; held[r] = HELD; backs = 1 }
	:: d_step {
		project_lock == 0;
		if
		:: status == CANCELLED || job[r] != LEASED	/* gone */
		:: else ->
			assert(!answered);
			carried[r]++;
			assert(carried[r] == 1);	/* carried out once */
			assert(checkpoint[r] == told[r]);
			job[r] = ENDED;
			if
			:: checkpoint[r] == APPROVED -> status = COMPLETED
			:: checkpoint[r] != APPROVED && r < REVISIONS -> newest = r + 1
			:: else -> status = PAUSED; limit = 1
			fi
		fi
	}
	fi
}

proctype Worker() {
	bit backs;	/* once, so that time has an end */

end:
	do
	:: carry(1)
	:: carry(2)
	od
}

proctype Owner() {
	byte n;

	do
	:: d_step { project_lock == 0 && status == RUNNING -> status = PAUSED; hold(1); n = 0 };
		if
		:: d_step { project_lock == 0 && status == PAUSED && !limit -> status = RUNNING; hold(0); n = 0 }
		:: status != PAUSED || limit
		fi; break
	:: d_step { project_lock == 0 && status == RUNNING -> status = PAUSED; hold(1); n = 0 }; break
	:: true -> break
	od;
	if
	:: true
	:: d_step { project_lock == 0 && (status == RUNNING || status == PAUSED) ->
		status = CANCELLED; answered = 1;
		for (n : 1 .. REVISIONS) { job[n] = ENDED } }
	fi
}

/* Nothing moves any more: is that an end? */
init {
	byte n;

	atomic { run Reviewer(); run Reviewer(); run Worker(); run Worker(); run Owner() };
	timeout;
	assert(project_lock == 0);
	for (n : 1 .. REVISIONS) {
		assert(decisions[n] <= 1 && carried[n] <= decisions[n]);
		assert((checkpoint[n] == PENDING) == (decisions[n] == 0));
		assert(job[n] != LEASED);
		assert(job[n] != READY || held[n]);			/* nothing waits in vain */
		assert(status != RUNNING || carried[n] == decisions[n]);	/* a decision is carried out */
		assert(status != PAUSED || job[n] != READY || !carried[n])
	}
	assert(status != RUNNING || checkpoint[newest] == PENDING);	/* it waits for a person */
	assert(status != COMPLETED || checkpoint[newest] == APPROVED)
}
