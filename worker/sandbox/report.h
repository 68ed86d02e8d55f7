/* SPDX-License-Identifier: ISC
 *
 * report: what goes wrong, and the JSON that leaves the program.
 *
 * A document is put together here and not by scripts, so a hostile script cannot change its shape. Order: out_* calls,
 * then out_end, once. Until the first flush nothing has been written; from then on running out of processor time
 * no longer replaces the document (limits.h).
 */
#ifndef LUD_SANDBOX_REPORT_H
#define LUD_SANDBOX_REPORT_H

#include <stdbool.h>
#include <stddef.h>

enum report_kind { REPORT_NONE, REPORT_SYNTAX, REPORT_EXCEPTION, REPORT_CONTRACT, REPORT_LIMIT, REPORT_REQUEST };
enum { REPORT_FILE = 256, REPORT_MESSAGE = 1024 };

struct report {
	enum report_kind kind;
	long line; /* 0: not known */
	char file[REPORT_FILE]; /* "": not known */
	char message[REPORT_MESSAGE];
};

/* Fills the report; the message is cut at its room. In: file may be NULL. Out: false, to return at once. */
bool report_set(struct report *report, enum report_kind kind, const char *file, long line, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Writes {"ok":false,"error":…}. */
void report_write(const struct report *report);

/* Bytes as they are. */
void out_raw(const char *text);

/* A JSON text that duktape made, as UTF-8. */
void out_json(const char *text, size_t length);

/* A JSON string, quoted and escaped; what is no character becomes U+FFFD. */
void out_string(const char *text, size_t length);

/* A number that is finite, as ECMAScript would write integers, else with 17 digits. */
void out_number(double number);

/* Sends what is left. Fails: ends the process with 1 when nobody reads. */
void out_end(void);

#endif
