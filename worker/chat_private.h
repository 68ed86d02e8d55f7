/* SPDX-License-Identifier: ISC */
/* Between chat.c and the dialects. */
#ifndef LUD_WORKER_CHAT_PRIVATE_H
#define LUD_WORKER_CHAT_PRIVATE_H

#include "lib/buf.h"
#include "worker/chat.h"

struct chat_part {
	const char *id, *name;
	struct buf arguments;
	int64_t index; /* the stream's own number for it */
};

struct chat_reader {
	struct arena *a;
	struct buf text;
	struct chat_part parts[CHAT_CALLS_MAX];
	size_t part_count, room; /* room: bytes that text and arguments may still grow by */
	enum chat_stop stop;
	bool stopped; /* a reason to stop came */
	bool ended; /* the last event came */
	bool counted; /* the server said how many tokens */
	struct chat_tokens tokens;
	const char *model;
	/* the first of these counts */
	enum answer_failure failure;
	const char *error;
	bool retry;
};

void chat_add_text(struct chat_reader *r, const char *text);
/* The call of this number, begun when it is new. Out: NULL past CHAT_CALLS_MAX, which fails the turn. */
struct chat_part *chat_part(struct chat_reader *r, int64_t index);
void chat_add_arguments(struct chat_reader *r, struct chat_part *part, const char *text);
/* What cannot be a turn. In: message is foreign text. */
void chat_garbage(struct chat_reader *r, const char *message);
/* The `error` object of an answer or an event. In: status 0 in a stream. */
void chat_refused(struct chat_reader *r, long status, struct json_object *error);

#endif
