/* SPDX-License-Identifier: ISC */
/*
 * The providers `anthropic` and `openai`: a step is a conversation with a model (talk.h) over its API (chat.h).
 *
 * Which model: the node's, the project's for this agent (config.models), the installation's, the provider's own. Which
 * key: that of the project's owner, else the installation's.
 */
#include "lib/json.h"
#include "lib/log.h"
#include "worker/prices.h"
#include "worker/provider.h"
#include "worker/talk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_MAX (256u << 20)
#define ANSWER_BYTES (16u << 20)
#define OUTPUT_TOKENS 8192 /* of a model that is not listed */
#define CONNECT_MS 10000
#define PROBE_TOKENS 256 /* some think before they say a word */
#define PROBE_MS 30000
#define BYTES_A_TOKEN 3 /* fewer than there are: for the worst case */

struct models {
	const struct conf *conf;
	const struct chat_dialect *dialect;
	const char *url, *key; /* of the installation */
	bool own_server; /* an address of the installation's, not the vendor's */
	struct json_object *table; /* owned; of models.json, or NULL */
	struct fetch *fetch; /* opened with the first call */
};

struct provider_call {
	struct models *models;
	struct provider_ask ask; /* its key is owned, and wiped; input NULL: a probe */
	struct loop *loop;
	struct chat *chat;
	struct sandbox_call *play; /* that a tool asked for, before the model can be told */
	char play_key[HASH_HEX_SIZE];
	struct loop_timer *refusal; /* it is over before it began: no key, no model */
	const char *error; /* static */
	struct json_object *price; /* borrowed */
	struct json_object *told; /* owned */
	provider_done_fn *done;
	void *context;
};

static const char *usual_model(void *state)
{
	const struct models *m = state;
	if (*m->conf->model)
		return m->conf->model;
	return m->own_server ? "" : json_get_string(m->table, "default", "");
}

static const char *model_of(void *state, const struct step_input *input)
{
	const char *of_agent = json_get_string(json_get(input->config, "models"), input->agent, NULL);
	if (input->node->model)
		return input->node->model;
	if (of_agent && *of_agent)
		return of_agent;
	return usual_model(state);
}

/* --- asking --- */

static void compose(const struct models *m, struct arena *a, const struct provider_ask *ask, struct talk *talk,
	struct json_object **schemas_r, struct chat_ask *chat_r)
{
	const char *model = model_of((void *)m, ask->input);
	talk_play(talk, a, ask);
	*chat_r = (struct chat_ask){.url = m->url,
		.key = ask->key && *ask->key ? ask->key : m->key,
		.model = model,
		.system = talk_system(a, ask->input),
		.messages = talk->messages,
		.message_count = talk->message_count,
		.max_tokens = (int)json_get_int(prices_of(m->table, model), "max_output", OUTPUT_TOKENS),
		.own_server = m->own_server};
	chat_r->tools = tools_list(a, ask->input, &chat_r->tool_count, schemas_r);
}

static double worst(void *state, const struct provider_ask *ask)
{
	const struct models *m = state;
	struct json_object *price = prices_of(m->table, model_of(state, ask->input)), *schemas = NULL;
	struct chat_ask chat;
	struct arena a;
	struct talk talk;
	if (!price)
		return m->own_server ? 0 : -1;
	arena_init(&a, ARENA_MAX);
	compose(m, &a, ask, &talk, &schemas, &chat);
	double input = json_get_double(price, "input", 0);
	double usd = ((double)(strlen(m->dialect->body(&a, &chat)) / BYTES_A_TOKEN) *
				     fmax(input, json_get_double(price, "cache_write", input)) +
			     chat.max_tokens * json_get_double(price, "output", 0)) /
		     1e6;
	talk_done(&talk);
	json_object_put(schemas);
	arena_done(&a);
	return usd;
}

static void call_free(struct provider_call *call)
{
	json_object_put(call->told);
	if (call->ask.key)
		explicit_bzero((char *)call->ask.key, strlen(call->ask.key));
	free((char *)call->ask.key);
	free(call);
}

static void on_refusal(void *context)
{
	struct provider_call *call = context;
	struct provider_turn turn = {.failure = FAIL_INTERNAL, .error = call->error};
	call->done(call->context, &turn);
	call_free(call);
}

