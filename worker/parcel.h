/* SPDX-License-Identifier: ISC */
/*
 * One thing on its way to somebody: a mail by SMTP, or a webhook's post. Made ready here, carried by worker/multi.h,
 * judged here.
 *
 * A mail whose last byte went out and whose answer was not heard may have arrived: that is `unknown`, and it is not
 * sent again. Of a webhook nothing but the status counts. A webhook connects to public addresses only (lib/address.h),
 * goes nowhere else on a redirect, and carries Ludwright-Delivery: its id, the same on every try    Ludwright-Event:
 * the kind Ludwright-Signature: t=<seconds since 1970>,v1=<hex HMAC-SHA-256 of "<t>.<body>" with the webhook's secret>
 */
#ifndef LUD_WORKER_PARCEL_H
#define LUD_WORKER_PARCEL_H

#include "lib/arena.h"
#include "lib/conf.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

struct parcel {
	CURL *easy;
	struct curl_slist *lines; /* recipients, or headers */
	char *body;
	size_t len, sent, heard;
	bool mail, all_sent; /* all_sent: the end of a mail was handed over */
	bool allow_private, refused; /* refused: the address was not public */
	char *ids; /* of the deliveries, '{id,id}'; of a password's letter NULL */
	char reset[40]; /* of a password's letter: its id */
	struct parcel *next, **link; /* of those in flight */
};

struct parcel_end {
	const char *outcome; /* sent, again, failed, unknown */
	long status; /* 0: none was heard */
	const char *error; /* NULL when sent; static text, or libcurl's */
};

/* In: from and to as conf_form_mailbox gave them. body is copied. Out: NULL without memory. */
struct parcel *parcel_mail(const struct conf *conf, const char *from, const char *to, const char *body, size_t len);
struct parcel *parcel_webhook(const struct conf *conf, struct arena *a, const char *url, const char *id,
	const char *kind, const char *secret, long now, const char *body, size_t len);
struct parcel_end parcel_judge(struct parcel *p, CURLcode code);
/* Not in a multi any more. NULL does nothing. */
void parcel_free(struct parcel *p);

#endif
