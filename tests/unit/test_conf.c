/* SPDX-License-Identifier: ISC */
#include "lib/conf_keys.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static struct arena a;
static struct conf conf;
static const char *message;

/* Loads a file of that text. */
static enum err load(const char *text)
{
	char path[] = "/tmp/ludwright-conf-XXXXXX";
	int fd = mkstemp(path);
	enum err err;

	arena_init(&a, 16 << 20);
	ck_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
	err = conf_load(&a, path, &conf, &message);
	unlink(path);
	return err;
}

static void refused(const char *text, const char *part)
{
	ck_assert_msg(load(text) == ERR_INPUT, "taken: %s", text);
	ck_assert_msg(message && strstr(message, part), "%s: %s", text, message ? message : "no message");
	arena_done(&a);
}

START_TEST(defaults_file_and_environment)
{
	ck_assert_int_eq(load(""), ERR_OK);
	ck_assert_str_eq(conf.provider, "offline");
	ck_assert_str_eq(conf.registration, "closed");
	ck_assert_int_eq(conf.api_children, 16);
	ck_assert_int_eq(conf.api_max_body, 1 << 20);
	ck_assert_int_eq(conf.upload_max, 50L << 20);
	ck_assert_int_eq(conf.worker_lease_seconds, 15);
	ck_assert_int_eq(conf.worker_claims_max, 5);
	ck_assert_int_eq(conf.worker_project_limit, 0);
	ck_assert(!conf.cookie_secure);
	arena_done(&a);
	setenv("LUDWRIGHT_API_CHILDREN", "3", 1);
	setenv("DATABASE_URL", "postgresql:///two", 1);
	setenv("REDIS_URL", "unix:/second", 1);
	setenv("LUDWRIGHT_REDIS_URL", "unix:/first", 1);
	ck_assert_int_eq(load("; note\n[database]\nurl = postgresql:///one\n[api]\nchildren=5 ; few\nmax_body = "
			      "64K\n[server]\npublic_url=https://a.example\n"),
		ERR_OK);
	ck_assert_int_eq(conf.api_children, 3);
	ck_assert_int_eq(conf.api_max_body, 65536);
	ck_assert_str_eq(conf.database_url, "postgresql:///two");
	ck_assert_str_eq(conf.redis_url, "unix:/first");
	ck_assert(conf.cookie_secure);
	arena_done(&a);
	ck_assert_int_eq(load("[server]\npublic_url=https://a.example\n[api]\ncookie_secure=no\n"), ERR_OK);
	ck_assert(!conf.cookie_secure);
	arena_done(&a);
	setenv("LUDWRIGHT_API_CHILDREN", "many", 1);
	refused("", "LUDWRIGHT_API_CHILDREN: api.children must be a number from 1 to 256");
}
END_TEST

START_TEST(mistakes_are_named_with_their_line)
{
	char text[400];

	refused("[api]\nchildern = 5\n", ":2: unknown key api.childern");
	refused("children = 5\n", ":1: unknown key .children");
	refused("[nowhere]\nx=1\n", "unknown key nowhere.x");
	refused("[api]\n\nchildren = 0\n", ":3: api.children must be");
	refused("[api]\nchildren = 257\n", "api.children");
	refused("[api]\nchildren = 5x\n", "api.children");
	refused("[api]\nchildren = 99999999999999999999\n", "api.children");
	refused("[api]\nchildren = \n", "api.children");
	refused("[api]\nchildren = 5\nchildren = 6\n", ":3: api.children is there twice");
	refused("[api]\nchildren = 5\n  6\n", "twice");
	refused("[api\nchildren = 5\n", ":1:");
	refused("[api]\nnonsense\n", ":2:");
	refused("[server]\nregistration = clos\n", "must be one of");
	refused("[server]\nregistration = closed invitation\n", "must be one of");
	refused("[server]\npublic_url = https://a.example/\n", "server.public_url");
	refused("[server]\npublic_url = ftp://a.example\n", "server.public_url");
	refused("[server]\npublic_url = https://\n", "server.public_url");
	refused("[server]\nplay_url = http://LOCALHOST:8080\n", "another origin");
	refused("[api]\ncors_origins = *\n", "must be origins");
	refused("[api]\ncors_origins = null\n", "must be origins");
	refused("[api]\ncors_origins = https://a.example/\n", "must be origins");
	refused("[api]\ncors_origins = https://a.example:443\n", "must be origins");
	refused("[api]\ncors_origins = http://a.example https://B.example\n", "must be origins");
	refused("[server]\npublic_url = https://a.example\nplay_url = https://A.example:443\n", "another origin");
	refused("[server]\npublic_url = http://a.example:80\nplay_url = http://a.example\n", "another origin");
	refused("[server]\nsecret_key = tooshort\n", "server.secret_key needs 32");
	refused("[database]\nurl = hello\n", ":2: database.url must be postgresql://");
	refused("[redis]\nurl = rediss://h:1\n", ":2: redis.url must be redis://");
	refused("[redis]\nurl = h:6379\n", "redis.url must be");
	refused("[relay]\nlisten = 8090\n", ":2: relay.listen must be address:port");
	refused("[relay]\nlisten = 127.0.0.1:99999\n", "relay.listen must be");
	refused("[relay]\nlisten = 127.0.0.1:0\n", "relay.listen must be");
	refused("[relay]\nlisten = ::1:80\n", "relay.listen must be");
	refused("[provider]\nopenai_url = localhost:8080/v1\n", ":2: provider.openai_url must be http://");
	refused("[provider]\nanthropic_url = https://\n", "provider.anthropic_url must be");
	refused("[mail]\nfrom = a@b.example\nurl = mail.example.org\n", ":3: mail.url must be smtp://");
	refused("[mail]\nfrom = a@b.example\nurl = http://mail.example.org\n", "mail.url must be");
	refused("[mail]\nfrom = a@b.example\nurl = smtp://me:word@mail.example.org\n", "mail.url must be");
	refused("[mail]\nfrom = a@b.example\nurl = smtp://mail.example.org:0\n", "mail.url must be");
	refused("[mail]\nurl = smtp://mail.example.org\n", "mail.from: is needed with mail.url");
	refused("[mail]\nfrom = Ludwright\n", ":2: mail.from must be a mail address");
	refused("[api]\ncookie_secure = maybe\n", "true or false");
	refused("[log]\npath = \xff\n", "UTF-8");
	memset(text, 'x', sizeof(text));
	memcpy(text, "[log]\npath = ", 13);
	text[6 + 199] = '\n';
	text[6 + 200] = '\0';
	ck_assert_int_eq(load(text), ERR_OK);
	ck_assert_uint_eq(strlen(conf.log_path), 192);
	arena_done(&a);
	text[6 + 199] = 'x';
	text[6 + 200] = '\n';
	text[6 + 201] = '\0';
	refused(text, ":2: longer than 199 bytes");
	arena_init(&a, 1 << 20);
	ck_assert_int_eq(conf_load(&a, "/nonexistent", &conf, &message), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(message, "/nonexistent"));
	arena_done(&a);
}
END_TEST

