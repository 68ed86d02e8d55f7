/* SPDX-License-Identifier: ISC */
#include "tests/unit/graph_make.h"

#include "lib/graph.h"
#include "lib/json.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

struct maker {
	uint64_t *seed;
	struct json_object *root, *nodes, *edges;
	int count, most;
	int last; /* node whose edges are still open */
	int last_work; /* the last one with a document */
	bool approved; /* `last` is a checkpoint */
};

int dice(uint64_t *seed, int below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (int)((*seed * 0x2545F4914F6CDD1D >> 33) % (uint64_t)below);
}

static struct json_object *from_text(const char *text)
{
	struct json_object *value = json_tokener_parse(text);
	ck_assert_msg(value != NULL, "%s", text);
	return value;
}

static void put_text(struct json_object *o, const char *key, const char *s)
{
	json_object_object_add(o, key, json_object_new_string(s));
}

static void put_int(struct json_object *o, const char *key, int n)
{
	json_object_object_add(o, key, json_object_new_int(n));
}

static struct json_object *text_of(const char *prefix, int n)
{
	char name[16];
	snprintf(name, sizeof name, "%s%d", prefix, n);
	return json_object_new_string(name);
}

static void add_work_fields(struct maker *m, struct json_object *node, const char *kind, int n)
{
	json_object_object_add(node, "channel", text_of("c", n));
	put_text(node, "output_type", "doc");
	m->last_work = n;
	if (!strcmp(kind, "builtin")) {
		put_text(node, "program", "p");
		return;
	}
	put_text(node, "prompt", "p.md");
	put_text(node, "schema", "s.json");
	if (strcmp(kind, "leader") != 0)
		return;
	put_text(node, "tasks", "c0/tasks");
	json_object_object_add(node, "worker",
		from_text("{\"type\":\"w\",\"output_type\":\"doc\",\"prompt\":\"p.md\",\"schema\":\"s.json\"}"));
}

static int add_node(struct maker *m, const char *kind)
{
	struct json_object *node = json_object_new_object();
	char name[16];
	int n = m->count++;
	snprintf(name, sizeof name, "n%d", n);
	put_text(node, "kind", kind);
	put_int(node, "order", n + 1);
	put_int(node, "phase", 1 + dice(m->seed, 3));
	put_text(node, "title", "T");
	if (!strcmp(kind, "checkpoint")) {
		json_object_object_add(node, "reviews", text_of("n", m->last_work));
		put_text(node, "type", "review");
	} else if (strcmp(kind, "join") != 0) {
		add_work_fields(m, node, kind, n);
		put_int(node, "weight", dice(m->seed, 4));
	}
	json_object_object_add(m->nodes, name, node);
	return n;
}

/* In: to -1 for the end; when NULL for none; owned. */
static struct json_object *add_edge(struct maker *m, int from, int to, struct json_object *when)
{
	struct json_object *edge = json_object_new_object();
	json_object_object_add(edge, "from", text_of("n", from));
	json_object_object_add(edge, "to", to < 0 ? json_object_new_string("end") : text_of("n", to));
	if (when)
		json_object_object_add(edge, "when", when);
	json_object_array_add(m->edges, edge);
	return edge;
}

static struct json_object *decision(const char *name)
{
	struct json_object *when = json_object_new_object();
	put_text(when, "decision", name);
	return when;
}

static struct json_object *open_condition(const struct maker *m)
{
	return m->approved ? decision("approved") : NULL;
}

/* One node, or a node and its checkpoint, behind the open one. In: first is the earliest node that a checkpoint here
 * may go back to. */
static void add_work(struct maker *m, int first)
{
	static const char *const kinds[] = {"agent", "agent", "builtin", "leader"};
	int n = add_node(m, kinds[dice(m->seed, 4)]);
	if (m->last >= 0)
		add_edge(m, m->last, n, open_condition(m));
	m->last = n;
	m->approved = false;
	if (dice(m->seed, 3))
		return;
	int c = add_node(m, "checkpoint");
	add_edge(m, n, c, NULL);
	add_edge(m, c, dice(m->seed, 2) ? n : first, decision("not_approved"));
	m->last = c;
	m->approved = true;
}

static void add_fork(struct maker *m, int depth);

