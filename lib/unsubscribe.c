/* SPDX-License-Identifier: ISC */
#include "lib/unsubscribe.h"

#include "lib/codec.h"
#include "lib/hash.h"

#include <string.h>

#define PURPOSE "ludwright unsubscribe"

char *unsubscribe_token(struct arena *a, const char *secret, const char *user, const char *class)
{
	unsigned char digest[HASH_SIZE];
	char hex[HASH_HEX_SIZE];
	char *text = arena_printf(a, PURPOSE "|%s|%s", user, class);
	hash_hmac_sha256(secret, strlen(secret), text, strlen(text), digest);
	codec_hex(digest, sizeof digest, hex);
	return arena_printf(a, "%s.%s.%s", user, class, hex);
}

bool unsubscribe_read(struct arena *a, const char *secret, const char *token, char user_r[ID_UUID_SIZE],
	char class_r[UNSUBSCRIBE_CLASS_SIZE])
{
	const char *dot = strchr(token, '.'), *end = dot ? strchr(dot + 1, '.') : NULL;
	if (!end || dot - token != ID_UUID_SIZE - 1 || end - dot - 1 >= UNSUBSCRIBE_CLASS_SIZE || end == dot + 1)
		return false;
	memcpy(user_r, token, ID_UUID_SIZE - 1);
	user_r[ID_UUID_SIZE - 1] = '\0';
	memcpy(class_r, dot + 1, (size_t)(end - dot - 1));
	class_r[end - dot - 1] = '\0';
	const char *want = unsubscribe_token(a, secret, user_r, class_r);
	return strlen(want) == strlen(token) && hash_equal(want, token, strlen(want));
}
