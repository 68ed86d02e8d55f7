/* SPDX-License-Identifier: ISC */
#include "lib/graph_private.h"

#include "lib/json.h"

#include <string.h>

#define PHASES_MAX 20 /* domain project_phase has the same */

static const char *const root_fields[] = {
	"name", "about", "phases", "entry", "revision_limit", "channels", "nodes", "edges", NULL};

int graph_find(const struct graph *g, const char *name)
{
	for (size_t i = 0; i < g->node_count; i++)
		if (!strcmp(g->nodes[i].name, name))
			return (int)i;
	return -1;
}

static void read_phases(struct graph_reader *r, struct json_object *root, struct graph *g)
{
	struct json_object *list = json_get(root, "phases");
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	if (n < 1 || n > PHASES_MAX) {
		graph_problem_add(r, "/phases", "has to be a list of 1 to 20 names");
		return;
	}
	const char **names = arena_array(r->a, n, sizeof *names);
	for (size_t i = 0; i < n; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		names[i] = json_object_is_type(item, json_type_string) ? json_object_get_string(item) : "";
		if (!graph_is_name(names[i]))
			graph_problem_add(r, arena_printf(r->a, "/phases/%zu", i), "has to be a name");
	}
	g->phases = names;
	g->phase_count = n;
}

static void read_root(struct graph_reader *r, struct json_object *root, struct graph *g)
{
	graph_only(r, root, "", root_fields);
	g->name = graph_text(r, root, "", "name", true);
	g->revision_limit = graph_int(r, root, "", "revision_limit", 1, 100, 5);
	read_phases(r, root, g);
	graph_read_nodes(r, root, g);
	const char *entry = graph_name(r, root, "", "entry", true);
	g->entry = entry ? graph_find(g, entry) : -1;
	if (entry && g->entry < 0)
		graph_problem_add(r, "/entry", "no node is called \"%s\"", entry);
	else if (entry && (g->nodes[g->entry].kind == GRAPH_CHECKPOINT || g->nodes[g->entry].kind == GRAPH_JOIN))
		graph_problem_add(r, "/entry",
			"a %s has nothing before it here; begin with an agent, a leader or a builtin",
			graph_kind_name(g->nodes[g->entry].kind));
	graph_read_channels(r, root, g);
	graph_read_edges(r, root, g);
	graph_list_watched(r->a, g);
}

enum err graph_load(
	struct arena *a, struct json_object *root, const struct graph **graph_r, struct graph_problem **problems_r)
{
	struct graph_reader r;
	struct graph *g = arena_new(a, struct graph);
	graph_reader_init(&r, a);
	if (!json_object_is_type(root, json_type_object))
		graph_problem_add(&r, "", "a graph has to be an object");
	else
		read_root(&r, root, g);
	if (!r.count) {
		graph_compute_reach(a, g);
		graph_check(&r, g);
	}
	*graph_r = r.count ? NULL : g;
	*problems_r = r.first;
	return r.count ? ERR_INPUT : ERR_OK;
}
