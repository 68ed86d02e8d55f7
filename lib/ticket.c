/* SPDX-License-Identifier: ISC */
#include "lib/ticket.h"

#include "lib/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BYTES 32
#define VALUE_SIZE 128
#define TEXT(number) #number
#define SECONDS(number) TEXT(number)

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Source: RFC 4648 section 5. 32 bytes are 43 letters, the last of four bits. */
static void write_text(const unsigned char bytes[BYTES], char text_r[TICKET_SIZE])
{
	unsigned bits = 0, have = 0;
	size_t n = 0;
	for (size_t i = 0; i < BYTES; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 6; have -= 6)
			text_r[n++] = letters[bits >> (have - 6) & 63];
	}
	text_r[n++] = letters[bits << (6 - have) & 63];
	text_r[n] = '\0';
}

bool ticket_key(const char *text, char key_r[TICKET_KEY_SIZE])
{
	char hex[HASH_HEX_SIZE];
	if (strlen(text) != TICKET_SIZE - 1 || strspn(text, letters) != TICKET_SIZE - 1)
		return false;
	hash_sha256_hex(text, TICKET_SIZE - 1, hex);
	snprintf(key_r, TICKET_KEY_SIZE, "ticket:%s", hex);
	return true;
}

enum err ticket_make(struct redis *redis, const struct ticket *ticket, char text_r[TICKET_SIZE])
{
	unsigned char bytes[BYTES];
	char key[TICKET_KEY_SIZE], value[VALUE_SIZE];
	hash_random(bytes, sizeof bytes);
	write_text(bytes, text_r);
	ticket_key(text_r, key);
	snprintf(value, sizeof value, "%s %s %" PRId64, ticket->user, ticket->session, ticket->expires);
	const char *args[] = {"SET", key, value, "EX", SECONDS(TICKET_SECONDS)};
	enum err err = redis_command(redis, 5, args, NULL, NULL);
	if (err)
		explicit_bzero(text_r, TICKET_SIZE);
	return err ? ERR_UNAVAILABLE : ERR_OK;
}

bool ticket_read(const char *value, size_t len, struct ticket *t)
{
	char text[VALUE_SIZE];
	if (len >= sizeof text)
		return false;
	memcpy(text, value, len);
	text[len] = '\0';
	return sscanf(text, "%36s %36s %" SCNd64, t->user, t->session, &t->expires) == 3;
}
