/* SPDX-License-Identifier: ISC */
#include "lib/password.h"

#include "lib/hash.h"
#include "lib/log.h"
#include "lib/utf8.h"

#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "$2b$12$"
#define COST 12
#define HASH_LENGTH 60 /* of a bcrypt hash */
#define LENGTH_MIN 10
#define LENGTH_MAX 72 /* bcrypt ignores what follows */

/* What is checked for an account that does not exist: a hash of 32 random bytes that nobody knows. */
static const char unknown_account[] = PREFIX "U6iHdIATq1iQdGMdBhWPF.LiDFhHLRM4V3i8RCTPTqhDV5fb6jbtG";

enum err password_acceptable(const char *password)
{
	size_t len = strnlen(password, LENGTH_MAX + 1);

	if (len < LENGTH_MIN || len > LENGTH_MAX || !utf8_valid(password, len))
		return ERR_INPUT;
	return ERR_OK;
}

/* crypt_r reports errors as a string that starts with '*'; the prefix check refuses it. Its 32 KiB of state hold the
 * password. */
static bool compute(const char *password, const char *setting, char hash_r[PASSWORD_HASH_SIZE])
{
	struct crypt_data *data = calloc(1, sizeof(*data));
	const char *hash;
	bool ok;

	if (!data)
		log_fatal("out of memory: password");
	hash = crypt_rn(password, setting, data, (int)sizeof(*data));
	ok = hash && strlen(hash) == HASH_LENGTH && strncmp(hash, PREFIX, strlen(PREFIX)) == 0;
	if (ok)
		memcpy(hash_r, hash, HASH_LENGTH + 1);
	explicit_bzero(data, sizeof(*data));
	free(data);
	return ok;
}

enum err password_hash(const char *password, char hash_r[PASSWORD_HASH_SIZE])
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE], random[16];
	enum err err = password_acceptable(password);

	if (err)
		return err;
	hash_random(random, sizeof(random));
	if (!crypt_gensalt_rn("$2b$", COST, random, sizeof(random), setting, sizeof(setting)))
		return ERR_SYSTEM;
	return compute(password, setting, hash_r) ? ERR_OK : ERR_SYSTEM;
}

bool password_verify(const char *password, const char *hash)
{
	bool known = hash && strlen(hash) == HASH_LENGTH && strncmp(hash, PREFIX, strlen(PREFIX)) == 0;
	bool fits = strnlen(password, LENGTH_MAX + 1) <= LENGTH_MAX;
	char computed[PASSWORD_HASH_SIZE] = {0};
	bool ok;

	/* The same time is spent whatever is wrong, the length of the password too. */
	ok = compute(fits ? password : "too long", known ? hash : unknown_account, computed);
	ok = ok && known && fits && hash_equal(computed, hash, HASH_LENGTH);
	explicit_bzero(computed, sizeof(computed));
	return ok;
}
