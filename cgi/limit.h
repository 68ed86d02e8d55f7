/* SPDX-License-Identifier: ISC */
/*
 * Rate limits in Redis and in memory of all children, in windows of a minute (requests) and 15 minutes (sign-ins).
 *
 * Requests are counted by the machine; Redis sums what machines have counted, a second late at most and in the last quarter
 * of a limit at once. What is one too many has cost a query where another machine had counted too, else nothing.
 *
 * With Redis away each machine counts requests alone; sign-ins are counted in this process instead, since guessing must
 * stay slow. From the fourth failure on an account has to wait before the next try, a second and then twice as long each
 * time; who comes earlier is refused and not counted. An address from which an account signed in before has a counter
 * of its own, so that a stranger's failures do not lock the owner out.
 */
#ifndef LUD_CGI_LIMIT_H
#define LUD_CGI_LIMIT_H

#include "cgi/route.h"

struct limit_sign_in {
	char address_key[96];
	char account_key[96];
	char known_key[160];
	char pause_key[100];
};

/* A request that is being counted. most is 0: there is nothing to be said of it any more. */
struct limit_request {
	char key[80]; /* in Redis; where told is not 0 */
	const char *user;
	bool write;
	uint32_t most, n;
	uint32_t told; /* Redis was told of so many, and its answer is on the way */
	int64_t now, left; /* seconds since 1970, and of the window */
};

/* Counts a request before it does anything. A write has the number of all machines at once; a read's is on its way from
 * Redis, if it was asked at all (cgi/tally.h), while the database works. Sets RateLimit-* headers with the number.
 * Fails: ERR_LIMIT with Retry-After. */
enum err limit_begin(struct api *api, struct request *req, struct response *res, enum route_rate rate,
	struct limit_request *counted_r);
/* After limit_begin, in any case: takes the number that was on its way. In: err is what the request came to. Out: err,
 * or ERR_LIMIT with Retry-After and nothing else of the answer. */
enum err limit_end(struct api *api, struct response *res, struct limit_request *counted, enum err err);
/* Counts a try before the password is checked. In: account is what was typed or an id. Fails: ERR_LIMIT with
 * Retry-After. */
enum err limit_sign_in(struct api *api, struct request *req, struct response *res, const char *account,
	struct limit_sign_in *counted_r);
/* The password was not looked at: there was no place to hash it. */
void limit_sign_in_undo(struct api *api, const struct limit_sign_in *counted);
/* Somebody has proved otherwise that the account is theirs: from this address nobody's failures shut them out. */
void limit_sign_in_known(struct api *api, const struct request *req, const char *account);
/* The password was right: forgets the account's tries, and remembers the address. */
void limit_sign_in_good(struct api *api, const struct limit_sign_in *counted);

#endif
