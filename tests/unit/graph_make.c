/* SPDX-License-Identifier: ISC */
#include "tests/unit/graph_make.h"

#include "lib/graph.h"
#include "lib/json.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

struct maker {
	uint64_t *seed;
	struct json_object *nodes, *edges;
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

static int add_node(struct maker *m, const char *kind)
{
	static const char *const work = "\"channel\": \"c%d\", \"output_type\": \"doc\", \"prompt\": \"p.md\", "
					"\"schema\": \"s.json\", \"reads\": [\"c%d\"]";
	char text[1000], extra[400] = "", name[16];
	int n = m->count++;
	snprintf(name, sizeof name, "n%d", n);
	if (!strcmp(kind, "checkpoint")) {
		snprintf(extra, sizeof extra, ", \"reviews\": \"n%d\", \"type\": \"review\"", m->last_work);
	} else if (strcmp(kind, "join") != 0) {
		extra[0] = ',';
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(extra + 1, sizeof extra - 1, work, n, m->last_work < 0 ? n : m->last_work);
#pragma GCC diagnostic pop
		m->last_work = n;
	}
	if (!strcmp(kind, "leader"))
		strcat(extra, ", \"worker\": {\"type\": \"w\", \"output_type\": \"doc\", \"prompt\": \"p.md\", "
			      "\"schema\": \"s.json\"}, \"tasks\": \"c0/tasks\"");
	snprintf(text, sizeof text, "{\"kind\": \"%s\", \"order\": %d, \"phase\": %d, \"title\": \"T\"%s}", kind, n + 1,
		1 + dice(m->seed, 3), extra);
	json_object_object_add(m->nodes, name, from_text(text));
	return n;
}

static void add_edge(struct maker *m, int from, int to, const char *more)
{
	char text[400], name[16] = "end";
	if (to >= 0)
		snprintf(name, sizeof name, "n%d", to);
	snprintf(text, sizeof text, "{\"from\": \"n%d\", \"to\": \"%s\"%s}", from, name, more);
	json_object_array_add(m->edges, from_text(text));
}

static const char *open_condition(const struct maker *m)
{
	return m->approved ? ", \"when\": {\"decision\": \"approved\"}" : "";
}

/* One node, or a node and its checkpoint, behind the open one. In: first is the earliest node that a checkpoint here
 * may go back to. */
static void add_work(struct maker *m, int first)
{
	int n = add_node(m, dice(m->seed, 4) ? "agent" : "leader");
	if (m->last >= 0)
		add_edge(m, m->last, n, open_condition(m));
	m->last = n;
	m->approved = false;
	if (dice(m->seed, 3))
		return;
	int c = add_node(m, "checkpoint");
	add_edge(m, n, c, "");
	add_edge(m, c, dice(m->seed, 2) ? n : first, ", \"when\": {\"decision\": \"not_approved\"}");
	m->last = c;
	m->approved = true;
}

static void add_fork(struct maker *m)
{
	int fork = m->last, fork_work = m->last_work, ends[4], branches = 2 + dice(m->seed, 3);
	bool approved = m->approved, end_approved[4];
	char to[100] = "";
	for (int b = 0; b < branches; b++) {
		char name[20];
		m->last = -1;
		m->last_work = fork_work;
		int first = m->count;
		snprintf(name, sizeof name, "%s\"n%d\"", b ? "," : "", first);
		strcat(to, name);
		for (int k = 1 + dice(m->seed, 3); k > 0; k--)
			add_work(m, first);
		ends[b] = m->last;
		end_approved[b] = m->approved;
	}
	char text[400];
	snprintf(text, sizeof text, "{\"from\": \"n%d\", \"to\": [%s]%s}", fork, to,
		approved ? ", \"when\": {\"decision\": \"approved\"}" : "");
	json_object_array_add(m->edges, from_text(text));
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

/* Checkpoints' edges with a target stand before those without. */
static struct json_object *targets_first(struct json_object *edges)
{
	struct json_object *sorted = json_object_new_array();
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < json_object_array_length(edges); i++) {
			struct json_object *e = json_object_array_get_idx(edges, i);
			if ((json_at(e, "/when/target") == NULL) == (pass == 1))
				json_object_array_add(sorted, json_object_get(e));
		}
	return sorted;
}

/* An edge more, anywhere: kept when the loader finds nothing wrong with it. */
static void try_edge(struct maker *m, struct json_object *root)
{
	char more[300];
	int from = dice(m->seed, m->count), to = dice(m->seed, m->count + 1) - 1, k = dice(m->seed, 4);
	switch (dice(m->seed, 5)) {
	case 0:
		snprintf(more, sizeof more, ", \"when\": {\"pointer\": \"/k\", \"equals\": %d}, \"limit\": %d", k,
			1 + dice(m->seed, 3));
		break;
	case 1:
		snprintf(more, sizeof more,
			", \"when\": {\"pointer\": \"/k\", \"equals\": %d}, \"limit\": 2, "
			"\"limit_key\": \"shared\", \"automatic\": true",
			k);
		break;
	case 2:
		snprintf(more, sizeof more, ", \"when\": {\"pointer\": \"/k\", \"equals\": %d}", k);
		break;
	case 3:
		snprintf(more, sizeof more, ", \"when\": {\"decision\": \"%s\", \"target\": \"t%d\"}",
			dice(m->seed, 2) ? "not_approved" : "rejected", dice(m->seed, 3));
		break;
	default:
		more[0] = 0;
	}
	size_t before = json_object_array_length(m->edges);
	add_edge(m, from, to, more);
	json_object_object_add(root, "edges", targets_first(m->edges));
	if (!loads(root))
		json_object_array_del_idx(m->edges, before, 1);
}

struct json_object *graph_make(uint64_t *seed, int most)
{
	struct maker m = {.seed = seed, .most = most, .last = -1, .last_work = -1};
	struct json_object *root =
		from_text("{\"name\": \"made\", \"phases\": [\"a\", \"b\", \"c\"], \"entry\": \"n0\", "
			  "\"revision_limit\": 2}");
	m.nodes = json_object_new_object();
	m.edges = json_object_new_array();
	json_object_object_add(root, "nodes", m.nodes);
	json_object_object_add(root, "edges", json_object_get(m.edges));
	add_work(&m, 0);
	while (m.count < most - 14) {
		if (dice(seed, 3))
			add_work(&m, 0);
		else
			add_fork(&m);
	}
	add_edge(&m, m.last, -1, open_condition(&m));
	ck_assert_msg(loads(root), "%s", json_object_to_json_string(root));
	for (int i = 0; i < 40; i++)
		try_edge(&m, root);
	json_object_object_add(root, "edges", targets_first(m.edges));
	json_object_put(m.edges);
	return root;
}