static void add_branch(struct maker *m, int first, int depth)
{
	add_work(m, first);
	for (int k = dice(m->seed, 3); k > 0 && m->count < m->most; k--) {
		if (depth < 2 && m->count < m->most - 8 && !dice(m->seed, 3))
			add_fork(m, depth + 1);
		else
			add_work(m, first);
	}
}

static void add_fork(struct maker *m, int depth)
{
	int fork = m->last, fork_work = m->last_work, ends[4], branches = 2 + dice(m->seed, 2 + (depth == 0));
	bool approved = m->approved, end_approved[4];
	struct json_object *to = json_object_new_array();
	for (int b = 0; b < branches; b++) {
		m->last = -1;
		m->last_work = fork_work;
		json_object_array_add(to, text_of("n", m->count));
		add_branch(m, m->count, depth);
		ends[b] = m->last;
		end_approved[b] = m->approved;
	}
	m->approved = approved;
	json_object_object_add(add_edge(m, fork, -1, open_condition(m)), "to", to);
	int join = add_node(m, "join");
	for (int b = 0; b < branches; b++) {
		m->approved = end_approved[b];
		add_edge(m, ends[b], join, open_condition(m));
	}
	m->last = join;
	m->approved = false;
}

static bool loads(struct json_object *root)
{
	struct arena a;
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	bool good = graph_load(&a, root, &g, &problems) == ERR_OK;
	arena_done(&a);
	return good;
}

/* Checkpoints' edges with a target or a condition stand before those without. */
static bool is_special(struct json_object *edge)
{
	struct json_object *when = json_get(edge, "when");
	return json_get(when, "decision") && json_object_object_length(when) > 1;
}

static struct json_object *special_first(struct json_object *edges)
{
	struct json_object *sorted = json_object_new_array();
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < json_object_array_length(edges); i++) {
			struct json_object *e = json_object_array_get_idx(edges, i);
			if (is_special(e) == !pass)
				json_object_array_add(sorted, json_object_get(e));
		}
	return sorted;
}

/* Beside "channel", when there is one: pointer and comparison. */
static void add_comparison(struct maker *m, struct json_object *when)
{
	static const char *const ops[] = {"equals", "equals", "not_equals", "less", "at_most", "greater", "at_least"};
	static const char *const pointers[] = {"/k", "/k", "/k", "/0/k", "/1/k", "/none"};
	int kind = dice(m->seed, 9);
	put_text(when, "pointer", kind == 8 ? "/s" : pointers[dice(m->seed, 6)]);
	if (kind == 7)
		json_object_object_add(when, "exists", json_object_new_boolean(dice(m->seed, 2)));
	else if (kind == 8)
		json_object_object_add(when, "equals", from_text(dice(m->seed, 2) ? "\"x\"" : "[\"y\",\"z\"]"));
	else if (dice(m->seed, 5))
		put_int(when, ops[kind], dice(m->seed, 4));
	else
		json_object_object_add(when, ops[kind], json_object_new_double(dice(m->seed, 8) / 2.0));
}

static void add_condition(struct maker *m, struct json_object *when, int depth)
{
	static const char *const joins[] = {"all", "any", "not"};
	int kind = dice(m->seed, depth ? 3 : 9);
	if (depth < 3 && kind < 3 && dice(m->seed, 2)) {
		struct json_object *part = json_object_new_object(), *list = json_object_new_array();
		add_condition(m, part, depth + 1);
		if (kind == 2) {
			json_object_object_add(when, joins[kind], part);
			json_object_put(list);
			return;
		}
		json_object_array_add(list, part);
		part = json_object_new_object();
		add_condition(m, part, depth + 1);
		json_object_array_add(list, part);
		json_object_object_add(when, joins[kind], list);
		return;
	}
	if (dice(m->seed, 2))
		json_object_object_add(when, "channel",
			dice(m->seed, 3) ? text_of("c", dice(m->seed, m->count)) : text_of("s", dice(m->seed, 2)));
	add_comparison(m, when);
}

static struct json_object *random_when(struct maker *m, const char *kind)
{
	static const char *const decisions[] = {"not_approved", "rejected", "changes_requested", "approved"};
	struct json_object *when = json_object_new_object();
	if (strcmp(kind, "checkpoint") != 0) {
		add_condition(m, when, 0);
		return when;
	}
	put_text(when, "decision", decisions[dice(m->seed, 4)]);
	int with = dice(m->seed, 3);
	if (with != 1)
		json_object_object_add(when, "target", text_of("t", dice(m->seed, 3)));
	if (with != 0)
		add_condition(m, when, 0);
	return when;
}

