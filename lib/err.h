/* SPDX-License-Identifier: ISC */
/*
 * The one set of outcomes that Ludwright's functions report.
 *
 * Two tables translate, and nothing else does: SQLSTATE -> enum err (lib/db.c) and enum err -> HTTP status and code
 * (cgi/error.c). A function that can fail returns enum err; ERR_OK is 0, so `if (err)` reads as "it failed".
 */
#ifndef LUD_ERR_H
#define LUD_ERR_H

enum err {
	ERR_OK = 0,
	ERR_INPUT,           /* malformed or out of range: the caller's data is wrong */
	ERR_UNAUTHENTICATED, /* no, or no valid, proof of who the caller is */
	ERR_REAUTH,          /* known, but the proof is too old for this act */
	ERR_DENIED,          /* known and recent, but may not */
	ERR_NOT_FOUND,       /* not there, or the caller may not know of it */
	ERR_CONFLICT,        /* the state does not allow it; somebody else was first */
	ERR_OUTDATED,        /* made for an earlier revision or version */
	ERR_PRECONDITION,    /* a revision or version has to be named and was not */
	ERR_DUPLICATE,       /* unique value taken */
	ERR_TOO_LARGE,       /* a length, count or depth over its maximum */
	ERR_LIMIT,           /* a rate, quota or budget is used up */
	ERR_TIMEOUT,         /* the other side did not answer in time */
	ERR_UPSTREAM,        /* the other side (provider, mail, …) failed */
	ERR_UNAVAILABLE,     /* database or Redis cannot be reached; nothing was done */
	ERR_FULL,            /* the disk is full, or no descriptor or memory is left; nothing was done */
	ERR_RETRY,           /* deadlock or serialization failure: the same again may succeed */
	ERR_UNKNOWN,         /* connection lost after COMMIT was sent: may or may not have happened */
	ERR_LOST,            /* the lease is gone: somebody else does this work now */
	ERR_SYSTEM,          /* the operating system refused: errno says why */
	ERR_BUG,             /* an invariant of ours does not hold */
	ERR_COUNT
};

/* The name without the prefix, in lower case ("not_found"), for logs. Never NULL. */
const char *err_name(enum err e);

#endif
