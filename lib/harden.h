/* SPDX-License-Identifier: ISC */
/*
 * What every program that holds secrets does before it reads them. Forks keep it; a program that is started by exec
 * keeps the limit on cores and gains no privileges, but may be dumped: it has to hold no secret, or say so itself.
 */
#ifndef LUD_HARDEN_H
#define LUD_HARDEN_H

/* No privileges by exec, no core dumps, and no other process of the same user reads this one's memory. */
void harden_process(void);

#endif
