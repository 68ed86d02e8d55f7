/* SPDX-License-Identifier: ISC */
/* GET /.well-known/jwks.json: the public keys that access tokens verify with (RFC 7517). */
#include "cgi/route.h"
#include "lib/codec.h"

#include <dirent.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

static void member(struct arena *a, struct buf *b, const EVP_PKEY *key, const char *name, const char *parameter)
{
	BIGNUM *n = NULL;
	if (EVP_PKEY_get_bn_param(key, parameter, &n) != 1)
		return;
	int len = BN_num_bytes(n);
	unsigned char *bytes = arena_alloc(a, (size_t)len);
	BN_bn2bin(n, bytes);
	BN_free(n);
	buf_json_key(b, name);
	buf_json_string(b, codec_base64url(a, bytes, (size_t)len));
}

static void put_key(struct arena *a, struct buf *b, const char *path, const char *kid)
{
	FILE *file = fopen(path, "re");
	EVP_PKEY *key = file ? PEM_read_PUBKEY(file, NULL, NULL, NULL) : NULL;
	if (file)
		fclose(file);
	if (!key)
		return;
	buf_json_open(b, '{');
	const char *const fixed[][2] = {{"kty", "RSA"}, {"use", "sig"}, {"alg", "RS256"}, {"kid", kid}};
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
		buf_json_key(b, fixed[i][0]);
		buf_json_string(b, fixed[i][1]);
	}
	member(a, b, key, "n", OSSL_PKEY_PARAM_RSA_N);
	member(a, b, key, "e", OSSL_PKEY_PARAM_RSA_E);
	buf_json_close(b, '}');
	EVP_PKEY_free(key);
}

enum err jwks_get(struct api *api, struct request *req, struct response *res)
{
	DIR *dir = opendir(api->conf->keys_dir);
	struct buf *b = &res->body;
	if (!dir)
		return ERR_SYSTEM;
	buf_json_open(b, '{');
	buf_json_key(b, "keys");
	buf_json_open(b, '[');
	for (struct dirent *e; (e = readdir(dir));) {
		size_t len = strlen(e->d_name);
		if (len > 4 && !strcmp(e->d_name + len - 4, ".pub"))
			put_key(req->arena, b, arena_printf(req->arena, "%s/%s", api->conf->keys_dir, e->d_name),
				arena_strndup(req->arena, e->d_name, len - 4));
	}
	buf_json_close(b, ']');
	buf_json_close(b, '}');
	closedir(dir);
	res->cache = "public, max-age=300";
	return ERR_OK;
}
