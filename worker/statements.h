/* SPDX-License-Identifier: ISC */
/* The statements of sql/queries/worker/, embedded at build time. */
#ifndef LUD_WORKER_STATEMENTS_H
#define LUD_WORKER_STATEMENTS_H

#include "lib/db.h"

extern const struct db_statement worker_sql[];

#endif