/* Over and over again, as a log's rotation asks for: the memory of one that is not used any more is free again. */
START_TEST(read_again_and_again)
{
	struct arena *held = NULL;
	const struct conf *now = &conf;

	char path[] = "/tmp/ludwright-conf-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_eq(load("[api]\nsocket = /run/first\nchildren = 4\n"), ERR_OK);
	ck_assert(dprintf(fd, "[api]\nsocket = /run/second\nchildren = 7\n") > 0);
	for (int i = 0; i < 200; i++) {
		struct conf *next = conf_reload(path, now, &held);
		ck_assert_ptr_nonnull(next);
		ck_assert_int_eq(next->api_children, 7);
		ck_assert_str_eq(next->api_socket, "/run/first");
		now = next;
	}
	ck_assert(dprintf(fd, "children = many\n") > 0);
	for (int i = 0; i < 200; i++)
		ck_assert_ptr_null(conf_reload(path, now, &held));
	ck_assert_int_eq(now->api_children, 7);
	close(fd);
	unlink(path);
	arena_done(held);
	free(held);
	arena_done(&a);
}
END_TEST

START_TEST(hashing_leaves_a_core)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	ck_assert_int_eq(load(""), ERR_OK);
	ck_assert_int_eq(conf.api_password_children, cores > 1 ? cores - 1 : 1);
	arena_done(&a);
	ck_assert_int_eq(load("[api]\npassword_children = 5\n"), ERR_OK);
	ck_assert_int_eq(conf.api_password_children, 5);
	arena_done(&a);
}
END_TEST

START_TEST(worker_processes_have_bounds)
{
	ck_assert_int_eq(load(""), ERR_OK);
	ck_assert_int_eq(conf.worker_min, 1);
	ck_assert_int_eq(conf.worker_max, 2 * sysconf(_SC_NPROCESSORS_ONLN));
	arena_done(&a);
	ck_assert_int_eq(load("[worker]\nmin = 200\n"), ERR_OK);
	ck_assert_int_ge(conf.worker_max, 200);
	arena_done(&a);
	ck_assert_int_eq(load("[worker]\nmin = 3\nmax = 3\n"), ERR_OK);
	ck_assert_int_eq(conf.worker_max, 3);
	arena_done(&a);
	refused("[worker]\nmin = 4\nmax = 3\n", "worker.max: must not be less than worker.min");
	refused("[worker]\nmin = 0\n", "worker.min must be a number from 1 to 256");
	refused("[worker]\nmax = 257\n", "worker.max must be");
	refused("[worker]\nprocesses = 2\n", "unknown key worker.processes");
	refused("[worker]\nclaims_max = 1\n", "worker.claims_max must be a number from 2 to 100");
	refused("[worker]\nproject_limit = -1\n", "worker.project_limit must be");
}
END_TEST