/* How far, no one knows: each turn brings it a part of what is left. */
static int percent_of(const struct provider_call *call, size_t bytes)
{
	double turns = (double)call->ask.turn_count + fmin(1, (double)bytes / 40000);
	return 1 + (int)(89 * (1 - pow(0.85, turns)));
}

static void on_heard(void *context, size_t bytes, const char *name, const char *arguments)
{
	struct provider_call *call = context;
	char text[160];
	if (!call->ask.input)
		return;
	talk_words(call->ask.input->language, name, arguments, text, sizeof(text));
	input_progress(call->ask.input, percent_of(call, bytes), text);
}

static void on_turn(void *context, const struct chat_turn *said)
{
	struct provider_call *call = context;
	struct provider_turn turn = {.duration_ms = (int)said->elapsed_ms,
		.failure = said->failure,
		.error = said->error,
		.retry = said->retry,
		.retry_after_ms = said->retry_after_ms,
		.input_tokens = said->tokens.input,
		.cached_input_tokens = said->tokens.cached,
		.output_tokens = said->tokens.output,
		.cost_usd = prices_cost(call->price, &said->tokens),
		.unpriced = !call->price};
	struct arena a;
	arena_init(&a, ARENA_MAX);
	if (!said->failure) {
		turn.text = talk_keep(&a, said, call->told);
		turn.len = strlen(turn.text);
		turn.log = talk_log(&a, call->ask.turn_count + 1, said);
	}
	call->done(call->context, &turn);
	arena_done(&a);
	call_free(call);
}

/* Why there is nothing to ask, or NULL. */
static const char *cannot(const struct models *m, const struct chat_ask *chat)
{
	if (!*chat->model)
		return "no model is named: set provider.model (LUDWRIGHT_MODEL)";
	if (!*chat->key && !m->own_server)
		return "there is no key for this provider: the project's owner sets one in the settings, or the "
		       "installation has one (docs/providers.md)";
	return NULL;
}

static struct fetch_limits limits_of(const struct models *m, const struct step_input *input)
{
	int seconds = input->node->time_limit_s > 0 ? input->node->time_limit_s : 3600;
	return (struct fetch_limits){.connect_ms = CONNECT_MS,
		.first_byte_ms = m->conf->provider_first_byte_seconds * 1000,
		.silence_ms = m->conf->provider_silence_seconds * 1000,
		.total_ms = seconds * 1000,
		.bytes = ANSWER_BYTES};
}

static void on_played(void *context, const struct sandbox_result *result);

/* What the model's last calls still want to know, or what is to be said to it next. */
static enum err go_on(struct provider_call *call)
{
	struct models *m = call->models;
	const struct provider_ask *ask = &call->ask;
	struct json_object *schemas = NULL;
	struct chat_ask chat;
	struct arena a;
	struct talk talk;
	struct fetch_limits limits = limits_of(m, ask->input);
	enum err err = ERR_OK;
	arena_init(&a, ARENA_MAX);
	compose(m, &a, ask, &talk, &schemas, &chat);
	call->price = prices_of(m->table, chat.model);
	if (talk.tools.work.wanted) {
		char text[160];
		talk_words(ask->input->language, "play", NULL, text, sizeof(text));
		input_progress(ask->input, percent_of(call, 0), text);
		memcpy(call->play_key, talk.tools.work.key, sizeof(call->play_key));
		err = tools_work_start(
			&talk.tools.work, call->loop, m->conf->sandbox_path, on_played, call, &call->play);
	} else if ((call->error = cannot(m, &chat))) {
		call->refusal = loop_timer(call->loop, 0, on_refusal, call);
	} else {
		call->told = talk_told(&talk, chat.system);
		err = chat_start(m->fetch, m->dialect, &chat, &limits, on_heard, on_turn, call, &call->chat);
	}
	talk_done(&talk);
	json_object_put(schemas);
	arena_done(&a);
	return err;
}

static void on_played(void *context, const struct sandbox_result *result)
{
	struct provider_call *call = context;
	call->play = NULL;
	tools_worked(call->ask.memo, call->ask.input->arena, call->play_key, result);
	if (go_on(call)) {
		call->error = "a tool's work, or the call, could not be started";
		on_refusal(call);
	}
}

