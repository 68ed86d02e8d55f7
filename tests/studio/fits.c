/* SPDX-License-Identifier: ISC */
/*
 * Holds documents against the graph's schemas as the worker does before it keeps one (step_check() in
 * worker/step_store.c): the same parser, limits and validator.
 *
 *   fits FOLDER      FOLDER/AGENT/schema.json are the schemas
 *
 * Standard input: a document a line, AGENT, a tab, JSON. Standard output: for each one line, empty when it fits, else
 * what is wrong. Exits with 2 when a schema cannot be used.
 */
#include "lib/document.h"
#include "lib/json.h"
#include "lib/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCHEMA_MAX = 1 << 20, ARENA_MAX = 64 << 20 };

static _Noreturn void unusable(const char *agent, const char *why)
{
	fprintf(stderr, "fits: schema of %s: %s\n", agent, why);
	exit(2);
}

/* Owns: the caller. */
static struct json_object *schema_of(struct arena *a, const char *folder, const char *agent)
{
	struct json_object *schema = NULL;
	struct schema_problem *problem = NULL;
	char *text = arena_alloc(a, SCHEMA_MAX);
	FILE *f = fopen(arena_printf(a, "%s/%s/schema.json", folder, agent), "r");
	if (!f)
		unusable(agent, "is not there");
	size_t len = fread(text, 1, SCHEMA_MAX, f);
	fclose(f);
	if (json_parse(text, len, &json_limits_trust, NULL, &schema) || schema_load(a, schema, &problem))
		unusable(agent, problem ? problem->message : "is no JSON");
	return schema;
}

static void check(struct arena *a, const char *folder, const char *agent, const char *text)
{
	struct json_object *schema = schema_of(a, folder, agent), *document = NULL;
	struct schema_problem *problems = NULL;
	struct json_problem problem = {0};
	const char *wrong = NULL;
	if (json_parse(text, strlen(text), &json_limits_trust, &problem, &document))
		wrong = arena_printf(a, "byte %zu: %s", problem.offset, problem.message);
	else if (!json_object_is_type(document, json_type_object))
		wrong = "is no object";
	else if (!(wrong = document_wrong(document)))
		schema_check(a, schema, document, &problems);
	printf("%s", wrong ? wrong : "");
	for (struct schema_problem *p = problems; p; p = p->next)
		printf("%s%s %s", p == problems ? "" : "; ", p->pointer, p->message);
	printf("\n");
	json_object_put(document);
	json_object_put(schema);
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t room = 0;
	struct arena a;
	if (argc != 2)
		return 2;
	arena_init(&a, ARENA_MAX);
	for (ssize_t len; (len = getline(&line, &room, stdin)) > 0; arena_reset(&a)) {
		char *tab = strchr(line, '\t');
		if (!tab)
			return 2;
		*tab = '\0';
		line[len - 1] = line[len - 1] == '\n' ? '\0' : line[len - 1];
		check(&a, argv[1], line, tab + 1);
	}
	free(line);
	arena_done(&a);
	return 0;
}