/* An edge more, anywhere: kept when the loader finds nothing wrong with it. */
static void try_edge(struct maker *m)
{
	char name[16];
	int from = dice(m->seed, m->count), to = dice(m->seed, m->count + 1) - 1;
	snprintf(name, sizeof name, "n%d", from);
	const char *kind = json_get_string(json_get(m->nodes, name), "kind", "");
	size_t before = json_object_array_length(m->edges);
	struct json_object *edge = add_edge(m, from, to, dice(m->seed, 9) ? random_when(m, kind) : NULL);
	int limit = dice(m->seed, 4);
	bool plain = !json_get(edge, "when");
	if (!plain && (limit == 1 || (limit && to >= 0 && to <= from)))
		put_int(edge, "limit", limit == 3 ? 2 : limit);
	if (!plain && limit == 3 && json_get(edge, "limit"))
		put_text(edge, "limit_key", "shared");
	if (!plain && to >= 0 && to <= from && dice(m->seed, 2))
		json_object_object_add(edge, "automatic", json_object_new_boolean(true));
	json_object_object_add(m->root, "edges", special_first(m->edges));
	if (!loads(m->root))
		json_object_array_del_idx(m->edges, before, 1);
}

/* Lets a node write a channel that others may write too. */
static void try_writer(struct maker *m)
{
	static const char *const reducers[] = {"merge", "append"};
	char name[16], channel[16];
	int shared = dice(m->seed, 2);
	snprintf(name, sizeof name, "n%d", 1 + dice(m->seed, m->count - 1));
	snprintf(channel, sizeof channel, "s%d", shared);
	struct json_object *node = json_get(m->nodes, name), *channels = json_get(m->root, "channels");
	struct json_object *old = json_object_get(json_get(node, "channel"));
	if (!old)
		return;
	bool first = !json_get(channels, channel);
	if (first) {
		struct json_object *definition = json_object_new_object();
		put_text(definition, "reducer", reducers[(shared + (int)(*m->seed % 2)) % 2]);
		json_object_object_add(channels, channel, definition);
	}
	put_text(node, "channel", channel);
	if (loads(m->root)) {
		json_object_put(old);
		return;
	}
	json_object_object_add(node, "channel", old);
	if (first)
		json_object_object_del(channels, channel);
}

static void try_read(struct maker *m)
{
	char name[16];
	snprintf(name, sizeof name, "n%d", dice(m->seed, m->count));
	struct json_object *node = json_get(m->nodes, name), *reads = json_get(node, "reads");
	if (!json_get(node, "channel"))
		return;
	if (!reads)
		json_object_object_add(node, "reads", reads = json_object_new_array());
	size_t at = json_object_array_length(reads);
	json_object_array_add(
		reads, dice(m->seed, 3) ? text_of("c", dice(m->seed, m->count)) : text_of("s", dice(m->seed, 2)));
	if (!loads(m->root))
		json_object_array_del_idx(reads, at, 1);
}

struct json_object *graph_make(uint64_t *seed, int most)
{
	struct maker m = {.seed = seed, .most = most, .last = -1, .last_work = -1};
	m.root = from_text("{\"name\": \"made\", \"phases\": [\"a\", \"b\", \"c\"], \"entry\": \"n0\", "
			   "\"revision_limit\": 2, \"channels\": {}}");
	m.nodes = json_object_new_object();
	m.edges = json_object_new_array();
	json_object_object_add(m.root, "nodes", m.nodes);
	json_object_object_add(m.root, "edges", json_object_get(m.edges));
	add_work(&m, 0);
	while (m.count < most - 3) {
		if (dice(seed, 2) || m.count > most - 8)
			add_work(&m, 0);
		else
			add_fork(&m, 0);
	}
	add_edge(&m, m.last, -1, open_condition(&m));
	ck_assert_msg(loads(m.root), "%s", json_object_to_json_string(m.root));
	for (int i = 0; i < 8; i++)
		try_writer(&m);
	for (int i = 0; i < 30; i++)
		try_edge(&m);
	for (int i = 0; i < 12; i++)
		try_read(&m);
	json_object_object_add(m.root, "edges", special_first(m.edges));
	json_object_put(m.edges);
	return m.root;
}
