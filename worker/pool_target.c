/* SPDX-License-Identifier: ISC */
#include "worker/pool_target.h"

static int within(const struct pool_bounds *bounds, int64_t n)
{
	return n < bounds->min ? bounds->min : n > bounds->max ? bounds->max : (int)n;
}

/* What the work at hand asks for, whatever there is. */
static int needed(const struct pool_bounds *bounds, const struct pool_look *look, int running)
{
	int64_t work = (int64_t)look->busy + look->ready;
	int64_t n = (work + bounds->places - 1) / bounds->places;
	if (look->ready > 0 && look->wait_ms > POOL_WAIT_MS && n <= running)
		n = (int64_t)running + 1; /* there is room, and still nobody comes: they are busy with themselves */
	return within(bounds, n);
}

static int grow(int want, int running, int64_t now_ms, struct pool_trend *trend)
{
	if (trend->grown_ms && now_ms - trend->grown_ms < POOL_GROW_MS)
		return running;
	trend->grown_ms = now_ms;
	int twice = running > 0 ? 2 * running : 1;
	return want < twice ? want : twice;
}

int pool_target(const struct pool_bounds *bounds, const struct pool_look *look, int running, int64_t now_ms,
	struct pool_trend *trend)
{
	int want = needed(bounds, look, running);
	if (running < bounds->min || running > bounds->max)
		return within(bounds, running);
	if (want >= running || !trend->needed_ms)
		trend->needed_ms = now_ms;
	if (want > running)
		return grow(want, running, now_ms, trend);
	return want < running && now_ms - trend->needed_ms >= POOL_SHRINK_MS ? running - 1 : running;
}
