/* SPDX-License-Identifier: ISC */
/* ludwright-relay: its arguments, and the parent that keeps its processes. */
#include "config.h"
#include "lib/conf.h"
#include "lib/harden.h"
#include "lib/log.h"
#include "lib/log_levels.h"
#include "relay/pool.h"

#include <getopt.h>
#include <stdio.h>

#define ARENA_MAX (16u << 20)

static int usage(FILE *out, int code)
{
	fprintf(out, "usage: ludwright-relay [--conf FILE] [--check] [--version]\n"
		     "Sends events to browsers and programs over WebSocket, Socket.IO and Server-Sent Events.\n");
	return code;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"conf", required_argument, NULL, 'c'},
		{"check", no_argument, NULL, 't'}, {"version", no_argument, NULL, 'V'},
		{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	const char *path = NULL, *message = NULL;
	bool check = false;
	static struct arena arena;
	static struct conf conf;
	enum log_level level = LOG_LEVEL_INFO;
	for (int c; (c = getopt_long(argc, argv, "c:tVh", options, NULL)) != -1;) {
		if (c == 'V') {
			puts("ludwright-relay " VERSION);
			return 0;
		}
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
		fprintf(stderr, "ludwright-relay: %s\n", message);
		return 1;
	}
	if (!*conf.relay_socket && !*conf.relay_listen) {
		fprintf(stderr, "ludwright-relay: neither relay.socket nor relay.listen is set\n");
		return 1;
	}
	log_level_parse(conf.log_level, &level);
	log_init("ludwright.relay", level, *conf.log_path ? conf.log_path : NULL);
	log_levels_use(conf.log_levels);
	if (check)
		return puts("ok") < 0;
	int code = pool_run(&arena, path, &conf);
	arena_done(&arena);
	return code;
}
