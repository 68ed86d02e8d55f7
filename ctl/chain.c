/* SPDX-License-Identifier: ISC */
#include "ctl/chain.h"

#include "lib/buf.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 2000
#define LINE_MAX_BYTES 1024
#define SHOWN_MAX 200
#define LATE_US INT64_C(600000000) /* no transaction lasts this long */
#define AHEAD_US INT64_C(60000000)

/* Columns of audit_chain. */
enum { NUMBER, AUDIT_ID, HASH, SEALED, ID, AT, ACTOR, DETAIL = 12, HEAD_HASH, KID, SIGNATURE };

static void __attribute__((format(printf, 2, 3))) found(struct chain *chain, const char *format, ...)
{
	va_list ap;
	if (chain->found++ >= SHOWN_MAX)
		return;
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
}

static int by_number(const void *a, const void *b)
{
	const struct audit_head *x = a, *y = b;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void keep_head(struct chain *chain, const struct audit_head *head)
{
	if (chain->head_count == chain->head_size) {
		chain->head_size = chain->head_size ? 2 * chain->head_size : 1024;
		chain->heads = reallocarray(chain->heads, chain->head_size, sizeof *chain->heads);
		if (!chain->heads)
			abort();
	}
	chain->heads[chain->head_count++] = *head;
}

static void read_heads(struct chain *chain, const char *path)
{
	char line[LINE_MAX_BYTES];
	struct arena arena;
	struct audit_head head;
	FILE *file = fopen(path, "re");
	if (!file) {
		found(chain, "%s cannot be read: %s", path, strerror(errno));
		return;
	}
	arena_init(&arena, 1 << 20);
	for (int n = 1; fgets(line, sizeof line, file); n++) {
		if (!strchr(line, '\n') && feof(file))
			break; /* is being written */
		if (audit_head_parse(&arena, line, strlen(line), &head))
			found(chain, "%s:%d is not a head", path, n);
		else
			keep_head(chain, &head);
		arena_reset(&arena);
	}
	arena_done(&arena);
	fclose(file);
}

bool chain_is_heads(const char *name)
{
	size_t len = strlen(name);
	return strncmp(name, "heads-", 6) == 0 && len > 6 && strcmp(name + len - 6, ".jsonl") == 0;
}

static int is_heads(const struct dirent *entry)
{
	return chain_is_heads(entry->d_name);
}

enum err chain_heads(struct chain *chain, const char *dir)
{
	struct dirent **names = NULL;
	int n = scandir(dir, &names, is_heads, alphasort);
	if (n < 0)
		return ERR_SYSTEM;
	for (int i = 0; i < n; i++) {
		read_heads(chain, arena_printf(chain->c->arena, "%s/%s", dir, names[i]->d_name));
		free(names[i]);
	}
	free(names);
	if (chain->head_count)
		qsort(chain->heads, chain->head_count, sizeof *chain->heads, by_number);
	return ERR_OK;
}

static void put_text(struct buf *b, const char *text, size_t len)
{
	buf_printf(b, "%zu:", len);
	buf_put(b, text, len);
	buf_puts(b, ",");
}

static void put_number(struct buf *b, int64_t n)
{
	char text[24];
	put_text(b, text, (size_t)snprintf(text, sizeof text, "%" PRId64, n));
}

/* The same bytes as sql/functions/audit_canon.sql, after the hash before them. */
static void hash_row(struct buf *b, const PGresult *r, int row, const unsigned char before[HASH_SIZE],
	unsigned char hash_r[HASH_SIZE])
{
	buf_clear(b);
	buf_put(b, before, HASH_SIZE);
	for (int col = NUMBER; col <= DETAIL; col++) {
		if (col == AUDIT_ID || col == HASH)
			continue;
		if (db_null(r, row, col))
			buf_puts(b, "-,");
		else if (col < ACTOR)
			put_number(b, db_int(r, row, col, 0));
		else
			put_text(b, db_text(r, row, col, ""), db_length(r, row, col));
	}
	hash_sha256(b->data, b->len, hash_r);
}

static bool same_hash(const PGresult *r, int row, int col, const unsigned char *hash)
{
	return db_length(r, row, col) == HASH_SIZE && memcmp(PQgetvalue(r, row, col), hash, HASH_SIZE) == 0;
}

/* Out: the head that three columns of a row hold; number is given. */
static bool head_of(const PGresult *r, int row, int col, int64_t number, struct audit_head *head_r)
{
	*head_r = (struct audit_head){.number = number};
	if (db_length(r, row, col) != HASH_SIZE || db_length(r, row, col + 1) != AUDIT_KID_SIZE - 1 ||
		db_length(r, row, col + 2) != AUDIT_SIGNATURE_SIZE)
		return false;
	memcpy(head_r->hash, PQgetvalue(r, row, col), HASH_SIZE);
	memcpy(head_r->kid, PQgetvalue(r, row, col + 1), AUDIT_KID_SIZE - 1);
	memcpy(head_r->signature, PQgetvalue(r, row, col + 2), AUDIT_SIGNATURE_SIZE);
	return true;
}

/* The heads of the files up to this number. */
static void check_files(struct chain *chain, int64_t number, const unsigned char *hash)
{
	for (; chain->head_next < chain->head_count && chain->heads[chain->head_next].number <= number;
		chain->head_next++) {
		const struct audit_head *head = &chain->heads[chain->head_next];
		bool last = chain->head_next + 1 == chain->head_count, same = memcmp(head->hash, hash, HASH_SIZE) == 0;
		if (head->number != number)
			continue; /* pruned, or found gone */
		if (same && !last)
			continue;
		if (!audit_head_valid(chain->keys, head))
			found(chain, "number %" PRId64 ": its head outside the database has a bad signature", number);
		else if (same)
			chain->signed_to = number;
		else
			found(chain,
				"number %" PRId64
				": not what was signed: rows up to here, after the last sound head, were "
				"written anew",
				number);
	}
}

static void check_table(struct chain *chain, const PGresult *r, int row, int64_t number)
{
	struct audit_head head;
	if (db_null(r, row, HEAD_HASH) || same_hash(r, row, HEAD_HASH, chain->hash))
		return;
	bool signed_so = head_of(r, row, HEAD_HASH, number, &head) && audit_head_valid(chain->keys, &head);
	found(chain, "number %" PRId64 ": %s", number,
		signed_so ? "not what the head in the database was signed for"
			  : "its head in the database was changed");
}

static void check_times(struct chain *chain, const PGresult *r, int row, int64_t number)
{
	int64_t sealed = db_int(r, row, SEALED, 0), at = db_int(r, row, AT, 0), id = db_int(r, row, ID, 0);
	if (sealed != chain->pass_us) {
		if (sealed < chain->pass_us)
			found(chain, "number %" PRId64 ": sealed earlier than the one before it", number);
		chain->before_us = chain->pass_us;
		chain->pass_us = sealed;
	}
	if (at < chain->before_us - LATE_US)
		found(chain, "row %" PRId64 " (number %" PRId64 ") was put in later than it says", id, number);
	else if (at > sealed + AHEAD_US)
		found(chain, "row %" PRId64 " (number %" PRId64 ") says that it is from the future", id, number);
}

/* A chain that was pruned begins behind a signed head, and says so itself. */
static void begin(struct chain *chain, int64_t number)
{
	struct audit_head head;
	PGresult *r = NULL;
	struct db_param params[] = {DB_TEXT(arena_printf(chain->c->arena, "%" PRId64, number - 1))};
	chain->begins = number;
	if (number == 1)
		return;
	if (db_query(chain->db, chain->c->arena, "audit_anchor", 1, params, &r, NULL) || PQntuples(r) != 1 ||
		!head_of(r, 0, 0, number - 1, &head) || !audit_head_valid(chain->keys, &head) ||
		!db_bool(r, 0, 3, false))
		found(chain, "numbers 1 to %" PRId64 " are gone, and the trail does not say that they were pruned",
			number - 1);
	else
		memcpy(chain->hash, head.hash, HASH_SIZE);
	PQclear(r);
}

static void check_row(struct chain *chain, struct buf *b, const PGresult *r, int row)
{
	unsigned char hash[HASH_SIZE];
	int64_t number = db_int(r, row, NUMBER, 0), audit_id = db_int(r, row, AUDIT_ID, 0);
	if (!chain->begins)
		begin(chain, number);
	else if (number != chain->number + 1)
		found(chain, "numbers %" PRId64 " to %" PRId64 " are gone", chain->number + 1, number - 1);
	if (db_null(r, row, ID)) {
		found(chain, "row %" PRId64 " (number %" PRId64 ") was removed", audit_id, number);
	} else {
		hash_row(b, r, row, chain->hash, hash);
		if (!same_hash(r, row, HASH, hash))
			found(chain, "row %" PRId64 " (number %" PRId64 ") is not as it was sealed", audit_id, number);
		check_times(chain, r, row, number);
	}
	memcpy(chain->hash, PQgetvalue(r, row, HASH), db_length(r, row, HASH) == HASH_SIZE ? HASH_SIZE : 0);
	check_table(chain, r, row, number);
	check_files(chain, number, chain->hash);
	chain->number = number;
	chain->rows++;
}

/* Signed heads that lie behind the chain's end. */
static void check_end(struct chain *chain)
{
	for (size_t i = chain->head_count; i-- > chain->head_next;) {
		const struct audit_head *head = &chain->heads[i];
		if (head->number > chain->number && audit_head_valid(chain->keys, head)) {
			found(chain, "numbers %" PRId64 " to %" PRId64 " are gone: the chain ends before a signed head",
				chain->number + 1, head->number);
			return;
		}
	}
}

static enum err check_loose(struct chain *chain)
{
	PGresult *r = NULL;
	enum err err = db_query(chain->db, chain->c->arena, "audit_loose", 0, NULL, &r, NULL);
	for (int row = 0; !err && row < PQntuples(r); row++) {
		chain->loose++;
		if (db_bool(r, row, 2, false))
			found(chain, "row %" PRId64 " of %s is not sealed: was it put in, or does no sealer run?",
				db_int(r, row, 0, 0), db_text(r, row, 1, ""));
	}
	PQclear(r);
	return err;
}

static enum err walk_page(struct chain *chain, struct buf *b, int *rows_r)
{
	struct arena arena;
	PGresult *r = NULL;
	char after[24], page[8];
	snprintf(after, sizeof after, "%" PRId64, chain->number);
	snprintf(page, sizeof page, "%d", PAGE);
	arena_init(&arena, 1 << 20);
	struct db_param params[] = {DB_TEXT(after), DB_TEXT(page)};
	enum err err = db_query(chain->db, &arena, "audit_chain", 2, params, &r, NULL);
	*rows_r = err ? 0 : PQntuples(r);
	for (int row = 0; row < *rows_r; row++)
		check_row(chain, b, r, row);
	PQclear(r);
	arena_done(&arena);
	return err;
}

enum err chain_walk(struct chain *chain)
{
	struct buf b;
	int rows;
	enum err err;
	buf_init(&b, 64 << 20);
	do
		err = walk_page(chain, &b, &rows);
	while (!err && rows == PAGE);
	buf_free(&b);
	if (!err)
		err = check_loose(chain);
	if (!err)
		check_end(chain);
	return err;
}

void chain_done(struct chain *chain)
{
	free(chain->heads);
}
