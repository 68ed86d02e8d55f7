/* SPDX-License-Identifier: ISC */
/* Time: monotonic for limits, wall clock for people, ISO 8601 in UTC with milliseconds ("2024-01-15T14:30:00.123Z"). Leases go by the database's clock, never by this one. */
#ifndef LUD_CLOCK_H
#define LUD_CLOCK_H

#include <stdint.h>

#define CLOCK_ISO_SIZE 32

int64_t clock_monotonic_ms(void);
int64_t clock_wall_us(void); /* since 1970 */
void clock_iso(int64_t wall_us, char text_r[CLOCK_ISO_SIZE]);

#endif
