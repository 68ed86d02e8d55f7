/* SPDX-License-Identifier: ISC */
#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/id.h"
#include "lib/log.h"
#include "lib/token.h"
#include "lib/token_keys.h"

#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define NOW INT64_C(1800000000)
#define ISSUER "https://app.example"
#define USER "0f8fad5b-d9cb-469f-a165-70867728950e"

static struct arena a;
static struct token_keys *keys;
static char dir[] = "/tmp/ludwright-keys-XXXXXX";
static char kid[64];
static EVP_PKEY *private;

static char *file(const char *name)
{
	return arena_printf(&a, "%s/%s", dir, name);
}

static void start(void)
{
	FILE *f;

	arena_init(&a, 1 << 22);
	log_init("test", LOG_LEVEL_ERROR, "/dev/null");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(token_keys_create(dir), ERR_OK);
	ck_assert_int_eq(token_keys_load(dir, ISSUER, &keys), ERR_OK);
	f = fopen(file("current"), "r");
	ck_assert(f && fscanf(f, "%63s", kid) == 1);
	fclose(f);
	f = fopen(file(arena_printf(&a, "%s.pem", kid)), "r");
	private = PEM_read_PrivateKey(f, NULL, NULL, NULL);
	fclose(f);
	ck_assert_ptr_nonnull(private);
}

static void end(void)
{
	ck_assert_int_eq(system(arena_printf(&a, "rm -rf %s", dir)), 0);
	token_keys_free(keys);
	token_keys_free(NULL);
	EVP_PKEY_free(private);
	arena_done(&a);
}

static const struct token_claims claims = {
	.user = USER, .session = USER, .role = "member", .issued = NOW, .expires = NOW + 900, .auth_time = NOW - 10};

static char *sign_with(EVP_PKEY *key, const EVP_MD *md, const char *header, const char *payload)
{
	char *text = arena_printf(&a, "%s.%s", codec_base64url(&a, header, strlen(header)),
		codec_base64url(&a, payload, strlen(payload)));
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char signature[512];
	size_t len = sizeof(signature);

	ck_assert(EVP_DigestSignInit(ctx, NULL, md, NULL, key) == 1 &&
		  EVP_DigestSign(ctx, signature, &len, (unsigned char *)text, strlen(text)) == 1);
	EVP_MD_CTX_free(ctx);
	return arena_printf(&a, "%s.%s", text, codec_base64url(&a, signature, len));
}

static char *forge(const char *header, const char *payload)
{
	return sign_with(private, EVP_sha256(), header, payload);
}

static char *good_header(void)
{
	return arena_printf(&a, "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", kid);
}

/* A payload with one member replaced: text is JSON for it, NULL leaves it out. */
static char *payload(const char *member, const char *json)
{
	static const char *const members[][2] = {{"iss", "\"" ISSUER "\""}, {"aud", "\"" ISSUER "\""},
		{"sub", "\"" USER "\""}, {"sid", "\"" USER "\""}, {"jti", "\"" USER "\""}, {"role", "\"admin\""},
		{"iat", "1800000000"}, {"nbf", "1800000000"}, {"exp", "1800000900"}, {"auth_time", "1799999990"}};
	char *text = arena_strdup(&a, "{");

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const char *value = member && strcmp(member, members[i][0]) == 0 ? json : members[i][1];

		if (value)
			text = arena_printf(&a, "%s%s\"%s\":%s", text, text[1] ? "," : "", members[i][0], value);
	}
	return arena_printf(&a, "%s}", text);
}

static enum err verify(const char *token)
{
	struct token_claims got;

	return token_verify(keys, token, NOW, &got);
}

