/* SPDX-License-Identifier: ISC */
#include "tests/fuzz/fuzz.h"

#include "lib/json.h"
#include "lib/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXTS_MAX 100

static const struct {
	const char *name;
	fuzz_target *run;
} targets[] = {{"body", fuzz_body}, {"query", fuzz_query}, {"http", fuzz_http}, {"multipart", fuzz_multipart},
	{"token", fuzz_token}, {"id", fuzz_id}, {"cookie", fuzz_cookie}, {"cursor", fuzz_cursor}, {"tar", fuzz_tar}, {"manifest", fuzz_manifest}};

static fuzz_target *target;
static char folder[] = "/tmp/ludwright-fuzz-XXXXXX";

static void remove_folder(void)
{
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	if (system(command) != 0)
		fprintf(stderr, "%s is left\n", folder);
}

const char *fuzz_folder(void)
{
	static bool made;
	if (!made && !mkdtemp(folder))
		abort();
	if (!made)
		atexit(remove_folder);
	made = true;
	return folder;
}

struct api *fuzz_api(void)
{
	static struct api api;
	static struct conf conf = {.public_url = "http://localhost:8080",
		.play_url = "http://play.localhost:8080",
		.secret_key = "a secret of thirty-two bytes, for nothing",
		.redis_url = "unix:/nonexistent/redis.sock",
		.cors_origins = "https://studio.example",
		.api_max_body = 1 << 20,
		.upload_max = 1 << 20};
	if (api.conf)
		return &api;
	conf.files_dir = conf.keys_dir = fuzz_folder();
	api.conf = &conf;
	arena_init(&api.arena, 48u << 20);
	if (redis_open(conf.redis_url, &api.redis) || token_keys_create(conf.keys_dir) ||
		token_keys_load(conf.keys_dir, conf.public_url, &api.keys))
		abort();
	return &api;
}

void fuzz_demand(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

void fuzz_request(struct request *req)
{
	static const char *const none[] = {NULL};
	static const struct http_io io = {.variables = none};
	*req = (struct request){.io = &io,
		.arena = &fuzz_api()->arena,
		.id = "req_00000000000000000000000000000000",
		.query = "",
		.path = "/",
		.address = "",
		.user_agent = "",
		.content_type = ""};
	memcpy(req->who.user, "00000000-0000-4000-8000-000000000000", sizeof req->who.user);
	strcpy(req->who.role, "member");
}

/* Of the heap, and not of the arena, so that the sanitizer sees a byte read past the end. */
static char *held[TEXTS_MAX];
static int held_count;

char *fuzz_text(const uint8_t *data, size_t size)
{
	size_t len = strnlen((const char *)data, size);
	char *text = held_count < TEXTS_MAX ? malloc(len + 1) : NULL;
	if (!text)
		abort();
	memcpy(text, data, len);
	text[len] = '\0';
	return held[held_count++] = text;
}

unsigned fuzz_byte(const uint8_t **data, size_t *size)
{
	if (!*size)
		return 0;
	--*size;
	return *(*data)++;
}

void fuzz_error(struct request *req, struct response *res, enum err err)
{
	fuzz_demand(err > ERR_OK && err < ERR_COUNT, "an outcome that there is");
	response_error(res, req, err);
	fuzz_demand(res->body.len < 100000, "an error stays small");
	fuzz_demand(!json_check(res->body.data, res->body.len, &json_limits_body, NULL), "an error is JSON");
	response_clear(res);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ_TARGET");
	(void)argc;
	(void)argv;
	log_init("fuzz", LOG_LEVEL_ERROR, "/dev/null");
	for (size_t i = 0; name && i < sizeof targets / sizeof *targets; i++)
		if (!strcmp(name, targets[i].name))
			target = targets[i].run;
	if (target)
		return 0;
	fprintf(stderr, "FUZZ_TARGET is one of:");
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		fprintf(stderr, " %s", targets[i].name);
	fprintf(stderr, "\n");
	exit(2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	target(data, size);
	arena_reset(&fuzz_api()->arena);
	while (held_count)
		free(held[--held_count]);
	return 0;
}
