/* SPDX-License-Identifier: ISC */
/* Channels: who writes them, and how the documents of several writers become one. */
#include "lib/graph_private.h"

#include "lib/json.h"

#include <string.h>

static const char *const channel_fields[] = {"reducer", "about", NULL};
static const char *const reducers[] = {"replace", "merge", "append"};

int graph_find_channel(const struct graph *g, const char *channel)
{
	for (size_t i = 0; i < g->channel_count; i++)
		if (!strcmp(g->channels[i].name, channel))
			return (int)i;
	return -1;
}

int graph_writer(const struct graph *g, const char *channel)
{
	int i = graph_find_channel(g, channel);
	return i < 0 ? -1 : g->channels[i].writers[0];
}

/* Nodes stand in their order, so a channel's writers do too. */
static void list_channels(struct arena *a, struct graph *g, struct graph_channel *channels)
{
	for (size_t i = 0; i < g->node_count; i++) {
		const char *name = g->nodes[i].channel;
		int at = name ? graph_find_channel(g, name) : -1;
		if (!name)
			continue;
		if (at < 0) {
			at = (int)g->channel_count++;
			channels[at].name = name;
			channels[at].writers = arena_array(a, g->node_count, sizeof(int));
		}
		((int *)channels[at].writers)[channels[at].writer_count++] = (int)i;
	}
}

static enum graph_reducer read_reducer(struct graph_reader *r, struct json_object *obj, const char *at)
{
	const char *name = graph_text(r, obj, at, "reducer", true);
	for (size_t i = 0; name && i < sizeof reducers / sizeof *reducers; i++)
		if (!strcmp(reducers[i], name))
			return (enum graph_reducer)i;
	if (name)
		graph_problem_add(
			r, arena_printf(r->a, "%s/reducer", at), "unknown reducer; use replace, merge or append");
	return GRAPH_REPLACE;
}

static void read_channel(struct graph_reader *r, struct graph *g, struct graph_channel *channels, const char *name,
	struct json_object *obj)
{
	if (!graph_is_name(name)) {
		graph_problem_add(r, "/channels",
			"the name of channel \"%.80s\" has to be a small letter, then at most 63 small letters, digits "
			"and _",
			name);
		return;
	}
	const char *at = arena_printf(r->a, "/channels/%s", name);
	int i = graph_find_channel(g, name);
	if (i < 0)
		graph_problem_add(r, at, "no node writes the channel \"%s\"; take it out, or name it in a node", name);
	if (!json_object_is_type(obj, json_type_object)) {
		graph_problem_add(r, at, "has to be an object with reducer");
		return;
	}
	graph_only(r, obj, at, channel_fields);
	enum graph_reducer reducer = read_reducer(r, obj, at);
	if (i >= 0)
		channels[i].reducer = reducer;
}

static void resolve_reads(struct arena *a, const struct graph *g, struct graph_node *n)
{
	size_t count = 0;
	while (n->reads[count])
		count++;
	int *indices = arena_array(a, count, sizeof *indices);
	for (size_t i = 0; i < count; i++)
		indices[i] = graph_find_channel(g, n->reads[i]);
	n->read_channels = indices;
}

void graph_read_channels(struct graph_reader *r, struct json_object *root, struct graph *g)
{
	struct graph_channel *channels = arena_array(r->a, g->node_count, sizeof *channels);
	struct json_object *given = json_get(root, "channels");
	g->channels = channels;
	list_channels(r->a, g, channels);
	if (given && !json_object_is_type(given, json_type_object)) {
		graph_problem_add(r, "/channels", "has to be an object: by channel, an object with reducer");
	} else if (given) {
		json_object_object_foreach(given, name, obj) read_channel(r, g, channels, name, obj);
	}
	for (size_t i = 0; i < g->node_count; i++)
		resolve_reads(r->a, g, (struct graph_node *)&g->nodes[i]);
}

void graph_list_watched(struct arena *a, struct graph *g)
{
	const char **names = arena_array(a, g->channel_count + 1, sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < g->channel_count; i++)
		if (g->channels[i].watched)
			names[count++] = g->channels[i].name;
	g->condition_channels = names;
}
