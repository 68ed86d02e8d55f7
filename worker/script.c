/* SPDX-License-Identifier: ISC */
#include "worker/script.h"
#include "lib/hash.h"
#include "lib/json.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define DELAY_MAX 86400000
#define BYTES 2048
#define BYTES_MAX (32 << 20)
#define TASKS_MAX 200

static const char *const names[] = {
	"answer", "fail", "fail_for_good", "never", "die", "huge", "not_utf8", "bad_document"};

const char *script_do_name(enum script_do what)
{
	return names[what];
}

struct loading {
	struct arena *a;
	const char *where; /* the rule that is read */
	const char *message;
};

static enum err bad(struct loading *l, const char *what)
{
	l->message = arena_printf(l->a, "%s: %s", l->where, what);
	return ERR_INPUT;
}

/* In: known is a list of names with a space before and after each. */
static enum err check_members(struct loading *l, struct json_object *object, const char *known)
{
	if (!json_object_is_type(object, json_type_object))
		return bad(l, "is no object");
	json_object_object_foreach(object, key, value)
	{
		(void)value;
		if (!strstr(known, arena_printf(l->a, " %s ", key)))
			return bad(l, arena_printf(l->a, "has an unknown member \"%s\"", key));
	}
	return ERR_OK;
}

/* A whole number of the range, or the fallback when the member is absent. */
static enum err read_int(
	struct loading *l, struct json_object *object, const char *key, int64_t fallback, int64_t max, int64_t *n_r)
{
	struct json_object *value = json_get(object, key);
	*n_r = value ? json_object_get_int64(value) : fallback;
	if (value && (!json_object_is_type(value, json_type_int) || *n_r < 0 || *n_r > max))
		return bad(l, arena_printf(l->a, "%s is no number from 0 to %" PRId64, key, max));
	return ERR_OK;
}

/* [first, second], or one number for both. */
static enum err read_pair(
	struct loading *l, struct json_object *object, const char *key, int64_t *first_r, int64_t *second_r)
{
	struct json_object *value = json_get(object, key);
	if (!json_object_is_type(value, json_type_array)) {
		enum err err = read_int(l, object, key, 0, DELAY_MAX, first_r);
		*second_r = *first_r;
		return err;
	}
	for (size_t i = 0; i < 2; i++) {
		struct json_object *n = json_object_array_get_idx(value, i);
		if (json_object_array_length(value) != 2 || !json_object_is_type(n, json_type_int) ||
			json_object_get_int64(n) < 0 || json_object_get_int64(n) > DELAY_MAX)
			return bad(l, arena_printf(l->a, "%s is no pair of numbers from 0", key));
		*(i ? second_r : first_r) = json_object_get_int64(n);
	}
	return ERR_OK;
}

static enum err read_failure(struct loading *l, struct json_object *o, enum answer_failure *failure_r)
{
	const char *name = json_get_string(o, "error_type", "server_error");
	for (enum answer_failure f = FAIL_RATE_LIMIT; f <= FAIL_INTERNAL; f++) {
		*failure_r = f;
		if (f != FAIL_CANCELLED && !strcmp(answer_failure_name(f), name))
			return ERR_OK;
	}
	return bad(l, arena_printf(l->a, "there is no error_type \"%s\"", name));
}

static enum err read_outcome(struct loading *l, struct json_object *o, struct script_outcome *outcome_r)
{
	enum err err = check_members(l, o, " p do error_type signal ");
	if (err)
		return err;
	const char *name = json_get_string(o, "do", "");
	int64_t number = 0;
	size_t what = SCRIPT_FAIL;
	while (what < sizeof(names) / sizeof(names[0]) && strcmp(names[what], name))
		what++;
	if (what == sizeof(names) / sizeof(names[0]))
		return bad(l, arena_printf(l->a, "an outcome cannot do \"%s\"", name));
	outcome_r->what = (enum script_do)what;
	outcome_r->p = json_get_double(o, "p", 1);
	if (!(outcome_r->p >= 0 && outcome_r->p <= 1))
		return bad(l, "p of an outcome is no number from 0 to 1");
	err = read_int(l, o, "signal", SIGKILL, 64, &number);
	outcome_r->signal = (int)number;
	return err ? err : read_failure(l, o, &outcome_r->failure);
}

