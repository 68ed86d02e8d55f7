/* SPDX-License-Identifier: ISC */
/*
 * Events of one project: numbered in the transaction that causes them, published after it, and heard of by a relay.
 *
 * Three writers of two transactions each, which may roll back or end before they publish. A publication may be lost,
 * late or overtaken. The relay hears, and now and then compares its last number with the project's head.
 *
 * What is left out, and why nothing is lost by it: a transaction of several events takes its numbers at once, like one
 * of one; several projects have heads of their own; one relay, since relays do not know each other.
 */
#define WRITERS 3
#define TURNS 2
#define MOST (WRITERS * TURNS)

byte head, head_lock;		/* event_heads */
bit event[MOST + 2];		/* rows that can be seen */
byte sent;			/* the relay's last */
chan wire = [2] of { byte };	/* Redis */
#ifdef HEAD_SEQUENCE
byte sequence;
#endif

proctype Writer() {
	byte n, seq;

	do
	:: n < TURNS ->
		n++;
		/* events_append */
#ifdef HEAD_SEQUENCE
		atomic { sequence++; seq = sequence };
#else
		atomic { head_lock == 0 -> head_lock = _pid; seq = head + 1 };
#endif
		if
		:: head_lock = 0; goto next		/* rolled back */
		:: d_step {
			event[seq] = 1;
			assert(seq == 1 || event[seq - 1]);	/* no gap, at any moment */
			head = seq; head_lock = 0 }
		fi;
		if
		:: wire !! seq				/* in any order that the numbers allow */
		:: wire ! seq
		:: true
		fi;
next:
		seq = 0
	:: n == TURNS -> break
	od
}

inline deliver(seq) {
	assert(seq == sent + 1 && event[seq]);		/* each once, in order */
	sent = seq
}

proctype Relay() {
	byte seq;

end:
	do
	:: atomic { wire ?? seq ->
		if
		:: seq == sent + 1 -> deliver(seq)
		:: seq != sent + 1				/* known, or the comparison will fetch it */
		fi; seq = 0 }
	:: atomic { wire ? seq -> seq = 0 }			/* lost on the way */
#ifndef RELAY_DEAF
	:: atomic { head > sent -> deliver(sent + 1) }
#endif
	od
}

init {
	atomic { run Writer(); run Writer(); run Writer(); run Relay() };
	timeout -> assert(sent == head && head_lock == 0)	/* nothing stays unheard */
}
