/* SPDX-License-Identifier: ISC */
/* Signing by libjwt, verification by our own hand: libjwt takes the algorithm from the token and looks at no date. */
#include "lib/token_keys.h"

#include "lib/codec.h"
#include "lib/id.h"
#include "lib/json.h"
#include "lib/log.h"

#include <jwt.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_MAX 4096
#define LEEWAY 5 /* seconds, on iat and nbf */
#define LIFE_MAX INT64_C(86400)
#define ARENA_MAX ((size_t)1 << 20)

static const struct json_limits limits = {.max_bytes = TOKEN_MAX, .max_depth = 2, .max_keys = 32, .max_values = 64};

static bool add_claims(jwt_t *jwt, const struct token_keys *keys, const struct token_claims *c, const char *id)
{
	return jwt_add_header(jwt, "kid", keys->current) == 0 && jwt_add_grant(jwt, "iss", keys->issuer) == 0 &&
	       jwt_add_grant(jwt, "aud", keys->issuer) == 0 && jwt_add_grant(jwt, "sub", c->user) == 0 &&
	       jwt_add_grant(jwt, "sid", c->session) == 0 && jwt_add_grant(jwt, "jti", id) == 0 &&
	       jwt_add_grant(jwt, "role", c->role) == 0 && jwt_add_grant_int(jwt, "iat", c->issued) == 0 &&
	       jwt_add_grant_int(jwt, "nbf", c->issued) == 0 && jwt_add_grant_int(jwt, "exp", c->expires) == 0 &&
	       jwt_add_grant_int(jwt, "auth_time", c->auth_time) == 0;
}

enum err token_sign(struct arena *a, struct token_keys *keys, const struct token_claims *claims, char **token_r)
{
	char id[ID_UUID_SIZE], *text = NULL;
	jwt_t *jwt = NULL;

	*token_r = NULL;
	token_keys_look(keys);
	if (!keys->pem)
		return ERR_SYSTEM;
	id_random(id);
	if (jwt_new(&jwt) == 0 &&
		jwt_set_alg(jwt, JWT_ALG_RS256, (unsigned char *)keys->pem, (int)keys->pem_len) == 0 &&
		add_claims(jwt, keys, claims, id))
		text = jwt_encode_str(jwt);
	jwt_free(jwt);
	if (!text) {
		log_error("token: signing failed");
		return ERR_SYSTEM;
	}
	*token_r = arena_strdup(a, text);
	explicit_bzero(text, strlen(text));
	free(text);
	return ERR_OK;
}

/* The three parts between exactly two dots. */
struct parts {
	const char *text[3];
	size_t len[3];
};

static bool split(const char *token, struct parts *p)
{
	for (int i = 0; i < 3; i++) {
		p->text[i] = token;
		p->len[i] = strcspn(token, ".");
		if (p->len[i] == 0 || token[p->len[i]] != (i < 2 ? '.' : '\0'))
			return false;
		token += p->len[i] + 1;
	}
	return true;
}

/* Out: a JSON object, owned by the caller, or NULL. */
static struct json_object *part_object(struct arena *a, const struct parts *p, int i)
{
	struct json_object *object = NULL;
	unsigned char *bytes;
	size_t len;

	if (codec_base64url_decode(a, p->text[i], p->len[i], &bytes, &len) ||
		json_parse((char *)bytes, len, &limits, NULL, &object))
		return NULL;
	if (json_object_is_type(object, json_type_object))
		return object;
	json_object_put(object);
	return NULL;
}

static bool is(struct json_object *object, const char *key, const char *wanted)
{
	const char *got = json_get_string(object, key, NULL);

	return got && strcmp(got, wanted) == 0;
}

/* The header is exactly alg, typ and a kid of ours: no jku, jwk, x5u, crit. */
static const struct token_key *key_of(struct arena *a, const struct token_keys *keys, const struct parts *p)
{
	struct json_object *header = part_object(a, p, 0);
	const struct token_key *key = NULL;

	if (header && json_object_object_length(header) == 3 && is(header, "alg", "RS256") &&
		is(header, "typ", "JWT") && json_get_string(header, "kid", NULL))
		key = token_keys_find(keys, json_get_string(header, "kid", NULL));
	json_object_put(header);
	return key;
}

