/* SPDX-License-Identifier: ISC */
/* ludctl audit: reads the trail, and verifies its hash chain against the signed heads outside the database. */
#include "ctl/chain.h"
#include "ctl/table.h"
#include "lib/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_MAX = 1000 };

/* The filters that were given, as audit_find() takes them. */
static const char *filters(struct context *c)
{
	static const char *const names[] = {"action", "subject", "outcome", "request", "since", "until", NULL};
	struct json_object *object = json_object_new_object();
	for (const char *const *name = names; *name; name++) {
		const char *value = command_option(c, *name);
		if (value)
			json_object_object_add(
				object, strcmp(*name, "request") ? *name : "request_id", json_object_new_string(value));
	}
	const char *text = json_text(c->arena, object);
	json_object_put(object);
	return text;
}

static void print_rows(struct context *c, const PGresult *rows)
{
	if (command_option(c, "json")) {
		struct json_object *list = table_json(rows);
		puts(json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
		json_object_put(list);
	} else if (PQntuples(rows) > 0) {
		table_print(c->arena, rows);
	} else {
		puts("no rows");
	}
}

int audit_list(struct context *c)
{
	const char *limit = command_option(c, "limit");
	long n = limit ? strtol(limit, NULL, 10) : 50;
	if (n < 1 || n > LIMIT_MAX)
		return command_fail("--limit is a number from 1 to %d", LIMIT_MAX);
	struct db *db = command_database(c);
	struct db_error said = {.sqlstate = ""};
	PGresult *rows = NULL;
	if (!db)
		return 1;
	struct db_param params[] = {
		DB_TEXT(filters(c)), DB_TEXT(command_option(c, "actor")), DB_TEXT(arena_printf(c->arena, "%ld", n))};
	int status = 0;
	if (db_query(db, c->arena, "audit_list", 3, params, &rows, &said))
		status = command_fail("%s", said.message);
	else
		print_rows(c, rows);
	PQclear(rows);
	db_close(db);
	return status;
}

/* What holds, and how far signatures vouch for it. */
static int summary(const struct chain *chain)
{
	printf("%" PRId64 " rows sealed", chain->rows);
	if (chain->rows)
		printf(", numbers %" PRId64 " to %" PRId64, chain->begins, chain->number);
	printf("; %" PRId64 " not yet; %zu heads outside the database", chain->loose, chain->head_count);
	if (chain->signed_to)
		printf(", signed up to %" PRId64, chain->signed_to);
	if (chain->found) {
		printf("\n%" PRId64 " findings\n", chain->found);
		return 1;
	}
	puts("\nthe trail is sound");
	return 0;
}

int audit_verify(struct context *c)
{
	const char *given = command_option(c, "heads");
	const char *keys = audit_key_dir(c->arena, c->conf);
	const char *dir = given ? given : *c->conf->audit_dir ? c->conf->audit_dir : keys;
	struct chain chain = {.c = c, .keys = keys};
	int status = 1;
	if (chain_heads(&chain, dir)) {
		command_fail("the heads in %s cannot be read: as the API's user, or with --heads DIR", dir);
	} else if ((chain.db = command_database(c))) {
		if (chain_walk(&chain))
			command_fail("the trail cannot be read: %s", db_message(chain.db));
		else if (chain.rows && !chain.head_count)
			status = command_fail(
				"there are no heads in %s: nothing outside the database vouches for it", dir);
		else
			status = summary(&chain);
	}
	db_close(chain.db);
	chain_done(&chain);
	return status;
}
