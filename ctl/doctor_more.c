/* SPDX-License-Identifier: ISC */
#include "ctl/doctor.h"

#include <curl/curl.h>
#include <glob.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#define DAY 86400
#define CERTIFICATE_DAYS 14
#define KEY_DAYS 400
#define DISK_MIN (2ull << 30)
#define XIDS_MAX 1000000000
#define CONFIG "/etc/ludwright/ludwright.conf"

static int64_t figure(const PGresult *r, const char *name)
{
	return db_int(r, 0, db_column(r, name), 0);
}

static const char *count(struct doctor *d, int64_t n, const char *what)
{
	return arena_printf(d->c->arena, "%" PRId64 " %s", n, what);
}

static void tell_rows(struct doctor *d, const PGresult *r)
{
	const char *bloated = db_text(r, 0, db_column(r, "bloated"), NULL);
	int64_t connections = figure(r, "connections"), most = figure(r, "most"), on = figure(r, "maintenance");
	doctor_tell(d, !bloated, "bloat", bloated ? bloated : "no table has too many dead rows",
		"see what keeps autovacuum from it: old transactions, or its settings");
	doctor_tell(d, figure(r, "longest") < 3600, "transactions", count(d, figure(r, "longest"), "s is the oldest"),
		"find it in pg_stat_activity; it keeps dead rows alive");
	doctor_tell(d, figure(r, "xids") < XIDS_MAX, "wraparound",
		count(d, figure(r, "xids"), "transactions since the last freeze"),
		"run: vacuumdb --freeze, and see why autovacuum did not");
	doctor_tell(d, connections * 5 < most * 4, "connections",
		arena_printf(d->c->arena, "%" PRId64 " of %" PRId64, connections, most),
		"raise max_connections, or lower api.children and worker.max");
	doctor_tell(d, figure(r, "unsent") == 0, "sending",
		count(d, figure(r, "unsent"), "mails and webhooks failed in a day"),
		"see their log: deliveries, docs/operate.md");
	doctor_tell(d, figure(r, "late") == 0, "post", count(d, figure(r, "late"), "wait for over an hour"),
		"start a worker; read its log");
	doctor_tell(d, figure(r, "forgotten") == 0, "reminders",
		count(d, figure(r, "forgotten"), "are half an hour late"),
		"install deploy/cron.d/ludwright, which runs ludwright-remind");
	doctor_tell(d, on < DAY, "maintenance", on ? count(d, on, "s on") : "off", "run: ludctl maintenance off");
}

void doctor_slow(struct doctor *d)
{
	PGresult *r = NULL;
	struct db_error error = {.message = NULL};
	if (!d->db)
		return;
	if (db_query(d->db, d->c->arena, "doctor_more", 0, NULL, &r, &error))
		doctor_tell(d, false, "figures", error.message ? error.message : "unreadable", "run: ludctl migrate");
	else
		tell_rows(d, r);
	PQclear(r);
}

static void check_config_mode(struct doctor *d)
{
	const char *named = getenv("LUDWRIGHT_CONF"), *path = named ? named : CONFIG;
	struct stat st;
	if (stat(path, &st))
		return; /* all of it is in the environment */
	doctor_tell(d, !(st.st_mode & 007), "its mode", path, arena_printf(d->c->arena, "run: chmod 640 %s", path));
}

static void check_disk(struct doctor *d)
{
	struct statvfs fs;
	if (statvfs(d->c->conf->files_dir, &fs))
		return;
	unsigned long long left = (unsigned long long)fs.f_bavail * fs.f_frsize;
	doctor_tell(d, left >= DISK_MIN, "disk", arena_printf(d->c->arena, "%llu MB are left for files", left >> 20),
		"make room; ludctl store usage says who takes it");
}

static void check_key_age(struct doctor *d)
{
	struct stat st;
	if (stat(arena_printf(d->c->arena, "%s/current", d->c->conf->keys_dir), &st))
		return;
	int64_t days = (time(NULL) - st.st_mtime) / DAY;
	doctor_tell(d, days < KEY_DAYS, "keys' age", count(d, days, "days"), "run: ludctl keys rotate");
}

static size_t ignore(char *bytes, size_t size, size_t n, void *user)
{
	(void)bytes, (void)user;
	return size * n;
}

/* When the certificate that the server shows ends. Out: 0 when none was seen. */
static time_t certificate_end(CURL *curl)
{
	struct curl_certinfo *chain = NULL;
	if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) || !chain || !chain->num_of_certs)
		return 0;
	for (struct curl_slist *line = chain->certinfo[0]; line; line = line->next)
		if (!strncmp(line->data, "Expire date:", 12))
			return curl_getdate(line->data + 12, NULL);
	return 0;
}

static void check_certificate(struct doctor *d, const char *what, const char *url)
{
	CURL *curl = strncmp(url, "https://", 8) ? NULL : curl_easy_init();
	if (!curl)
		return;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 5L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L); /* one that has ended, or is another host's, is to be seen too */
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	bool seen = !curl_easy_perform(curl);
	time_t end = seen ? certificate_end(curl) : 0;
	curl_easy_cleanup(curl);
	if (!end)
		return; /* that the server cannot be reached is said elsewhere */
	int64_t left = end - time(NULL), days = left < 0 ? (left - DAY + 1) / DAY : left / DAY;
	doctor_tell(d, days >= CERTIFICATE_DAYS, what,
		days < 0 ? arena_printf(d->c->arena, "has run out %" PRId64 " days ago", -days) : count(d, days, "days are left"),
		"renew it, and: systemctl reload nginx");
}

static bool relay_answers(const char *path)
{
	CURL *curl = curl_easy_init();
	long status = 0;
	if (!curl)
		return false;
	curl_easy_setopt(curl, CURLOPT_URL, "http://localhost/metrics");
	curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, path);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 2L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	if (!curl_easy_perform(curl))
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	return status == 200;
}

/* relay.socket itself, and, since relays are instances of a unit, relay-*.sock beside it. */
static void check_relays(struct doctor *d)
{
	const char *path = d->c->conf->relay_socket;
	size_t n = strlen(path), asked = 0, silent = 0;
	glob_t found = {0};
	if (n < 5)
		return;
	glob(path, 0, NULL, &found);
	glob(arena_printf(d->c->arena, "%.*s-*.sock", (int)(n - 5), path), GLOB_APPEND, NULL, &found);
	const char *which = "";
	for (; asked < found.gl_pathc; asked++)
		if (!relay_answers(found.gl_pathv[asked])) {
			silent++;
			which = arena_printf(d->c->arena, "%s %s", which, found.gl_pathv[asked]);
		}
	const char *said = asked ? arena_printf(d->c->arena, "%zu of %zu answer", asked - silent, asked)
				 : "none has a socket: pages show nothing live";
	doctor_tell(d, asked && !silent, "relays", said,
		silent ? arena_printf(d->c->arena, "start those of%s; of one that is to be no more remove it", which)
		       : "systemctl enable --now ludwright-relay@1; read its log");
	globfree(&found);
}

void doctor_host(struct doctor *d)
{
	check_relays(d);
	check_config_mode(d);
	check_disk(d);
	check_key_age(d);
	check_certificate(d, "certificate", d->c->conf->public_url);
	check_certificate(d, "games' certificate", d->c->conf->play_url);
}