static bool signature_holds(
	struct arena *a, const struct token_keys *keys, const struct token_key *key, const struct parts *p)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t signed_len = (size_t)(p->text[2] - 1 - p->text[0]), len;
	unsigned char *signature;
	bool ok;

	ok = ctx && codec_base64url_decode(a, p->text[2], p->len[2], &signature, &len) == ERR_OK &&
	     EVP_DigestVerifyInit_ex(ctx, NULL, EVP_MD_get0_name(keys->sha256), NULL, NULL, key->public, NULL) == 1 &&
	     EVP_DigestVerify(ctx, signature, len, (const unsigned char *)p->text[0], signed_len) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static bool read_uuid(struct json_object *payload, const char *key, char uuid_r[37])
{
	const char *text = json_get_string(payload, key, NULL);

	return text && id_parse("", text, uuid_r) && strcmp(text, uuid_r) == 0;
}

static bool read_time(struct json_object *payload, const char *key, int64_t *time_r)
{
	*time_r = json_get_int(payload, key, -1);
	return *time_r > 0 && *time_r < INT64_C(1) << 40;
}

static bool read_claims(struct json_object *payload, const struct token_keys *keys, struct token_entry *e)
{
	struct token_claims *c = &e->claims;
	const char *role = json_get_string(payload, "role", "");

	if (!is(payload, "iss", keys->issuer) || !is(payload, "aud", keys->issuer) ||
		(strcmp(role, "admin") != 0 && strcmp(role, "member") != 0))
		return false;
	strcpy(c->role, role);
	return read_uuid(payload, "sub", c->user) && read_uuid(payload, "sid", c->session) &&
	       read_uuid(payload, "jti", c->id) && read_time(payload, "iat", &c->issued) &&
	       read_time(payload, "nbf", &e->not_before) && read_time(payload, "exp", &c->expires) &&
	       read_time(payload, "auth_time", &c->auth_time) && c->expires > c->issued &&
	       c->expires - c->issued <= LIFE_MAX && c->auth_time <= c->issued + LEEWAY;
}

static enum err in_time(const struct token_entry *e, int64_t now)
{
	if (e->claims.issued > now + LEEWAY || e->not_before > now + LEEWAY)
		return ERR_UNAUTHENTICATED;
	return e->claims.expires <= now ? ERR_OUTDATED : ERR_OK;
}

/* All but the dates. */
static bool verify(struct arena *a, const struct token_keys *keys, const char *token, struct token_entry *e)
{
	struct json_object *payload;
	const struct token_key *key;
	struct parts p;
	bool ok;

	if (!split(token, &p))
		return false;
	key = key_of(a, keys, &p);
	if (!key || !signature_holds(a, keys, key, &p))
		return false;
	payload = part_object(a, &p, 1);
	ok = payload && read_claims(payload, keys, e);
	json_object_put(payload);
	return ok;
}

/* Where the token is, or where it may go: texts are canonical, so a token has one hash. In a full set the one that ends
 * first gives way. */
static struct token_entry *place(struct token_keys *keys, const unsigned char digest[HASH_SIZE])
{
	struct token_entry *set = keys->cache[(digest[0] | (unsigned)digest[1] << 8) % TOKEN_CACHE_SETS];
	struct token_entry *first = set;

	for (int i = 0; i < TOKEN_CACHE_WAYS; i++) {
		if (set[i].claims.expires && hash_equal(set[i].digest, digest, HASH_SIZE))
			return &set[i];
		if (set[i].claims.expires < first->claims.expires)
			first = &set[i];
	}
	return first;
}

enum err token_verify(struct token_keys *keys, const char *token, int64_t now, struct token_claims *claims_r)
{
	size_t len = strnlen(token, TOKEN_MAX + 1);
	struct token_entry *cached, fresh = {0};
	unsigned char digest[HASH_SIZE];
	enum err err;

	memset(claims_r, 0, sizeof(*claims_r));
	if (len > TOKEN_MAX)
		return ERR_UNAUTHENTICATED;
	token_keys_look(keys);
	hash_sha256(token, len, digest);
	cached = place(keys, digest);
	if (!cached->claims.expires || !hash_equal(cached->digest, digest, HASH_SIZE)) {
		struct arena a;
		bool ok;

		arena_init(&a, ARENA_MAX);
		ok = verify(&a, keys, token, &fresh);
		arena_done(&a);
		if (!ok)
			return ERR_UNAUTHENTICATED;
		memcpy(fresh.digest, digest, HASH_SIZE);
		*cached = fresh;
	}
	err = in_time(cached, now);
	if (!err)
		*claims_r = cached->claims;
	return err;
}