START_TEST(what_is_signed_is_verified)
{
	struct token_claims got;
	char *token, *other;

	start();
	ck_assert_int_eq(token_sign(&a, keys, &claims, &token), ERR_OK);
	ck_assert_int_eq(token_sign(&a, keys, &claims, &other), ERR_OK);
	ck_assert_str_ne(token, other);
	for (int i = 0; i < 2; i++) { /* the second time from the cache */
		ck_assert_int_eq(token_verify(keys, token, NOW, &got), ERR_OK);
		ck_assert_str_eq(got.user, USER);
		ck_assert_str_eq(got.session, USER);
		ck_assert_str_eq(got.role, "member");
		ck_assert_int_eq(got.issued, NOW);
		ck_assert_int_eq(got.expires, NOW + 900);
		ck_assert_int_eq(got.auth_time, NOW - 10);
		ck_assert_uint_eq(strlen(got.id), 36);
	}
	ck_assert_int_eq(token_verify(keys, token, NOW + 899, &got), ERR_OK);
	ck_assert_int_eq(token_verify(keys, token, NOW + 900, &got), ERR_OUTDATED);
	ck_assert_str_eq(got.user, "");
	ck_assert_int_eq(token_verify(keys, token, NOW - 5, &got), ERR_OK);
	ck_assert_int_eq(token_verify(keys, token, NOW - 6, &got), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify(forge(good_header(), payload(NULL, NULL))), ERR_OK);
	end();
}
END_TEST

START_TEST(headers_are_exact)
{
	static const char *const bad[] = {"{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"None\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"rs256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"RS384\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"PS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"RS256\",\"typ\":\"jwt\",\"kid\":\"%s\"}", "{\"alg\":\"RS256\",\"kid\":\"%s\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\",\"jku\":\"https://evil\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\",\"crit\":[]}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\",\"alg\":\"RS256\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"../%s\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"x%s\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":[\"%s\"]}", "[\"RS256\",\"JWT\",\"%s\"]",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"jwk\":\"%s\"}",
		"{\"alg\":[\"RS256\"],\"typ\":\"JWT\",\"kid\":\"%s\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\"} x"};

	start();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *header = arena_strdup(&a, bad[i]), *hole = strstr(header, "%s");

		*hole = '\0';
		header = arena_printf(&a, "%s%s%s", header, kid, hole + 2);
		ck_assert_msg(
			verify(forge(header, payload(NULL, NULL))) == ERR_UNAUTHENTICATED, "accepted: %s", header);
	}
	ck_assert_int_eq(
		verify(forge("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", payload(NULL, NULL))), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify(forge("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"\"}", payload(NULL, NULL))),
		ERR_UNAUTHENTICATED);
	end();
}
END_TEST

START_TEST(claims_are_checked)
{
	static const char *const bad[][2] = {{"iss", "\"https://evil\""}, {"iss", NULL}, {"aud", "\"other\""},
		{"aud", "[\"" ISSUER "\"]"}, {"aud", NULL}, {"sub", "\"x\""}, {"sub", NULL},
		{"sub", "\"0F8FAD5B-D9CB-469F-A165-70867728950E\""}, {"sid", NULL}, {"jti", "7"}, {"role", "\"root\""},
		{"role", NULL}, {"iat", NULL}, {"iat", "1800000006"}, {"iat", "\"1800000000\""}, {"iat", "-1"},
		{"nbf", "1800000006"}, {"nbf", "1.8e9"}, {"nbf", NULL}, {"exp", NULL}, {"exp", "\"1800000900\""},
		{"exp", "1800000900.5"}, {"exp", "-1"}, {"exp", "9223372036854775807"}, {"exp", "1900000000"},
		{"exp", "1e400"}, {"exp", "null"}, {"exp", "1800000000"}, {"auth_time", NULL},
		{"auth_time", "1800000100"}, {"role", "\"admin\",\"role\":\"admin\""}};

	start();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(verify(forge(good_header(), payload(bad[i][0], bad[i][1]))) == ERR_UNAUTHENTICATED,
			"accepted: %s %s", bad[i][0], bad[i][1] ? bad[i][1] : "missing");
	ck_assert_int_eq(verify(forge(good_header(), "[]")), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify(forge(good_header(), "null")), ERR_UNAUTHENTICATED);
	end();
}
END_TEST

