/* SPDX-License-Identifier: ISC */
/*
 * A job of kind `probe`: does a provider answer, with the key of whoever asks, or the installation's?
 *
 * The address is always the installation's. What comes of it goes into the asker's row and ends the job; a worker that
 * dies before that leaves the job to another one.
 */
#ifndef LUD_WORKER_PROBE_H
#define LUD_WORKER_PROBE_H

#include "worker/step.h"

/* In: a step of kind STEP_PROBE, which is gone when its end is stored. */
void probe_begin(struct step *s);

#endif