static enum err read_outcomes(struct loading *l, struct json_object *list, struct script_rule *rule)
{
	size_t n = list ? json_object_array_length(list) : 0;
	rule->outcomes = arena_array(l->a, n, sizeof(*rule->outcomes));
	for (size_t i = 0; i < n; i++) {
		enum err err = read_outcome(l, json_object_array_get_idx(list, i), &rule->outcomes[i]);
		if (err)
			return err;
	}
	rule->outcome_count = n;
	return ERR_OK;
}

static enum err check_types(struct loading *l, const struct script_rule *rule, struct json_object *outcomes)
{
	if (rule->document && !json_object_is_type(rule->document, json_type_object))
		return bad(l, "document is no object");
	if (outcomes && !json_object_is_type(outcomes, json_type_array))
		return bad(l, "outcomes is no list");
	if (json_object_is_type(rule->tasks, json_type_int)
			? json_object_get_int64(rule->tasks) < 0 || json_object_get_int64(rule->tasks) > TASKS_MAX
			: rule->tasks && !json_object_is_type(rule->tasks, json_type_array))
		return bad(l, "tasks is neither a number up to 200 nor a list");
	return rule->delay_min > rule->delay_max ? bad(l, "delay_ms goes from more to less") : ERR_OK;
}

static enum err read_rule(struct loading *l, const char *key, struct json_object *o, struct script_rule *rule_r)
{
	l->where = key;
	struct json_object *outcomes = json_get(o, "outcomes");
	*rule_r = (struct script_rule){.key = key, .document = json_get(o, "document"), .tasks = json_get(o, "tasks")};
	enum err err = check_members(l, o, " delay_ms document tasks bytes files outcomes times epochs tokens ");
	if (!err)
		err = read_pair(l, o, "delay_ms", &rule_r->delay_min, &rule_r->delay_max);
	if (!err)
		err = read_pair(l, o, "tokens", &rule_r->input_tokens, &rule_r->output_tokens);
	if (!err)
		err = read_int(l, o, "bytes", BYTES, BYTES_MAX, &rule_r->bytes);
	if (!err)
		err = read_int(l, o, "files", 0, ANSWER_FILES_MAX, &rule_r->files);
	if (!err)
		err = read_int(l, o, "times", 0, INT32_MAX, &rule_r->times);
	if (!err)
		err = read_int(l, o, "epochs", 0, INT32_MAX, &rule_r->epochs);
	if (!err)
		err = check_types(l, rule_r, outcomes);
	return err ? err : read_outcomes(l, outcomes, rule_r);
}

static enum err read_rules(struct loading *l, struct json_object *root, struct script *script)
{
	struct json_object *nodes = json_get(root, "nodes"), *none = json_object_new_object();
	enum err err = check_members(l, root, " about ledger seed default nodes ");
	if (!err && nodes && !json_object_is_type(nodes, json_type_object))
		err = bad(l, "nodes is no object");
	if (!err)
		err = read_int(l, root, "seed", 0, INT64_MAX, &script->seed);
	size_t n = !err && nodes ? (size_t)json_object_object_length(nodes) : 0;
	script->rules = arena_array(l->a, n + 1, sizeof(*script->rules));
	if (!err) {
		struct json_object *fallback = json_get(root, "default");
		err = read_rule(l, "default", fallback ? fallback : none, &script->rules[script->rule_count++]);
	}
	if (!err && nodes) {
		json_object_object_foreach(nodes, key, value)
		{
			if (!err)
				err = read_rule(l, key, value, &script->rules[script->rule_count++]);
		}
	}
	json_object_put(none); /* read_rule keeps what it found in it: nothing */
	return err;
}

/* Where the ledger lies does not change an answer. */
static const char *version_of(struct arena *a, struct json_object *root)
{
	char hex[HASH_HEX_SIZE];
	json_object_object_del(root, "ledger");
	const char *text = json_canonical(a, root);
	hash_sha256_hex(text, strlen(text), hex);
	return arena_strndup(a, hex, 16);
}