/* HS256 keyed with what everybody may read: libjwt 1.10 takes it. */
static char *confuse(const char *header, const void *key, size_t len)
{
	char *text = arena_printf(&a, "%s.%s", codec_base64url(&a, header, strlen(header)),
		codec_base64url(&a, payload(NULL, NULL), strlen(payload(NULL, NULL))));
	unsigned char mac[HASH_SIZE];

	hash_hmac_sha256(key, len, text, strlen(text), mac);
	return arena_printf(&a, "%s.%s", text, codec_base64url(&a, mac, sizeof(mac)));
}

START_TEST(signatures_are_checked)
{
	EVP_PKEY *other;
	char *pem, *token;
	FILE *f;
	size_t n;

	start();
	other = EVP_RSA_gen(2048);
	pem = arena_alloc(&a, 4096);
	f = fopen(file(arena_printf(&a, "%s.pub", kid)), "r");
	n = fread(pem, 1, 4095, f);
	fclose(f);
	ck_assert_int_eq(verify(confuse("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", pem, n)), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(
		verify(confuse(arena_printf(&a, "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", kid), pem, n)),
		ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify(confuse(good_header(), pem, n)), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(
		verify(sign_with(other, EVP_sha256(), good_header(), payload(NULL, NULL))), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(
		verify(sign_with(private, EVP_sha512(), good_header(), payload(NULL, NULL))), ERR_UNAUTHENTICATED);
	token = forge(good_header(), payload(NULL, NULL));
	ck_assert_int_eq(verify(token), ERR_OK);
	for (size_t i = 0; token[i]; i += 7) {
		char *changed = arena_strdup(&a, token);

		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		ck_assert_msg(verify(changed) == ERR_UNAUTHENTICATED, "byte %zu", i);
	}
	EVP_PKEY_free(other);
	end();
}
END_TEST

START_TEST(texts_are_canonical)
{
	char *token, *huge, *cut;

	start();
	token = forge(good_header(), payload(NULL, NULL));
	ck_assert_int_eq(verify(token), ERR_OK);
	for (size_t i = 0; i < 10; i++) {
		static const char *const tails[] = {"=", "==", "\n", " ", ".", ".x", "A", "\r\n", "%3D", "+"};

		ck_assert_msg(verify(arena_printf(&a, "%s%s", token, tails[i])) == ERR_UNAUTHENTICATED, "tail %zu", i);
		ck_assert_int_eq(verify(arena_printf(&a, "%s%s", tails[i], token)), ERR_UNAUTHENTICATED);
	}
	cut = arena_strdup(&a, token);
	*strrchr(cut, '.') = '\0';
	ck_assert_int_eq(verify(cut), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify(arena_printf(&a, "%s.", cut)), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify(""), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify("."), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify(".."), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify("a.b.c"), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(verify("...."), ERR_UNAUTHENTICATED);
	huge = arena_alloc(&a, 1000001);
	memset(huge, 'A', 1000000);
	ck_assert_int_eq(verify(huge), ERR_UNAUTHENTICATED);
	end();
}
END_TEST

START_TEST(keys_rotate_and_bad_folders_are_refused)
{
	struct token_keys *other;
	struct stat st;
	char *token, *old;

	start();
	ck_assert_int_eq(stat(file(arena_printf(&a, "%s.pem", kid)), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(token_keys_create(dir), ERR_OK); /* keeps what is there */
	ck_assert_int_eq(token_sign(&a, keys, &claims, &old), ERR_OK);
	ck_assert_int_eq(unlink(file("current")), 0);
	ck_assert_int_eq(token_keys_load(dir, ISSUER, &other), ERR_SYSTEM);
	ck_assert_int_eq(token_keys_create(dir), ERR_OK);
	token_keys_free(keys);
	ck_assert_int_eq(token_keys_load(dir, ISSUER, &keys), ERR_OK);
	ck_assert_int_eq(verify(old), ERR_OK);
	ck_assert_int_eq(token_sign(&a, keys, &claims, &token), ERR_OK);
	ck_assert_int_eq(verify(token), ERR_OK);
	ck_assert_int_ne(strncmp(old, token, 80), 0);
	/* Without the private key tokens are verified, not signed. */
	ck_assert_int_eq(system(arena_printf(&a, "rm %s/*.pem", dir)), 0);
	ck_assert_int_eq(token_keys_load(dir, ISSUER, &other), ERR_OK);
	ck_assert_int_eq(token_sign(&a, other, &claims, &token), ERR_SYSTEM);
	token_keys_free(other);
	ck_assert_int_eq(system(arena_printf(&a, "echo garbage > %s/bad.pub", dir)), 0);
	ck_assert_int_eq(token_keys_load(dir, ISSUER, &other), ERR_SYSTEM);
	ck_assert_int_eq(token_keys_load("/nonexistent", ISSUER, &other), ERR_SYSTEM);
	ck_assert_ptr_null(other);
	end();
}
END_TEST

static bool is_there(const char *name)
{
	struct stat st;

	return stat(file(name), &st) == 0;
}

START_TEST(running_processes_follow_a_rotation)
{
	struct token_keys *other;
	struct timespec past[2] = {{.tv_sec = time(NULL) - 3700}, {.tv_sec = time(NULL) - 3700}};
	struct token_claims got;
	char *old, *new, next[TOKEN_KID_SIZE], third[TOKEN_KID_SIZE];

	start();
	ck_assert_int_eq(token_keys_load(dir, ISSUER, &other), ERR_OK);
	ck_assert_int_eq(token_sign(&a, keys, &claims, &old), ERR_OK);
	ck_assert_int_eq(verify(old), ERR_OK);
	ck_assert_int_eq(token_keys_rotate(dir, next), ERR_OK);
	ck_assert_str_ne(next, kid);
	ck_assert(is_there(arena_printf(&a, "%s.pem", next)) && !is_there(arena_printf(&a, "%s.pem", kid)));
	ck_assert_int_eq(token_sign(&a, keys, &claims, &new), ERR_OK);
	ck_assert_int_ne(strncmp(old, new, 80), 0);
	ck_assert_int_eq(verify(old), ERR_OK);
	ck_assert_int_eq(token_verify(other, new, NOW, &got), ERR_OK);
	ck_assert_int_eq(token_verify(other, old, NOW, &got), ERR_OK);
	/* An hour later the first one's tokens are gone, and so is it: whoever had verified one refuses it too. */
	ck_assert_int_eq(utimensat(AT_FDCWD, file(arena_printf(&a, "%s.pub", kid)), past, 0), 0);
	ck_assert_int_eq(token_keys_rotate(dir, third), ERR_OK);
	ck_assert(!is_there(arena_printf(&a, "%s.pub", kid)) && is_there(arena_printf(&a, "%s.pub", next)));
	ck_assert_int_eq(token_verify(other, old, NOW, &got), ERR_UNAUTHENTICATED);
	ck_assert_int_eq(token_verify(other, new, NOW, &got), ERR_OK);
	/* A file that cannot be read keeps nobody from taking up the others. */
	ck_assert_int_eq(system(arena_printf(&a, "echo x > %s/broken.pub; sleep 1.1", dir)), 0);
	ck_assert_int_eq(token_verify(other, new, NOW, &got), ERR_OK);
	ck_assert_int_eq(system(arena_printf(&a, "cp %s/%s.pub %s/fourth.pub; sleep 1.1", dir, next, dir)), 0);
	ck_assert_int_eq(token_verify(other, new, NOW, &got), ERR_OK);
	ck_assert_ptr_nonnull(token_keys_find(other, "fourth"));
	ck_assert_int_eq(unlink(file("broken.pub")), 0);
	/* What cannot be read leaves the process with what it had. */
	ck_assert_int_eq(system(arena_printf(&a, "echo x > %s/current; touch %s/x; sleep 1.1", dir, dir)), 0);
	ck_assert_int_eq(token_verify(other, new, NOW, &got), ERR_OK);
	ck_assert_int_eq(token_keys_rotate(dir, third), ERR_SYSTEM);
	token_keys_free(other);
	end();
}
END_TEST

UNIT_MAIN("token", 60, what_is_signed_is_verified, headers_are_exact, claims_are_checked, signatures_are_checked,
	texts_are_canonical, keys_rotate_and_bad_folders_are_refused, running_processes_follow_a_rotation)
