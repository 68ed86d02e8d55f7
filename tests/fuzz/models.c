/* SPDX-License-Identifier: ISC */
/*
 * Fuzz harnesses of what the worker reads from models and their servers: the answers of both APIs, streamed and whole,
 * calls that stand as JSON in a text, arguments of tools, kept turns.
 *
 * worker/fetch.h is this file's: bytes of the input instead of a network. With -DFUZZ_LIBFUZZER it is a harness for
 * libFuzzer or drive.c (`make fuzz-models`), its target named by $FUZZ_TARGET. Otherwise it mutates examples of its
 * own, seeded by $LUDWRIGHT_SEED, $FUZZ_RUNS times a target, and speaks TAP. Besides not crashing: the same bytes in
 * other portions mean the same, tokens are countable, what a model is told and what is kept is UTF-8, no file lies
 * outside its place, and turns that were kept can be played again.
 */
#include "lib/json.h"
#include "lib/log.h"
#include "lib/utf8.h"
#include "worker/talk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 20000
#define TOKENS_MAX 1000000000

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
static void demand(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

static void demand_text(const char *text, const char *what)
{
	demand(text && utf8_valid(text, strlen(text)), what);
}

/* --- in the place of the network --- */

struct fetch_call {
	struct fetch_request request;
};

static struct fetch_call *posted;

bool fetch_sent(const struct fetch_call *call)
{
	return call;
}

void fetch_cancel(struct fetch_call *call)
{
	free(call);
}

struct fetch *fetch_open(struct loop *loop)
{
	return (struct fetch *)loop;
}

void fetch_close(struct fetch *fetch)
{
	(void)fetch;
}

enum err fetch_post(struct fetch *fetch, const struct fetch_request *request, struct fetch_call **call_r)
{
	(void)fetch;
	posted = calloc(1, sizeof *posted);
	posted->request = *request;
	*call_r = posted;
	return ERR_OK;
}

/* --- answers of both APIs --- */

struct said {
	uint64_t sum;
	int turns;
};

static void mix(struct said *said, const char *text)
{
	for (; text && *text; text++)
		said->sum = (said->sum ^ (unsigned char)*text) * 0x100000001b3u;
	said->sum = said->sum * 31 + 1;
}

static void on_heard(void *context, size_t bytes, const char *call, const char *arguments)
{
	char text[160];
	(void)context, (void)bytes;
	talk_words("ja", call, arguments, text, sizeof text);
	demand_text(text, "words for people are UTF-8");
}

static bool countable(const struct chat_tokens *t)
{
	return t->input >= 0 && t->cached >= 0 && t->cache_written >= 0 && t->output >= 0 &&
	       t->cache_written <= t->input && t->input <= 2 * (int64_t)TOKENS_MAX && t->cached <= TOKENS_MAX &&
	       t->output <= TOKENS_MAX;
}

static void on_turn(void *context, const struct chat_turn *turn)
{
	struct said *said = context;
	struct arena a;
	said->turns++;
	said->sum = said->sum * 31 + (uint64_t)turn->failure;
	demand(countable(&turn->tokens), "tokens are numbers that can be added");
	mix(said, turn->failure ? turn->error : turn->text);
	demand_text(turn->failure ? turn->error : turn->text, "a text is UTF-8");
	demand(turn->call_count <= CHAT_CALLS_MAX, "there are not too many calls");
	arena_init(&a, 64u << 20);
	for (size_t i = 0; i < turn->call_count; i++) {
		mix(said, turn->calls[i].name);
		mix(said, turn->calls[i].arguments);
	}
	if (!turn->failure) {
		struct json_object *again = NULL;
		const char *kept = talk_keep(&a, turn, NULL);
		demand(!json_parse(kept, strlen(kept), &json_limits_trust, NULL, &again), "a kept turn can be read");
		json_object_put(again);
		demand_text(talk_log(&a, 1, turn), "a log line is UTF-8");
	}
	arena_done(&a);
}

static struct said answer(
	const struct chat_dialect *dialect, const uint8_t *data, size_t size, size_t step, long status, bool stream)
{
	static const struct fetch_limits limits = {1000, 1000, 1000, 1000, 16u << 20};
	static const struct chat_message hello = {.text = "hello"};
	struct chat_ask ask = {.url = "http://localhost",
		.key = "k1",
		.model = "m",
		.system = "s",
		.messages = &hello,
		.message_count = 1,
		.max_tokens = 100};
	const char *type = stream ? "text/event-stream" : "application/json";
	struct said said = {0};
	struct chat *chat = NULL;
	bool more = true;
	demand(!chat_start(NULL, dialect, &ask, &limits, on_heard, on_turn, &said, &chat), "a call begins");
	struct fetch_call *call = posted;
	const struct fetch_request *r = &call->request;
	r->on_header(r->context, "content-type", 12, type, strlen(type));
	for (size_t at = 0; at < size && more; at += step)
		more = r->on_bytes(r->context, (const char *)data + at, size - at < step ? size - at : step);
	struct fetch_result result = {
		.outcome = more ? FETCH_ANSWERED : FETCH_UNWANTED, .status = status, .sent = true};
	r->done(r->context, &result);
	free(call);
	demand(said.turns == 1, "a call ends once");
	return said;
}

static void fuzz_answer(const struct chat_dialect *dialect, const uint8_t *data, size_t size)
{
	struct said whole = answer(dialect, data, size, size + 1, 200, true);
	demand(answer(dialect, data, size, 1, 200, true).sum == whole.sum, "byte by byte is the same");
	demand(answer(dialect, data, size, 7, 200, true).sum == whole.sum, "in pieces it is the same");
	answer(dialect, data, size, size + 1, 200, false);
	answer(dialect, data, size, size + 1, 400, false);
}

static void fuzz_anthropic(const uint8_t *data, size_t size)
{
	fuzz_answer(&chat_anthropic, data, size);
}

static void fuzz_openai(const uint8_t *data, size_t size)
{
	fuzz_answer(&chat_openai, data, size);
}

/* --- what a model wrote --- */

static struct json_object *json_of(const char *text)
{
	struct json_object *value = NULL;
	demand(!json_parse(text, strlen(text), &json_limits_trust, NULL, &value), text);
	return value;
}

static struct step_input input_of(struct arena *a, struct graph_node *node)
{
	static struct json_object *schema, *documents, *feedback;
	if (!schema) {
		schema = json_of("{\"type\":\"object\",\"required\":[\"title\"],\"properties\":{\"title\":{\"type\":"
				 "\"string\"}}}");
		documents = json_of("{\"concept_document\":{\"title\":\"日本語\"}}");
		feedback = json_of("[{\"id\":\"c1\",\"text\":\"faster\"}]");
	}
	*node = (struct graph_node){
		.name = "code_leader", .prompt = "Lead.", .schema = schema, .worker_schema = schema};
	return (struct step_input){.arena = a,
		.node = node,
		.agent = "code_leader",
		.stage = "run",
		.hash = "0123456789abcdef",
		.people = feedback,
		.documents = documents,
		.feedback = feedback};
}

static void check_tools(struct arena *a, struct tools *t)
{
	struct answer answer;
	demand(t->file_count <= TOOLS_FILES_MAX, "there are not too many files");
	for (size_t i = 0; i < t->file_count; i++)
		demand(answer_path_safe(t->files[i].path) && t->files[i].len <= TOOLS_FILE_MAX,
			"a file is in its place");
	if (!t->submitted)
		return;
	answer_init(&answer, a);
	tools_take(t, &answer);
	demand(json_object_is_type(answer.document, json_type_object), "a document is an object");
	answer_done(&answer);
}

/* The input with a NUL at its end. */
static char *text_of(struct arena *a, const uint8_t *data, size_t size)
{
	return arena_strndup(a, (const char *)data, size);
}

/* Lines "name arguments", called one after the other. */
static void fuzz_tools(const uint8_t *data, size_t size)
{
	struct graph_node node;
	struct arena a;
	struct tools t;
	struct tools_memo memo = {0};
	arena_init(&a, 64u << 20);
	struct step_input input = input_of(&a, &node);
	char *line = text_of(&a, data, size), *next;
	tools_init(&t, &a, &input, &memo);
	for (int n = 0; line && *line && n < CHAT_CALLS_MAX && !t.submitted; line = next, n++) {
		if ((next = strchr(line, '\n')))
			*next++ = '\0';
		char *arguments = strchr(line, ' ');
		if (arguments)
			*arguments++ = '\0';
		/* names and arguments come out of JSON: they are UTF-8 */
		if (!utf8_valid(line, strlen(line)) || (arguments && !utf8_valid(arguments, strlen(arguments))))
			continue;
		struct chat_result result = tools_run(
			&t, &(struct chat_call){.id = "1", .name = line, .arguments = arguments ? arguments : ""});
		demand_text(result.text, "what a tool says is UTF-8");
	}
	check_tools(&a, &t);
	tools_done(&t);
	arena_done(&a);
}

static void fuzz_text(const uint8_t *data, size_t size)
{
	struct chat_call calls[CHAT_CALLS_MAX];
	struct arena a;
	arena_init(&a, 64u << 20);
	char *text = text_of(&a, data, size);
	size_t n = talk_calls_in(&a, text, calls);
	demand(n <= CHAT_CALLS_MAX, "there are not too many calls");
	for (size_t i = 0; i < n; i++) {
		demand(tools_known(calls[i].name), "a call is of a tool");
		demand_text(calls[i].arguments, "arguments are UTF-8");
	}
	arena_done(&a);
}

static void check_words(const struct talk *t)
{
	for (size_t i = 0; i < t->message_count; i++) {
		const struct chat_message *m = &t->messages[i];
		demand(!m->text || utf8_valid(m->text, strlen(m->text)), "what is said is UTF-8");
		for (size_t k = 0; k < m->result_count; k++)
			demand_text(m->results[k].text, "results are UTF-8");
	}
	demand(!t->failure || utf8_valid(t->error, strlen(t->error)), "what went wrong is told in UTF-8");
}

/* Lines, each a kept turn: of a store, or of a recording, which may be anybody's. */
static void fuzz_turns(const uint8_t *data, size_t size)
{
	struct provider_past turns[TALK_TURNS_MAX];
	struct json_object *request = json_of("{\"documents\":{\"concept_document\":{\"title\":\"x\"}}}");
	struct graph_node node;
	struct arena a;
	struct talk talk;
	arena_init(&a, 256u << 20);
	struct step_input input = input_of(&a, &node);
	struct provider_ask ask = {.input = &input, .request = request, .turns = turns};
	char *line = text_of(&a, data, size);
	for (char *next; line && *line && ask.turn_count < TALK_TURNS_MAX; line = next) {
		if ((next = strchr(line, '\n')))
			*next++ = '\0';
		turns[ask.turn_count++] = (struct provider_past){.text = line, .len = strlen(line)};
	}
	talk_play(&talk, &a, &ask);
	check_words(&talk);
	demand(talk.tokens >= 0, "tokens add up");
	check_tools(&a, &talk.tools);
	talk_done(&talk);
	json_object_put(request);
	arena_done(&a);
}

#define EVENTS(json) "data: " json "\n\n"
static const struct {
	const char *name;
	void (*run)(const uint8_t *data, size_t size);
	const char *examples[4];
} targets[] = {
	{"anthropic", fuzz_anthropic,
		{"event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"m\",\"usage\":{"
		 "\"input_tokens\":12,\"cache_read_input_tokens\":3,\"output_tokens\":1}}}\n\n",
			"event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
			"\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"read\",\"input\":{}}}\n\n"
			"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{"
			"\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"path\\\":1}\"}}\n\n",
			"event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
			"\"tool_use\"},\"usage\":{\"output_tokens\":9}}\n\nevent: message_stop\ndata: {\"type\":"
			"\"message_stop\"}\n\n",
			"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
			"\"message\":\"k1\"}}\n\n"}},
	{"openai", fuzz_openai,
		{EVENTS("{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a 日本\"}}]}"),
			EVENTS("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\","
			       "\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}]}}]}"),
			EVENTS("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}],\"usage\":{"
			       "\"prompt_tokens\":12,\"completion_tokens\":4,\"prompt_tokens_details\":{"
			       "\"cached_tokens\":3}}}"),
			EVENTS("[DONE]")}},
	{"text", fuzz_text,
		{"I will read.\n```json\n{\"name\": \"read\", \"arguments\": {\"path\": \"js/core.js\"}}\n```\n",
			"<tool_call>{\"function\": {\"name\": \"list\", \"arguments\": \"{}\"}}</tool_call>",
			"{\"summary\": \"s\", \"document\": {\"title\": \"日本\"}}", "a { b [ \"\\\"} ]"}},
	{"tools", fuzz_tools,
		{"write_file {\"path\":\"js/core.js\",\"content\":\"a b 日本\"}\n",
			"patch_file {\"path\":\"js/core.js\",\"find\":\"b\",\"replace\":\"日本\"}\n",
			"read {\"path\":\"a.png\",\"offset\":1}\nlist {}\ncheck {}\nplay {\"bot\":\"idle\"}\n",
			"submit {\"summary\":\"s\",\"document\":{\"title\":5},\"files\":[{\"path\":\"a.png\","
			"\"base64\":\"/wD/\"},{\"path\":\"b\",\"text\":\"x\"}],\"feedback_answers\":[{\"feedback_id\":"
			"\"c1\"}]}\n"}},
	{"turns", fuzz_turns,
		{"{\"stop\":\"tools\",\"text\":\"t\",\"calls\":[{\"id\":\"1\",\"name\":\"write_file\",\"arguments\":"
		 "\"{\\\"path\\\":\\\"a.js\\\",\\\"content\\\":\\\"x\\\"}\"}],\"cut\":false,\"usage\":{\"input\":5,"
		 "\"output\":6},\"model\":\"m\"}\n",
			"{\"stop\":\"length\",\"text\":\"{\\\"name\\\":\\\"list\\\",\\\"arguments\\\":{}}\","
			"\"calls\":[],\"cut\":true,\"usage\":{\"output\":9223372036854775807}}\n",
			"{\"stop\":\"tools\",\"text\":\"\",\"calls\":[{\"id\":\"1\",\"name\":\"submit\","
			"\"arguments\":\"{\\\"document\\\":{\\\"title\\\":\\\"x\\\"}}\"}],\"usage\":{}}\n",
			"{\"stop\":\"end\",\"text\":\"nothing\",\"calls\":[]}\n"}},
};
#define RUNS 2000
#include "tests/fuzz/targets.h"
