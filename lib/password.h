/* SPDX-License-Identifier: ISC */
/* Passwords: bcrypt, cost 12, by libxcrypt. 10 to 72 bytes of UTF-8 without NUL; longer is refused, not cut. A check takes about 0.2 s by design. */
#ifndef LUD_PASSWORD_H
#define LUD_PASSWORD_H

#include "lib/err.h"

#include <stdbool.h>

#define PASSWORD_HASH_SIZE 64

/* Fails: ERR_INPUT when too short, too long, or not UTF-8. */
enum err password_acceptable(const char *password);
enum err password_hash(const char *password, char hash_r[PASSWORD_HASH_SIZE]);
/* In: hash NULL: an unknown account; the same time is spent and the answer is false. Only "$2b$12$…" hashes are honoured. */
bool password_verify(const char *password, const char *hash);

#endif
