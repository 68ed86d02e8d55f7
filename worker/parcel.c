/* SPDX-License-Identifier: ISC */
#include "worker/parcel.h"

#include "lib/address.h"
#include "lib/codec.h"
#include "lib/hash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_MS 10000L
#define MAIL_MS 60000L
#define HOOK_MS 15000L
#define ANSWER_MAX 65536

static size_t give(char *bytes_r, size_t size, size_t n, void *user)
{
	struct parcel *p = user;
	size_t left = p->len - p->sent, len = size * n < left ? size * n : left;
	memcpy(bytes_r, p->body + p->sent, len);
	p->sent += len;
	p->all_sent = p->all_sent || !len;
	return len;
}

/* What is answered is of no interest, and not taken without end. */
static size_t take(char *bytes, size_t size, size_t n, void *user)
{
	struct parcel *p = user;
	(void)bytes;
	p->heard += size * n;
	return p->heard <= ANSWER_MAX ? size * n : 0;
}

/* After names were looked up: whatever was written, this is where it goes. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct parcel *p = user;
	if (purpose != CURLSOCKTYPE_IPCXN || (!p->allow_private && !address_public(&address->addr))) {
		p->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static struct parcel *parcel_new(const char *body, size_t len)
{
	struct parcel *p = calloc(1, sizeof *p);
	if (!p || !(p->easy = curl_easy_init()) || !(p->body = malloc(len + 1))) {
		parcel_free(p);
		return NULL;
	}
	memcpy(p->body, body, len);
	p->len = len;
	return p;
}

static bool add_line(struct parcel *p, const char *line)
{
	struct curl_slist *more = curl_slist_append(p->lines, line);
	p->lines = more ? more : p->lines;
	return more != NULL;
}

static void set_common(struct parcel *p, long total_ms)
{
	const char *authority = getenv("LUDWRIGHT_CA_FILE");
	curl_easy_setopt(p->easy, CURLOPT_PRIVATE, p);
	curl_easy_setopt(p->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(p->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(p->easy, CURLOPT_NETRC, 0L);
	curl_easy_setopt(p->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(p->easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(p->easy, CURLOPT_TIMEOUT_MS, total_ms);
	curl_easy_setopt(p->easy, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(p->easy, CURLOPT_WRITEDATA, p);
	curl_easy_setopt(p->easy, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(p->easy, CURLOPT_READDATA, p);
	if (authority && *authority)
		curl_easy_setopt(p->easy, CURLOPT_CAINFO, authority);
}

static long tls_of(const struct conf *conf)
{
	if (!strcmp(conf->mail_tls, "required"))
		return CURLUSESSL_ALL;
	return !strcmp(conf->mail_tls, "offered") ? CURLUSESSL_TRY : CURLUSESSL_NONE;
}

struct parcel *parcel_mail(const struct conf *conf, const char *from, const char *to, const char *body, size_t len)
{
	struct parcel *p = parcel_new(body, len);
	if (!p || !add_line(p, to)) {
		parcel_free(p);
		return NULL;
	}
	p->mail = true;
	set_common(p, MAIL_MS);
	curl_easy_setopt(p->easy, CURLOPT_URL, conf->mail_url);
	curl_easy_setopt(p->easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(p->easy, CURLOPT_USE_SSL, tls_of(conf));
	if (*conf->mail_user) {
		curl_easy_setopt(p->easy, CURLOPT_USERNAME, conf->mail_user);
		curl_easy_setopt(p->easy, CURLOPT_PASSWORD, conf->mail_password);
	}
	curl_easy_setopt(p->easy, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(p->easy, CURLOPT_MAIL_RCPT, p->lines);
	curl_easy_setopt(p->easy, CURLOPT_UPLOAD, 1L);
	return p;
}

static char *signature(struct arena *a, const char *secret, long now, const char *body, size_t len)
{
	unsigned char digest[HASH_SIZE];
	char hex[HASH_HEX_SIZE], *stamp = arena_printf(a, "%ld.", now);
	size_t start = strlen(stamp);
	char *text = arena_alloc(a, start + len + 1);
	memcpy(text, stamp, start);
	memcpy(text + start, body, len);
	hash_hmac_sha256(secret, strlen(secret), text, start + len, digest);
	codec_hex(digest, sizeof digest, hex);
	return arena_printf(a, "Ludwright-Signature: t=%ld,v1=%s", now, hex);
}

struct parcel *parcel_webhook(const struct conf *conf, struct arena *a, const char *url, const char *id,
	const char *kind, const char *secret, long now, const char *body, size_t len)
{
	struct parcel *p = parcel_new(body, len);
	bool good = p && add_line(p, "Content-Type: application/json") && add_line(p, "User-Agent: Ludwright") &&
		    add_line(p, "Expect:") && add_line(p, arena_printf(a, "Ludwright-Delivery: %s", id)) &&
		    add_line(p, arena_printf(a, "Ludwright-Event: %s", kind)) &&
		    add_line(p, signature(a, secret, now, body, len));
	if (!good) {
		parcel_free(p);
		return NULL;
	}
	p->allow_private = conf->webhook_allow_private;
	set_common(p, HOOK_MS);
	curl_easy_setopt(p->easy, CURLOPT_URL, url);
	curl_easy_setopt(p->easy, CURLOPT_PROTOCOLS_STR, p->allow_private ? "https,http" : "https");
	curl_easy_setopt(p->easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(p->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(p->easy, CURLOPT_OPENSOCKETDATA, p);
	curl_easy_setopt(p->easy, CURLOPT_FRESH_CONNECT, 1L); /* a kept connection was judged for another one */
	curl_easy_setopt(p->easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(p->easy, CURLOPT_HTTPHEADER, p->lines);
	curl_easy_setopt(p->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(p->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len);
	return p;
}

static struct parcel_end end(const char *outcome, long status, const char *error)
{
	return (struct parcel_end){outcome, status, error};
}

/* No such mailbox, or not here: that does not get better. */
static bool is_final(long status)
{
	return status == 550 || status == 551 || status == 553 || status == 556;
}

static struct parcel_end judge_mail(const struct parcel *p, CURLcode code, long status)
{
	if (code == CURLE_OK)
		return end("sent", status, NULL);
	if (status >= 400)
		return end(is_final(status) && code != CURLE_LOGIN_DENIED ? "failed" : "again", status,
			"the mail server refused it");
	if (p->all_sent)
		return end("unknown", status, "the mail server did not say whether it took it");
	return end("again", status, curl_easy_strerror(code));
}

static struct parcel_end judge_hook(const struct parcel *p, CURLcode code, long status)
{
	if (p->refused && !status)
		return end("failed", 0, "the address is not public");
	if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_LOGIN_DENIED)
		return end("failed", 0, "not an address that may be called");
	if (status >= 200 && status < 300)
		return end("sent", status, NULL);
	if (status == 410)
		return end("failed", status, "gone");
	return end("again", status, status ? "not a status of 200 to 299" : curl_easy_strerror(code));
}

struct parcel_end parcel_judge(struct parcel *p, CURLcode code)
{
	long status = 0;
	curl_easy_getinfo(p->easy, CURLINFO_RESPONSE_CODE, &status);
	return p->mail ? judge_mail(p, code, status) : judge_hook(p, code, status);
}

void parcel_free(struct parcel *p)
{
	if (!p)
		return;
	curl_easy_cleanup(p->easy);
	curl_slist_free_all(p->lines);
	if (p->body)
		explicit_bzero(p->body, p->len); /* a password's letter holds a token */
	free(p->body);
	free(p->ids);
	free(p);
}
