/* SPDX-License-Identifier: ISC */
#include "lib/clock.h"

#include <string.h>
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

/* Writes digits decimal digits of v before `end`; the last ones when it has more. */
static void put_number(char *end, unsigned v, int digits)
{
	for (; digits > 0; digits--, v /= 10)
		*--end = (char)('0' + v % 10);
}

/* Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days. In: days since 1970, from the
 * year 0 on. */
static void put_date(char text[10], int64_t days)
{
	unsigned z = (unsigned)(days + 719468 + 146097), era = z / 146097, of_era = z - era * 146097;
	unsigned year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	unsigned from_march = (5 * of_year + 2) / 153;
	unsigned month = from_march < 10 ? from_march + 3 : from_march - 9;

	put_number(text + 4, year_of_era + era * 400 - 400 + (month <= 2), 4);
	put_number(text + 7, month, 2);
	put_number(text + 10, of_year - (153 * from_march + 2) / 5 + 1, 2);
	text[4] = text[7] = '-';
}

void clock_iso(int64_t wall_us, char text_r[CLOCK_ISO_SIZE])
{
	static const int64_t day = INT64_C(86400000000), first = -719528, last = 2932896;
	int64_t days = wall_us / day - (wall_us % day < 0), us = wall_us - days * day;
	unsigned seconds = (unsigned)(us / 1000000);

	/* Years of other than four digits are no time that we deal with. */
	if (days < first || days > last) {
		strcpy(text_r, days < first ? "0000-01-01T00:00:00.000Z" : "9999-12-31T23:59:59.999Z");
		return;
	}
	strcpy(text_r, "0000-00-00T00:00:00.000Z");
	put_date(text_r, days);
	put_number(text_r + 13, seconds / 3600, 2);
	put_number(text_r + 16, seconds / 60 % 60, 2);
	put_number(text_r + 19, seconds % 60, 2);
	put_number(text_r + 23, (unsigned)(us / 1000 % 1000), 3);
}