static enum err read_file(struct arena *a, const char *path, char **bytes_r, size_t *len_r)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return ERR_NOT_FOUND;
	char *bytes = arena_alloc(a, SCRIPT_FILE_MAX + 1);
	*len_r = fread(bytes, 1, SCRIPT_FILE_MAX + 1, f);
	bool whole = !ferror(f) && *len_r <= SCRIPT_FILE_MAX;
	fclose(f);
	*bytes_r = bytes;
	return whole ? ERR_OK : ERR_TOO_LARGE;
}

enum err script_load(struct arena *a, const char *path, struct script *script_r, const char **message_r)
{
	struct json_problem problem;
	struct loading l = {.a = a, .where = "the script"};
	char *bytes = NULL;
	size_t len = 0;
	*script_r = (struct script){0};
	enum err err = read_file(a, path, &bytes, &len);
	if (err) {
		*message_r = arena_printf(a, "%s cannot be read: %s", path, err_name(err));
		return ERR_INPUT;
	}
	if (json_parse(bytes, len, &json_limits_trust, &problem, &script_r->root)) {
		*message_r = arena_printf(a, "%s: %s at byte %zu", path, problem.message, problem.offset);
		return ERR_INPUT;
	}
	err = read_rules(&l, script_r->root, script_r);
	if (err) {
		*message_r = arena_printf(a, "%s: %s", path, l.message);
		script_done(script_r);
		return err;
	}
	const char *ledger = json_get_string(script_r->root, "ledger", "");
	script_r->ledger = *ledger ? arena_strdup(a, ledger) : NULL;
	script_r->version = version_of(a, script_r->root);
	return ERR_OK;
}

void script_done(struct script *script)
{
	json_object_put(script->root);
	*script = (struct script){0};
}

static const struct script_rule *find(const struct script *script, const char *key)
{
	for (size_t i = 1; i < script->rule_count; i++)
		if (!strcmp(script->rules[i].key, key))
			return &script->rules[i];
	return NULL;
}

/* A leader's own rule is not that of its sub-agents, which go by their type. */
static const struct script_rule *rule_for(const struct script *script, const struct step_input *in)
{
	const char *node = in->node->name;
	const struct script_rule *rule = find(script, in->task_id ? arena_printf(in->arena, "%s/%s", node, in->task_id)
								  : arena_printf(in->arena, "%s:%s", node, in->stage));
	if (!rule)
		rule = find(script, in->task_id ? in->agent : node);
	return rule ? rule : &script->rules[0];
}

/* 64 bits from the hash of what chance may depend on. */
static void dice(const struct script *script, const struct step_input *in, uint64_t rolls_r[2])
{
	unsigned char digest[HASH_SIZE];
	char text[256];
	int len = snprintf(text, sizeof(text), "%s %" PRId64 " %d %d %" PRId64, in->hash, in->epoch, in->attempt,
		in->retries, script->seed);
	hash_sha256(text, (size_t)len, digest);
	memcpy(rolls_r, digest, 2 * sizeof(*rolls_r));
}

/* Is it one of the tries that outcomes are for? Tries are claims that came to no end, and retries. */
static bool outcomes_hold(const struct script_rule *rule, const struct step_input *in)
{
	int64_t tries = (in->attempt > 1 ? in->attempt - 1 : 0) + in->retries;
	return (!rule->times || tries < rule->times) && (!rule->epochs || in->epoch <= rule->epochs);
}

void script_choose(const struct script *script, const struct step_input *input, struct script_choice *choice_r)
{
	const struct script_rule *rule = rule_for(script, input);
	uint64_t rolls[2];
	dice(script, input, rolls);
	*choice_r = (struct script_choice){.rule = rule, .what = SCRIPT_ANSWER, .delay_ms = rule->delay_min};
	choice_r->delay_ms += (int64_t)(rolls[0] % (uint64_t)(rule->delay_max - rule->delay_min + 1));
	double roll = (double)(rolls[1] >> 11) / (double)(1ULL << 53), p = 0;
	for (size_t i = 0; outcomes_hold(rule, input) && i < rule->outcome_count; i++) {
		p += rule->outcomes[i].p;
		if (roll < p) {
			choice_r->what = rule->outcomes[i].what;
			choice_r->failure = rule->outcomes[i].failure;
			choice_r->signal = rule->outcomes[i].signal;
			return;
		}
	}
}