static struct provider_call *call_new(struct models *m, struct loop *loop, provider_done_fn *done, void *context)
{
	struct provider_call *call = calloc(1, sizeof(*call));
	if (call)
		*call = (struct provider_call){.models = m, .loop = loop, .done = done, .context = context};
	if (call && !m->fetch && !(m->fetch = fetch_open(loop))) {
		free(call);
		return NULL;
	}
	return call;
}

static enum err probe(void *state, struct loop *loop, const char *key, const char *model, provider_done_fn *done,
	void *context, struct provider_call **call_r)
{
	struct models *m = state;
	struct chat_message question = {.text = "Answer with the word: ready"};
	struct chat_ask chat = {.url = m->url,
		.key = key && *key ? key : m->key,
		.model = model ? model : usual_model(m),
		.system = "This is a test of the connection.",
		.messages = &question,
		.message_count = 1,
		.max_tokens = PROBE_TOKENS,
		.own_server = m->own_server};
	struct fetch_limits limits = {.connect_ms = CONNECT_MS,
		.first_byte_ms = PROBE_MS,
		.silence_ms = PROBE_MS,
		.total_ms = PROBE_MS,
		.bytes = 1u << 20};
	struct provider_call *call = call_new(m, loop, done, context);
	enum err err = call ? ERR_OK : ERR_SYSTEM;
	if (!err && (call->error = cannot(m, &chat)))
		call->refusal = loop_timer(loop, 0, on_refusal, call);
	else if (!err)
		err = chat_start(m->fetch, m->dialect, &chat, &limits, on_heard, on_turn, call, &call->chat);
	if (err)
		free(call);
	else
		*call_r = call;
	return err;
}

static enum err start(void *state, struct loop *loop, const struct provider_ask *ask, provider_done_fn *done,
	void *context, struct provider_call **call_r)
{
	struct provider_call *call = call_new(state, loop, done, context);
	if (!call)
		return ERR_SYSTEM;
	call->ask = *ask;
	call->ask.key = ask->key ? strdup(ask->key) : NULL;
	enum err err = go_on(call);
	if (err)
		call_free(call);
	else
		*call_r = call;
	return err;
}

/* Tools that play a game ask nobody. */
static double heard(struct provider_call *call)
{
	if (!call->chat)
		return 0;
	struct chat_tokens tokens = chat_heard(call->chat);
	return prices_cost(call->price, &tokens);
}

static void cancel(struct provider_call *call)
{
	loop_timer_stop(call->loop, call->refusal);
	sandbox_cancel(call->play);
	if (call->chat)
		chat_cancel(call->chat);
	call_free(call);
}

/* --- opening --- */

static void models_free(void *state)
{
	struct models *m = state;
	fetch_close(m->fetch);
	json_object_put(m->table);
	free(m);
}

enum err provider_model_open(
	struct arena *a, const struct conf *conf, const char *name, struct provider *provider_r, const char **message_r)
{
	bool anthropic = !strcmp(name, "anthropic");
	struct models *m = calloc(1, sizeof(*m));
	if (!m)
		return ERR_SYSTEM;
	*m = (struct models){.conf = conf,
		.dialect = anthropic ? &chat_anthropic : &chat_openai,
		.url = anthropic ? conf->anthropic_url : conf->openai_url,
		.key = anthropic ? conf->anthropic_api_key : conf->openai_api_key};
	m->own_server = !strstr(m->url, "//api.anthropic.com") && !strstr(m->url, "//api.openai.com");
	enum err err = prices_load(
		a, arena_printf(a, "%s/models.json", conf->graphs_dir), m->dialect->name, &m->table, message_r);
	if (err) {
		models_free(m);
		return err;
	}
	*provider_r = (struct provider){.name = m->dialect->name,
		.talks = true,
		.state = m,
		.model = model_of,
		.usual = usual_model,
		.version = talk_version,
		.worst = worst,
		.start = start,
		.probe = probe,
		.heard = heard,
		.cancel = cancel,
		.read = talk_read,
		.free = models_free};
	return ERR_OK;
}
