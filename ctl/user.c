/* SPDX-License-Identifier: ISC */
#include "ctl/command.h"
#include "ctl/table.h"

#include "lib/audit_key.h"
#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/password.h"
#include "lib/token.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* From --password-file, $LUDWRIGHT_PASSWORD, or standard input. Out: a hash in the arena, or NULL after the reason was printed. */
static const char *new_password_hash(struct context *c)
{
	const char *path = command_option(c, "password-file"), *environment = getenv("LUDWRIGHT_PASSWORD");
	char line[256] = "";
	if (path || !environment) {
		if (!path && isatty(STDIN_FILENO))
			fputs("New password: ", stderr);
		FILE *file = path ? fopen(path, "re") : stdin;
		bool got = file && fgets(line, sizeof line, file);
		if (file && path)
			fclose(file);
		if (!got) {
			command_fail("no password: give --password-file, $LUDWRIGHT_PASSWORD, or a line on standard input");
			return NULL;
		}
		line[strcspn(line, "\n")] = '\0';
	}
	const char *password = path || !environment ? line : environment;
	char *hash = arena_alloc(c->arena, PASSWORD_HASH_SIZE);
	if (password_acceptable(password)) {
		command_fail("a password has 10 to 72 bytes of UTF-8");
		hash = NULL;
	} else if (password_hash(password, hash)) {
		command_fail("the password could not be hashed");
		hash = NULL;
	}
	explicit_bzero(line, sizeof line);
	return hash;
}

static int run_change(struct context *c, const char *statement, int n, const struct db_param *params, const char *done, const char *nothing)
{
	struct db *db = command_database(c);
	if (!db)
		return 1;
	struct db_error error = {0};
	PGresult *result = NULL;
	enum err err = db_query(db, c->arena, statement, n, params, &result, &error);
	int status = 0;
	if (err == ERR_DUPLICATE)
		status = command_fail("there is an account %s already", c->argv[0]);
	else if (err)
		status = command_fail("%s", error.message ? error.message : err_name(err));
	else if (PQntuples(result) == 0)
		status = command_fail("%s %s", nothing, c->argv[0]);
	else
		printf("%s %s\n", done, c->argv[0]);
	PQclear(result);
	db_close(db);
	return status;
}

static bool role_valid(const char *role)
{
	return !role || strcmp(role, "admin") == 0 || strcmp(role, "member") == 0;
}

int user_add(struct context *c)
{
	const char *email = c->argv[0], *name = command_option(c, "name"), *role = command_option(c, "role");
	if (!strchr(email, '@') || strlen(email) > 255)
		return command_fail("%s is not a mail address", email);
	if (!role_valid(role))
		return command_fail("a role is admin or member");
	const char *hash = new_password_hash(c);
	if (!hash)
		return 1;
	struct db_param params[] = {DB_TEXT(email), DB_TEXT(name ? name : arena_strndup(c->arena, email, strcspn(email, "@"))), DB_TEXT(role ? role : "member"), DB_TEXT(hash)};
	return run_change(c, "user_add", 4, params, "added", "nothing was added for");
}

int user_passwd(struct context *c)
{
	const char *hash = new_password_hash(c);
	if (!hash)
		return 1;
	struct db_param params[] = {DB_TEXT(c->argv[0]), DB_TEXT(hash)};
	return run_change(c, "user_password", 2, params, "changed the password of", "there is no account");
}

/* A secret of 256 bits behind a prefix. Out: its hash in hex, which is all that is kept. */
static char *new_secret(struct context *c, const char *prefix, char hex_r[HASH_HEX_SIZE])
{
	unsigned char bytes[32];
	hash_random(bytes, sizeof bytes);
	char *secret = arena_printf(c->arena, "%s%s", prefix, codec_base64url(c->arena, bytes, sizeof bytes));
	explicit_bzero(bytes, sizeof bytes);
	hash_sha256_hex(secret, strlen(secret), hex_r);
	return secret;
}

