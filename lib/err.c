/* SPDX-License-Identifier: ISC */
#include "lib/err.h"

static const char *const names[ERR_COUNT] = {
	[ERR_OK] = "ok",
	[ERR_INPUT] = "input",
	[ERR_UNAUTHENTICATED] = "unauthenticated",
	[ERR_REAUTH] = "reauth",
	[ERR_DENIED] = "denied",
	[ERR_NOT_FOUND] = "not_found",
	[ERR_CONFLICT] = "conflict",
	[ERR_OUTDATED] = "outdated",
	[ERR_PRECONDITION] = "precondition",
	[ERR_DUPLICATE] = "duplicate",
	[ERR_TOO_LARGE] = "too_large",
	[ERR_LIMIT] = "limit",
	[ERR_TIMEOUT] = "timeout",
	[ERR_UPSTREAM] = "upstream",
	[ERR_UNAVAILABLE] = "unavailable",
	[ERR_FULL] = "full",
	[ERR_RETRY] = "retry",
	[ERR_UNKNOWN] = "unknown",
	[ERR_LOST] = "lost",
	[ERR_SYSTEM] = "system",
	[ERR_BUG] = "bug",
};

const char *err_name(enum err e)
{
	if ((unsigned)e >= ERR_COUNT || !names[e])
		return "bug";
	return names[e];
}
