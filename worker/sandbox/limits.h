/* SPDX-License-Identifier: ISC
 *
 * limits: what the process may take, and which system calls it may make.
 *
 * Order: limits_enter once, before a byte of input is read and after the duktape heap exists (its creation asks for
 * the time); limits_tighten once, when the head is known; limits_answering before the first byte of output.
 * After limits_enter there are read from 0, write to 1, anonymous memory, and the end; any other call kills the
 * process.
 */
#ifndef LUD_SANDBOX_LIMITS_H
#define LUD_SANDBOX_LIMITS_H

#include <stddef.h>

enum { LIMITS_CPU_MAX = 300 };

/* Closes descriptors from 3 up, sets rlimits at their largest, the CPU handler, the seccomp filter.
 * Fails: ends the process with 2; a sandbox without walls does not run. */
void limits_enter(void);

/* Lowers processor time and address space to what the request allows. */
void limits_tighten(unsigned cpu_seconds, size_t heap_bytes);

/* From here on running out of processor time kills instead of writing its own document. */
void limits_answering(void);

#endif
