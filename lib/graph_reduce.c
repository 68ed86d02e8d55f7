/* SPDX-License-Identifier: ISC */
#include "lib/graph.h"

static struct json_object *append(struct json_object *const *documents, size_t count)
{
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < count; i++)
		json_object_array_add(list, json_object_get(documents[i]));
	return list;
}

static struct json_object *merge(struct json_object *const *documents, size_t count)
{
	struct json_object *whole = json_object_new_object();
	for (size_t i = 0; i < count; i++) {
		if (!json_object_is_type(documents[i], json_type_object))
			continue;
		json_object_object_foreach(documents[i], key, value)
			json_object_object_add(whole, key, json_object_get(value));
	}
	return whole;
}

struct json_object *graph_reduce(enum graph_reducer reducer, struct json_object *const *documents, size_t count)
{
	if (reducer == GRAPH_APPEND)
		return append(documents, count);
	if (reducer == GRAPH_MERGE)
		return merge(documents, count);
	return count ? json_object_get(documents[count - 1]) : NULL;
}
