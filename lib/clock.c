/* SPDX-License-Identifier: ISC */
#include "lib/clock.h"

#include <stdio.h>
#include <time.h>

int64_t clock_monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_wall_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void clock_iso(int64_t wall_us, char text_r[CLOCK_ISO_SIZE])
{
	int64_t us = wall_us % 1000000;
	time_t seconds;
	struct tm tm;

	if (us < 0)
		us += 1000000;
	seconds = (time_t)((wall_us - us) / 1000000);
	/* Years of other than four digits are no time that we deal with. */
	if (!gmtime_r(&seconds, &tm) || tm.tm_year < -1900 || tm.tm_year > 9999 - 1900) {
		snprintf(text_r, CLOCK_ISO_SIZE, "%s",
			wall_us < 0 ? "0000-01-01T00:00:00.000Z" : "9999-12-31T23:59:59.999Z");
		return;
	}
	snprintf(text_r, CLOCK_ISO_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", ((unsigned)tm.tm_year + 1900) % 10000,
		((unsigned)tm.tm_mon + 1) % 100, (unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100,
		(unsigned)tm.tm_min % 100, (unsigned)tm.tm_sec % 100, (unsigned)(us / 1000) % 1000);
}