/* Letters that follow from the hash, n of them. */
static char *filler(struct arena *a, const char *hash, const char *salt, int64_t n)
{
	char *text = arena_alloc(a, (size_t)n + 1);
	unsigned char digest[HASH_SIZE];
	uint64_t x = 0;
	const char *all = arena_printf(a, "%s %s", hash, salt);
	hash_sha256(all, strlen(all), digest);
	memcpy(&x, digest, sizeof(x));
	x |= 1;
	for (int64_t i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		text[i] = (x & 7) == 0 ? ' ' : (char)('a' + (x >> 32) % 26);
	}
	return text;
}

/* `tasks` of a rule as a list: t1, t2, … for a number. Owns: caller. */
static struct json_object *task_list(struct json_object *tasks)
{
	if (json_object_is_type(tasks, json_type_array))
		return json_object_get(tasks);
	struct json_object *list = json_object_new_array();
	for (int64_t i = 1; i <= json_object_get_int64(tasks); i++) {
		struct json_object *task = json_object_new_object();
		char id[24];
		snprintf(id, sizeof(id), "t%" PRId64, i);
		json_object_object_add(task, "id", json_object_new_string(id));
		json_object_object_add(task, "title", json_object_new_string(id));
		json_object_object_add(task, "depends", json_object_new_array());
		json_object_array_add(list, task);
	}
	return list;
}

/* Puts the tasks where the leaders that read this node's channel look for them: "channel/pointer". */
static void add_tasks(
	struct arena *a, struct json_object *document, const struct script_rule *rule, const struct step_input *in)
{
	for (size_t i = 0; rule->tasks && in->node->channel && i < in->graph->node_count; i++) {
		const char *tasks = in->graph->nodes[i].tasks;
		size_t len = strlen(in->node->channel);
		if (!tasks || strncmp(tasks, in->node->channel, len) != 0 || tasks[len] != '/')
			continue;
		struct json_object *at = document, *next;
		char *key = arena_strdup(a, tasks + len + 1), *rest;
		for (; (rest = strchr(key, '/')); key = rest + 1, at = next) {
			*rest = '\0';
			next = json_get(at, key);
			if (!json_object_is_type(next, json_type_object))
				json_object_object_add(at, key, next = json_object_new_object());
		}
		json_object_object_add(at, key, task_list(rule->tasks));
	}
}

static struct json_object *make_files(struct arena *a, const struct script_rule *rule, const struct step_input *in)
{
	struct json_object *list = json_object_new_array();
	for (int64_t i = 1; i <= rule->files; i++) {
		struct json_object *file = json_object_new_object();
		const char *path = arena_printf(a, "script/%s/%s/%" PRId64 ".txt", in->node->name,
			in->task_id && answer_path_safe(in->task_id) ? in->task_id : in->stage, i);
		json_object_object_add(file, "path", json_object_new_string(path));
		json_object_object_add(file, "text", json_object_new_string(filler(a, in->hash, path, rule->bytes)));
		json_object_array_add(list, file);
	}
	return list;
}

char *script_answer(struct arena *a, const struct script_rule *rule, const struct step_input *input)
{
	struct json_object *answer = json_object_new_object(), *document = NULL;
	if (!rule->document || json_object_deep_copy(rule->document, &document, NULL)) {
		document = json_object_new_object();
		json_object_object_add(
			document, "text", json_object_new_string(filler(a, input->hash, "document", rule->bytes)));
	}
	add_tasks(a, document, rule, input);
	json_object_object_add(answer, "document", document);
	if (rule->files)
		json_object_object_add(answer, "files", make_files(a, rule, input));
	char *text = json_text(a, answer);
	json_object_put(answer);
	return text;
}
