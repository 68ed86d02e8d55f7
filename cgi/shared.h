/* SPDX-License-Identifier: ISC */
/*
 * Memory that the parent and all its children share: who is alive and busy, who hashes passwords, which sessions live and when
 * some ended, how much each account asks for.
 *
 * Made before the first fork. Password hashing is slow by design; shared_hash_begin lets at most `slots` children do it
 * at once and at most twice as many wait for a second; together they are never more than half of the children (one,
 * where there are three or fewer), so that the others always serve. Slots carry the holder's pid: the parent clears
 * those of the dead.
 */
#ifndef LUD_CGI_SHARED_H
#define LUD_CGI_SHARED_H

#include "cgi/metrics.h"
#include "cgi/tally.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SHARED_CHILDREN 256
#define SHARED_WAIT_FACTOR 2
#define SHARED_SESSIONS 4096 /* a power of two */
#define SHARED_SESSION_MS 3000

struct shared_child {
	_Atomic pid_t pid;
	_Atomic int64_t busy_since; /* monotonic ms; 0 when idle */
	_Atomic uint64_t requests, errors;
};

/* A session that was alive when the database was asked. Written and read without a lock by all children at once: the id is
 * stored mixed with the state, so that words of two writers fit no id together. */
struct shared_session {
	_Atomic uint64_t id[2], state;
};

struct shared {
	_Atomic uint32_t session_epoch; /* rises when any child ends a session */
	struct shared_session sessions[SHARED_SESSIONS];
	int hash_slots, hash_waiters;
	_Atomic pid_t hashing[SHARED_CHILDREN * (1 + SHARED_WAIT_FACTOR)];
	struct metrics metrics;
	struct tally tally;
	struct shared_child children[2 * SHARED_CHILDREN]; /* old and new ones during a replacement */
};

/* In: slots is the most children that hash at once, of so many. Out: NULL when memory is refused. */
struct shared *shared_new(int slots, int children);
void shared_free(struct shared *s);
/* Would shared_hash_begin find a place, or one to wait in, right now? */
bool shared_hash_room(struct shared *s);
/* Blocks: up to 1 s. Out: slot number for shared_hash_end, or -1 when too many want it. */
int shared_hash_begin(struct shared *s);
void shared_hash_end(struct shared *s, int slot);
/* Is the session known to live, and is its account an admin now? In: a UUID in text. Out: false: ask the database. */
bool shared_session_find(struct shared *s, const char *uuid, bool *admin_r);
/* For SHARED_SESSION_MS. In: epoch: session_epoch from before the database was asked, so that an end in between is not
 * missed. */
void shared_session_put(struct shared *s, const char *uuid, uint32_t epoch, bool admin);
/* Frees what a dead process held. */
void shared_forget(struct shared *s, pid_t pid);

#endif
