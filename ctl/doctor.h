/* SPDX-License-Identifier: ISC */
/* The parts of ludctl doctor: each prints a line a check and counts what is wrong. */
#ifndef LUD_CTL_DOCTOR_H
#define LUD_CTL_DOCTOR_H

#include "ctl/command.h"

struct doctor {
	struct context *c;
	struct db *db; /* NULL when it cannot be reached, or is not migrated */
	int wrong;
};

/* "ok" or "WRONG" with what to do about it. */
void doctor_tell(struct doctor *d, bool ok, const char *what, const char *found, const char *mend);
/* What creeps up: bloat, long transactions, connections, mail, reminders. */
void doctor_slow(struct doctor *d);
/* Relays, modes of files, room on disk, age of keys and of the certificate. */
void doctor_host(struct doctor *d);

#endif
