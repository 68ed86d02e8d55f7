/* SPDX-License-Identifier: ISC */
/* ludwright-api: the REST API as FastCGI behind nginx (its own socket), or as plain CGI. */
#include "cgi/child.h"
#include "cgi/master.h"
#include "cgi/openapi.h"
#include "config.h"
#include "lib/harden.h"
#include "lib/log.h"
#include "lib/log_levels.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_MAX (16u << 20)
#define DOCUMENT_MAX (4u << 20)

/* One plan a statement and connection, made for nobody in particular: such a plan expects few rows and would read all
 * of them to sort them; without bitmaps it follows the index that has the order already (tests/sql/t/list_plans.sql).
 */
#define SESSION_OPTIONS "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off"

static int usage(FILE *out, int code)
{
	fprintf(out, "usage: ludwright-api [--conf FILE] [--check] [--openapi] [--version]\n"
		     "Serves the REST API over FastCGI on the socket that the configuration names; as plain CGI when "
		     "started by a web server. --openapi prints the OpenAPI document.\n");
	return code;
}

/* The document needs no configuration and no server. */
static int print_document(void)
{
	struct buf b;
	const char *missing = NULL;
	buf_init(&b, DOCUMENT_MAX);
	enum err err = openapi_make(&b, &missing);
	if (err)
		fprintf(stderr, "ludwright-api: cgi/answers.c has no row for %s\n", missing);
	else if (fwrite(b.data, 1, b.len, stdout) != b.len || fflush(stdout))
		err = ERR_SYSTEM;
	buf_free(&b);
	return err != ERR_OK;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"conf", required_argument, NULL, 'c'},
		{"check", no_argument, NULL, 't'}, {"openapi", no_argument, NULL, 'o'},
		{"version", no_argument, NULL, 'V'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	const char *path = NULL, *message = NULL;
	bool check = false;
	struct arena arena;
	struct conf conf;
	for (int c; (c = getopt_long(argc, argv, "c:tVh", options, NULL)) != -1;) {
		if (c == 'V') {
			puts("ludwright-api " VERSION);
			return 0;
		}
		if (c == 'o')
			return print_document();
		if (c == 'c')
			path = optarg;
		else if (c == 't')
			check = true;
		else
			return usage(c == 'h' ? stdout : stderr, c == 'h' ? 0 : 2);
	}
	harden_process();
	arena_init(&arena, ARENA_MAX);
	if (conf_load(&arena, path, &conf, &message)) {
		fprintf(stderr, "ludwright-api: %s\n", message);
		return 1;
	}
	if (strlen(conf.secret_key) < 32) {
		fprintf(stderr, "ludwright-api: server.secret_key (SECRET_KEY) must have at least 32 bytes\n");
		return 1;
	}
	enum log_level level = LOG_LEVEL_INFO;
	log_level_parse(conf.log_level, &level);
	log_init("ludwright.api", level, conf.log_path && *conf.log_path ? conf.log_path : NULL);
	log_levels_use(conf.log_levels);
	if (check)
		return puts("ok") < 0;
	db_set_options(SESSION_OPTIONS);
	int code = getenv("GATEWAY_INTERFACE") ? child_cgi(&conf) : master_run(&arena, path, &conf);
	arena_done(&arena);
	return code;
}