/* Runs a statement that keeps a secret's hash, and prints the link. In: nothing says what it means that no row came. */
static int print_link(struct context *c, const char *statement, int n, const struct db_param *params, const char *word, const char *secret,
	const char *nothing)
{
	struct db *db = command_database(c);
	if (!db)
		return 1;
	struct db_error error = {0};
	PGresult *result = NULL;
	enum err err = db_query(db, c->arena, statement, n, params, &result, &error);
	int status = 0;
	if (err)
		status = command_fail("%s", error.message ? error.message : err_name(err));
	else if (PQntuples(result) == 0)
		status = command_fail("%s", nothing);
	else
		printf("%s/#%s=%s\n", c->conf->public_url, word, secret);
	PQclear(result);
	db_close(db);
	return status;
}

int user_invite(struct context *c)
{
	const char *email = c->argc ? c->argv[0] : NULL, *role = command_option(c, "role"), *days = command_option(c, "days");
	char *end = NULL, hex[HASH_HEX_SIZE];
	long n = days ? strtol(days, &end, 10) : 7;
	if (strcmp(c->conf->registration, "closed") == 0)
		return command_fail("registration is closed: set server.registration to invitation");
	if (email && (!strchr(email, '@') || strlen(email) > 255))
		return command_fail("%s is not a mail address", email);
	if (!role_valid(role))
		return command_fail("a role is admin or member");
	if (n < 1 || n > 90 || (end && (*end || end == days)))
		return command_fail("--days is 1 to 90");
	char *secret = new_secret(c, "ludinv_", hex);
	struct db_param params[] = {DB_TEXT(hex), DB_TEXT(email), DB_TEXT(role), DB_TEXT(arena_printf(c->arena, "%ld", n))};
	return print_link(c, "user_invite", 4, params, "invitation", secret, "nothing was added");
}

int user_reset(struct context *c)
{
	char hex[HASH_HEX_SIZE], *secret = new_secret(c, "ludreset_", hex);
	struct db_param params[] = {DB_TEXT(c->argv[0]), DB_TEXT(hex)};
	return print_link(c, "user_reset", 2, params, "reset", secret,
		arena_printf(c->arena, "there is no account %s, or it is disabled", c->argv[0]));
}

int user_list(struct context *c)
{
	struct db *db = command_database(c);
	PGresult *rows = NULL;
	int status = 0;
	if (!db)
		return 1;
	if (db_query(db, c->arena, "user_list", 0, NULL, &rows, NULL))
		status = command_fail("the accounts could not be read: %s", db_message(db));
	else if (command_option(c, "json")) {
		struct json_object *all = table_json(rows);
		puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
		json_object_put(all);
	} else
		table_print(c->arena, rows);
	PQclear(rows);
	db_close(db);
	return status;
}

static int change(struct context *c, const char *role, const char *disabled, const char *done)
{
	struct db_param params[] = {DB_TEXT(c->argv[0]), DB_TEXT(role), DB_TEXT(disabled)};
	return run_change(c, "user_change", 3, params, done, "there is no account");
}

int user_role(struct context *c)
{
	if (!role_valid(c->argv[1]))
		return command_fail("a role is admin or member");
	return change(c, c->argv[1], NULL, "changed the role of");
}

int user_disable(struct context *c)
{
	return change(c, NULL, "true", "disabled");
}

int user_enable(struct context *c)
{
	return change(c, NULL, "false", "enabled");
}

int keys_create(struct context *c)
{
	if (token_keys_create(c->conf->keys_dir) || audit_key_create(audit_key_dir(c->arena, c->conf)))
		return command_fail("the keys could not be made in %s", c->conf->keys_dir);
	printf("keys are in %s\n", c->conf->keys_dir);
	return 0;
}

int keys_rotate(struct context *c)
{
	char kid[TOKEN_KID_SIZE];
	if (token_keys_rotate(c->conf->keys_dir, kid))
		return command_fail("the keys in %s could not be rotated: %s", c->conf->keys_dir, errno ? strerror(errno) : "see above");
	printf("%s signs from now on\n", kid);
	return 0;
}
