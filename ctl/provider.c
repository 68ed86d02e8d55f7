/* SPDX-License-Identifier: ISC */
/* ludctl provider test: one short question to the configured provider, and one line that says what came of it. */
#include "ctl/command.h"

#include "lib/clock.h"
#include "lib/http.h"
#include "lib/json.h"

#include <stdio.h>
#include <string.h>

#define ANSWER_MAX (1u << 20)
#define MODELS_MAX (256u << 10)
#define TIMEOUT_MS 120000

struct target {
	const char *name, *url, *path, *key, *model;
	bool anthropic;
};

/* The provider's own model, of models.json beside the graphs. Out: "" when there is none. */
static const char *default_model(struct context *c, const char *provider)
{
	struct json_object *root = NULL;
	char *text = arena_alloc(c->arena, MODELS_MAX);
	FILE *file = fopen(arena_printf(c->arena, "%s/models.json", c->conf->graphs_dir), "re");
	size_t len = file ? fread(text, 1, MODELS_MAX, file) : 0;
	if (file)
		fclose(file);
	if (json_parse(text, len, &json_limits_trust, NULL, &root))
		return "";
	const char *model = arena_strdup(c->arena, json_get_string(json_get(root, provider), "default", ""));
	json_object_put(root);
	return model;
}

static bool vendor(const char *url)
{
	return strstr(url, "//api.anthropic.com") || strstr(url, "//api.openai.com");
}

static struct target find_target(struct context *c, const char *name)
{
	const struct conf *conf = c->conf;
	struct target t = {.name = name, .anthropic = !strcmp(name, "anthropic")};
	t.url = t.anthropic ? conf->anthropic_url : conf->openai_url;
	t.path = t.anthropic ? "/v1/messages" : "/chat/completions";
	t.key = t.anthropic ? conf->anthropic_api_key : conf->openai_api_key;
	t.model = *conf->model ? conf->model : vendor(t.url) ? default_model(c, name) : "";
	return t;
}

static const char *question(struct context *c, const struct target *t)
{
	struct json_object *root = json_object_new_object(), *messages = json_object_new_array(),
			   *message = json_object_new_object();
	json_object_object_add(message, "role", json_object_new_string("user"));
	json_object_object_add(message, "content", json_object_new_string("Answer with the word: ready"));
	json_object_array_add(messages, message);
	json_object_object_add(root, "model", json_object_new_string(t->model));
	json_object_object_add(root, "messages", messages);
	if (t->anthropic)
		json_object_object_add(root, "max_tokens", json_object_new_int(64));
	const char *text = json_text(c->arena, root);
	json_object_put(root);
	return text;
}

/* What the other side says is wrong, on one line and without the key. */
static const char *complaint(struct context *c, const struct target *t, const struct http_answer *answer)
{
	struct json_object *root = NULL;
	json_parse(answer->body, answer->length, &json_limits_body, NULL, &root);
	const char *said = json_get_string(json_get(root, "error"), "message", "");
	char *line = arena_printf(c->arena, "%.300s", said), *found;
	size_t len = strlen(t->key);
	while (len && (found = strstr(line, t->key)))
		memset(found, '*', len);
	for (char *at = line; *at; at++)
		if ((unsigned char)*at < 0x20)
			*at = ' ';
	json_object_put(root);
	return line;
}

static bool is_answer(const struct target *t, const struct http_answer *answer)
{
	struct json_object *root = NULL;
	json_parse(answer->body, answer->length, &json_limits_body, NULL, &root);
	bool good = json_object_is_type(json_get(root, t->anthropic ? "content" : "choices"), json_type_array);
	json_object_put(root);
	return good;
}

static int ask(struct context *c, const struct target *t)
{
	const char *headers[] = {NULL, NULL, NULL};
	struct http_answer answer;
	size_t url = strlen(t->url);
	while (url && t->url[url - 1] == '/')
		url--;
	if (t->anthropic) {
		headers[0] = "anthropic-version: 2023-06-01";
		headers[1] = *t->key ? arena_printf(c->arena, "x-api-key: %s", t->key) : NULL;
	}
	struct http_request request = {.method = "POST",
		.url = arena_printf(c->arena, "%.*s%s", (int)url, t->url, t->path),
		.bearer = !t->anthropic && *t->key ? t->key : NULL,
		.headers = headers,
		.body = question(c, t),
		.max_answer = ANSWER_MAX,
		.timeout_ms = TIMEOUT_MS,
		.file = -1};
	int64_t start = clock_monotonic_ms();
	enum err err = http_perform(c->arena, &request, &answer);
	if (err)
		return command_fail("%s at %s: %s", t->name, t->url, answer.message ? answer.message : err_name(err));
	if (answer.status == 200 && is_answer(t, &answer)) {
		printf("%s at %s: %s answers, in %lld ms\n", t->name, t->url, t->model,
			(long long)(clock_monotonic_ms() - start));
		return 0;
	}
	if (answer.status == 200)
		return command_fail("%s at %s: it answers, but not as this API does", t->name, t->url);
	const char *why = answer.status == 401 || answer.status == 403 ? "the key is refused"
			  : answer.status == 404		       ? "no such model or address"
								       : "it refuses";
	return command_fail("%s at %s: %s (%ld) %s", t->name, t->url, why, answer.status, complaint(c, t, &answer));
}

int provider_test(struct context *c)
{
	const char *name = c->argc ? c->argv[0] : c->conf->provider;
	if (!strcmp(name, "offline")) {
		puts("offline: no model and no key, nothing to reach; ludwright-worker --check tries its scripts");
		return 0;
	}
	if (strcmp(name, "anthropic") && strcmp(name, "openai"))
		return command_fail("no provider is called %s: offline, anthropic, openai", name);
	struct target t = find_target(c, name);
	if (!*t.model)
		return command_fail("%s at %s: no model is named: set provider.model (LUDWRIGHT_MODEL)", name, t.url);
	if (!*t.key && vendor(t.url))
		return command_fail("%s at %s: there is no key: set provider.%s_api_key", name, t.url, name);
	return ask(c, &t);
}
