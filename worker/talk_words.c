/* SPDX-License-Identifier: ISC */
/* What a model is at, in words for people: from the call that it is writing, whose arguments may not be whole yet. */
#include "worker/talk.h"

#include <stdio.h>
#include <string.h>

#define PATH_SHOWN 80
#define LOOKED_AT 400 /* bytes: the path comes first, and this is done for each piece of what may become megabytes */

static const struct {
	const char *call, *en, *ja; /* one %s: the path; or none */
} words[] = {
	{"write_file", "writes %s", "%sを書いています"},
	{"patch_file", "changes %s", "%sを直しています"},
	{"read", "reads %s", "%sを読んでいます"},
	{"list", "looks around", "ファイルを見ています"},
	{"check", "checks the game's rules", "ゲームの規則を調べています"},
	{"play", "lets a bot play", "ボットに遊ばせています"},
	{"ask", "asks a question", "質問しています"},
	{"submit", "hands in", "提出しています"},
};

/* The text of a member, as far as it has come; "" when it has not. */
static void path_of(const char *arguments, char path_r[PATH_SHOWN])
{
	char head[LOOKED_AT + 1];
	size_t len = arguments ? strnlen(arguments, LOOKED_AT) : 0;
	memcpy(head, arguments ? arguments : "", len);
	head[len] = '\0';
	const char *at = strstr(head, "\"path\"");
	len = 0;
	path_r[0] = '\0';
	if (!at || !(at = strchr(at + 6, ':')) || !(at = strchr(at, '"')))
		return;
	at++;
	while (at[len] && at[len] != '"' && at[len] != '\\' && len < PATH_SHOWN - 1)
		len++;
	if (at[len] != '"')
		return;
	memcpy(path_r, at, len);
	path_r[len] = '\0';
}

void talk_words(const char *language, const char *call, const char *arguments, char *text_r, size_t size)
{
	bool ja = language && !strcmp(language, "ja");
	char path[PATH_SHOWN];
	path_of(arguments, path);
	for (size_t i = 0; call && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].call, call))
			continue;
		const char *form = ja ? words[i].ja : words[i].en, *gap = strstr(form, "%s");
		if (gap)
			snprintf(text_r, size, "%.*s%s%s", (int)(gap - form), form,
				*path ? path
				: ja  ? "ファイル"
				      : "a file",
				gap + 2);
		else
			snprintf(text_r, size, "%s", form);
		return;
	}
	snprintf(text_r, size, "%s", ja ? "考えています" : "thinks");
}

const char *talk_log(struct arena *a, size_t number, const struct chat_turn *turn)
{
	const char *line = arena_printf(a, "Turn %zu:", number);
	char text[160];
	for (size_t i = 0; i < turn->call_count; i++) {
		talk_words("en", turn->calls[i].name, turn->calls[i].arguments, text, sizeof(text));
		line = arena_printf(a, "%s%s %s", line, i ? "," : "", text);
	}
	if (!turn->call_count)
		line = arena_printf(a, "%s %s", line, *turn->text ? "writes without a tool" : "says nothing");
	return arena_printf(a, "%s; %lld tokens in, %lld cached, %lld out, %.1f s", line, (long long)turn->tokens.input,
		(long long)turn->tokens.cached, (long long)turn->tokens.output, (double)turn->elapsed_ms / 1000);
}
