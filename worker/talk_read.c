/* SPDX-License-Identifier: ISC */
/* What a conversation's turns come to, for the providers that hold one. */
#include "lib/hash.h"
#include "lib/json.h"
#include "worker/talk.h"

#include <string.h>

#define ARENA_MAX (256u << 20)

const char *talk_version(void *state, const struct step_input *input)
{
	char hex[HASH_HEX_SIZE];
	const char *system = talk_system(input->arena, input);
	(void)state;
	hash_sha256_hex(system, strlen(system), hex);
	return arena_printf(input->arena, "talk %d %.16s", TALK_VERSION, hex);
}

static void give_up(struct talk *talk, struct answer *answer_r)
{
	struct json_object *last = talk->tools.last;
	answer_fail(answer_r, talk->failure, false, "%s", talk->error);
	answer_r->stuck = talk->stuck;
	const char *raw = last ? json_text(answer_r->arena, last) : talk->raw;
	if (!raw)
		return;
	answer_r->raw = arena_strdup(answer_r->arena, raw);
	answer_r->raw_len = strlen(raw);
}

enum provider_next talk_read(void *state, const struct provider_ask *ask, struct answer *answer_r)
{
	enum provider_next next = PROVIDER_ANSWERED;
	struct arena a;
	struct talk talk;
	(void)state;
	arena_init(&a, ARENA_MAX);
	talk_play(&talk, &a, ask);
	if (talk.tools.submitted || talk.failure) {
		answer_init(answer_r, ask->input->arena);
		answer_log(answer_r, "INFO", "%zu turns, %lld tokens", ask->turn_count, (long long)talk.tokens);
	}
	if (talk.tools.submitted)
		tools_take(&talk.tools, answer_r);
	else if (talk.failure)
		give_up(&talk, answer_r);
	else if (talk.tools.question) {
		answer_init(answer_r, ask->input->arena);
		answer_r->document = json_object_get(talk.tools.question);
		next = PROVIDER_WAITS;
	} else
		next = PROVIDER_AGAIN;
	talk_done(&talk);
	arena_done(&a);
	return next;
}
