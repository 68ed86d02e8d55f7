/* SPDX-License-Identifier: ISC */
/*
 * The process that seals the audit trail: a child of ludwright-api's parent, with a database connection of its own.
 *
 * Each second it has audit_seal() take what was committed into the hash chain, signs the chain's end when it moved, and keeps
 * the signature in a file of the day and in the table audit_heads (docs/audit.md). Any number of installations' machines may
 * run one: the database lets one seal at a time, and each keeps its own file. While the database is away it waits; no act
 * waits for it.
 */
#ifndef LUD_CGI_SEALER_H
#define LUD_CGI_SEALER_H

#include "lib/conf.h"

/* Runs until SIGTERM. In: SIGTERM and SIGUSR1 are blocked. Out: exit code. */
int sealer_run(const struct conf *conf);

#endif
