/* SPDX-License-Identifier: ISC */
#include "worker/killpoint.h"
#include "lib/log.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const points[] = {"claimed", "called", "answered", "turn_stored", "file_written", "before_commit",
	"after_commit", "before_publish"};

static const char *armed; /* element of points */
static long countdown;

bool killpoint_init(void)
{
	const char *text = getenv("LUDWRIGHT_KILL_AT");
	if (!text || !*text)
		return true;
	size_t len = strcspn(text, ":");
	countdown = text[len] ? strtol(text + len + 1, NULL, 10) : 1;
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		if (strlen(points[i]) == len && !strncmp(points[i], text, len))
			armed = points[i];
	if (!armed || countdown < 1) {
		log_error("LUDWRIGHT_KILL_AT=%s names no kill point", text);
		return false;
	}
	return true;
}

void killpoint_disarm(void)
{
	armed = NULL;
}

void killpoint(const char *point)
{
	if (!armed || strcmp(point, armed) || --countdown > 0)
		return;
	log_warn("killed at %s, as LUDWRIGHT_KILL_AT says", point);
	kill(getpid(), SIGKILL);
}
