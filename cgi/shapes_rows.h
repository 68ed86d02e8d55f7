/* SPDX-License-Identifier: ISC */
/* How rows of shapes are written, and the choices that several of them have. For shapes*.c alone. */
#ifndef LUD_CGI_SHAPES_ROWS_H
#define LUD_CGI_SHAPES_ROWS_H

#include "cgi/shapes.h"

/* A row says what it needs; the rest is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* clang-format off */
#define MEMBERS(...) (const struct member[]){__VA_ARGS__, {0}}
#define CHOICES(...) .choices = (const char *const[]){__VA_ARGS__, NULL}
#define NULLABLE .flags = SHAPE_NULL
#define OPTIONAL .flags = SHAPE_OPTIONAL

#define PROJECT_STATUS CHOICES("draft", "running", "paused", "completed", "failed", "cancelled")
#define PROJECT_REASON CHOICES("budget", "revision_limit", "user", "error")
#define PROJECT_ACTION CHOICES("start", "pause", "resume", "cancel")
#define ROLE CHOICES("owner", "editor", "reviewer", "viewer")
#define AGENT_STATUS CHOICES("pending", "running", "waiting_approval", "completed", "failed", "cancelled", "skipped")
#define ERROR_TYPE CHOICES("rate_limit_exceeded", "server_error", "timeout", "connection_error", "invalid_output", "truncated", "budget", \
	"cancelled", "internal")
#define CHECKPOINT_STATUS CHOICES("pending", "approved", "rejected", "changes_requested")
#define CHECKPOINT_ACTION CHOICES("approve", "reject", "request-changes")
/* clang-format on */

#endif
