/* SPDX-License-Identifier: ISC */
#include "ctl/client.h"

#include "lib/http.h"
#include "lib/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { TOKEN_AGE_S = 600 };

static const char *read_secret_file(struct context *c, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[256];
	if (!file || !fgets(line, sizeof line, file)) {
		if (file)
			fclose(file);
		command_fail("cannot read a password from %s", path);
		return NULL;
	}
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	const char *secret = arena_strdup(c->arena, line);
	explicit_bzero(line, sizeof line);
	return secret;
}

static const char *ask_password(struct context *c)
{
	struct termios before, quiet;
	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0) {
		command_fail("no password: give --password-file or $LUDWRIGHT_PASSWORD");
		return NULL;
	}
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t) ECHO;
	fputs("Password: ", stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	char line[256];
	const char *got = fgets(line, sizeof line, stdin);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputc('\n', stderr);
	if (!got)
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return arena_strdup(c->arena, line);
}

static const char *setting(struct context *c, const char *option, const char *variable)
{
	const char *value = command_option(c, option);
	return value ? value : getenv(variable);
}

static struct json_object *exchange(struct client *client, const char *method, const char *path, struct json_object *body, long *status_r)
{
	struct arena *a = client->context->arena;
	struct http_request request = {.method = method, .url = arena_printf(a, "%s/api/v1%s", client->url, path), .bearer = client->token[0] ? client->token : NULL, .file = -1,
		.body = body ? json_text(a, body) : NULL};
	struct http_answer answer;
	*status_r = http_perform(a, &request, &answer) ? 0 : answer.status;
	json_object_put(body);
	struct json_object *value = NULL;
	if (*status_r && json_parse(answer.body, answer.length, &json_limits_trust, NULL, &value))
		return NULL;
	return value;
}

static void print_error(const struct client *client, long status, struct json_object *answer)
{
	struct json_object *error = json_get(answer, "error");
	if (status == 0) {
		command_fail("%s cannot be reached", client->url);
		return;
	}
	command_fail("%s (%s)", json_get_string(error, "message", "the server's answer could not be read"), json_get_string(error, "code", "no code"));
	struct json_object *details = json_get(error, "details");
	for (size_t i = 0; details && json_object_is_type(details, json_type_array) && i < json_object_array_length(details); i++) {
		struct json_object *detail = json_object_array_get_idx(details, i);
		command_fail("  %s: %s", json_get_string(detail, "field", "?"), json_get_string(detail, "message", ""));
	}
}

static bool login(struct client *client, bool say)
{
	struct json_object *body = json_object_new_object();
	json_object_object_add(body, "email", json_object_new_string(client->email));
	json_object_object_add(body, "password", json_object_new_string(client->password));
	client->token[0] = '\0';
	long status = 0;
	struct json_object *answer = exchange(client, "POST", "/auth/login", body, &status);
	const char *token = json_get_string(answer, "access_token", NULL);
	if (status == 200 && token && strlen(token) < sizeof client->token) {
		strcpy(client->token, token);
		client->token_at = time(NULL);
	} else if (say) {
		print_error(client, status, answer);
	}
	json_object_put(answer);
	return client->token[0] != '\0';
}

bool client_sign_in(struct context *c, struct client *client_r)
{
	*client_r = (struct client) {.context = c, .url = setting(c, "url", "LUDWRIGHT_URL"), .email = setting(c, "email", "LUDWRIGHT_EMAIL")};
	if (!client_r->url || !client_r->email) {
		command_fail("say where and who: --url and --email, or $LUDWRIGHT_URL and $LUDWRIGHT_EMAIL");
		return false;
	}
	char *url = arena_strdup(c->arena, client_r->url);
	for (size_t n = strlen(url); n > 0 && url[n - 1] == '/'; n--)
		url[n - 1] = '\0';
	client_r->url = url;
	const char *file = command_option(c, "password-file");
	client_r->password = file ? read_secret_file(c, file) : getenv("LUDWRIGHT_PASSWORD");
	if (!client_r->password && !file)
		client_r->password = ask_password(c);
	return client_r->password && login(client_r, true);
}

struct json_object *client_try(struct client *client, const char *method, const char *path, struct json_object *body, long *status_r)
{
	if (time(NULL) - client->token_at > TOKEN_AGE_S)
		login(client, false);
	return exchange(client, method, path, body, status_r);
}

struct json_object *client_call(struct client *client, const char *method, const char *path, struct json_object *body)
{
	long status = 0;
	struct json_object *answer = client_try(client, method, path, body, &status);
	if (status >= 200 && status < 300)
		return answer ? answer : json_object_new_object();
	print_error(client, status, answer);
	json_object_put(answer);
	return NULL;
}

bool client_download(struct client *client, const char *address, int file)
{
	struct arena *a = client->context->arena;
	const char *url = address[0] == '/' ? arena_printf(a, "%s%s", client->url, address) : address;
	/* The token goes to our own server only, wherever an address may point. */
	bool own = strncmp(url, client->url, strlen(client->url)) == 0 && url[strlen(client->url)] == '/';
	struct http_request request = {.method = "GET", .url = url, .bearer = own ? client->token : NULL, .file = file, .max_answer = 1UL << 30, .timeout_ms = 300000};
	struct http_answer answer;
	if (http_perform(a, &request, &answer) || answer.status != 200) {
		command_fail("%s could not be fetched (%s, status %ld)", url, answer.message ? answer.message : "refused", answer.status);
		return false;
	}
	return true;
}