START_TEST(limits_are_named_by_provider)
{
	static const char *const names[CONF_PROVIDERS] = {"anthropic", "openai", "offline", "script"};

	setenv("LUDWRIGHT_PROVIDER_OPENAI_LIMIT", "4", 1);
	ck_assert_int_eq(load("[provider]\nanthropic_limit = 50\nopenai_limit = 9\n"), ERR_OK);
	for (int i = 0; i < CONF_PROVIDERS; i++) {
		ck_assert_str_eq(conf.provider_limits[i].name, names[i]);
		ck_assert_int_eq(conf.provider_limits[i].most, i == 0 ? 50 : i == 1 ? 4 : 0);
	}
	arena_done(&a);
	refused("[provider]\nscript_limit = x\n", "provider.script_limit must be a number from 0 to 100000");
	refused("[provider]\nother_limit = 1\n", "unknown key provider.other_limit");
}
END_TEST

static void secret_file(const char *content, size_t len)
{
	FILE *f = fopen("/tmp/ludwright-conf-secret", "w");

	fwrite(content, 1, len, f);
	fclose(f);
}

START_TEST(what_is_right_is_taken)
{
	ck_assert_int_eq(
		load("[database]\nurl = host=/run/postgresql dbname=x\n[redis]\nurl = unix:/run/r.sock?db=2\n"
		     "[relay]\nlisten = [::1]:8090\n[provider]\nopenai_url = http://127.0.0.1:8080/v1\nanthropic_url = "
		     "https://[2001:db8::1]:8443\n[mail]\nurl = smtps://mail.example.org:465\nfrom = \"L. W.\" <l@w.example>\n"),
		ERR_OK);
	ck_assert_str_eq(conf.relay_listen, "[::1]:8090");
	arena_done(&a);
	ck_assert_int_eq(load("[relay]\nlisten = :8090\n[mail]\nurl = smtp://mail\nfrom=l@w.example\n"), ERR_OK);
	arena_done(&a);
}
END_TEST

START_TEST(secrets_come_from_files)
{
	static const char ini[] = "[server]\nsecret_key = file:/tmp/ludwright-conf-secret\n";

	secret_file("0123456789abcdef0123456789abcdef\n", 33);
	ck_assert_int_eq(load(ini), ERR_OK);
	ck_assert_str_eq(conf.secret_key, "0123456789abcdef0123456789abcdef");
	arena_done(&a);
	secret_file("short\n", 6);
	refused(ini, "needs 32");
	secret_file("0123456789abcdef0123456789abcdef\nsecond\n", 40);
	refused(ini, "one line");
	secret_file("0123456789abcdef\0"
		    "0123456789abcdef\n",
		34);
	refused(ini, "one line");
	secret_file("", 0);
	refused(ini, "one line");
	unlink("/tmp/ludwright-conf-secret");
	refused(ini, "cannot be read");
	refused("[server]\nsecret_key = file:relative\n", "absolute");
	/* Only secrets are read from files. */
	ck_assert_int_eq(load("[provider]\nmodel = file:/etc/passwd\n"), ERR_OK);
	ck_assert_str_eq(conf.model, "file:/etc/passwd");
	arena_done(&a);
}
END_TEST

START_TEST(secrets_are_not_printed)
{
	char text[8192] = "";
	FILE *f;

	ck_assert_int_eq(load("[server]\nsecret_key = 0123456789abcdef0123456789canary\n[api]\nchildren=7\n"), ERR_OK);
	ck_assert_ptr_nonnull(freopen("/tmp/ludwright-conf-print", "w", stdout));
	conf_print(&conf);
	fclose(stdout);
	f = fopen("/tmp/ludwright-conf-print", "r");
	ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, f), 100);
	fclose(f);
	unlink("/tmp/ludwright-conf-print");
	ck_assert_ptr_null(strstr(text, "canary"));
	ck_assert_ptr_nonnull(strstr(text, "secret_key = ***"));
	ck_assert_ptr_nonnull(strstr(text, "children = 7  ; /tmp/"));
	ck_assert_ptr_nonnull(strstr(text, "rate_write = 60  ; default"));
	arena_done(&a);
}
END_TEST

START_TEST(every_key_is_documented)
{
	char path[4096], text[65536] = "", row[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/docs/configuration.md", getenv("top_srcdir") ? getenv("top_srcdir") : ".");
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, f), 1000);
	fclose(f);
	for (const struct conf_key *key = conf_keys; key->section; key++) {
		snprintf(row, sizeof(row), "| `%s.%s`%s |", key->section, key->name, key->secret ? " (secret)" : "");
		ck_assert_msg(strstr(text, row) != NULL, "missing: %s", row);
		snprintf(row, sizeof(row), "| `%s` |", key->env ? key->env : "");
		ck_assert_msg(!key->env || strstr(text, row), "missing: %s", row);
	}
}
END_TEST

UNIT_MAIN("conf", 20, defaults_file_and_environment, mistakes_are_named_with_their_line, secrets_come_from_files, read_again_and_again,
	hashing_leaves_a_core, worker_processes_have_bounds, limits_are_named_by_provider, secrets_are_not_printed,
	every_key_is_documented, what_is_right_is_taken)
