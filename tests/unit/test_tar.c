/* SPDX-License-Identifier: ISC */
#include "cgi/tar.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static char got[8192];
static size_t got_len;

static enum err begin(void *context, const char *name, uint64_t bytes)
{
	(void)context;
	got_len += (size_t)sprintf(got + got_len, "<%s %d>", name, (int)bytes);
	return strcmp(name, "no") ? ERR_OK : ERR_LIMIT;
}

static enum err take(void *context, const void *bytes, size_t len)
{
	(void)context;
	memcpy(got + got_len, bytes, len);
	got_len += len;
	return ERR_OK;
}

static enum err end(void *context)
{
	(void)context;
	got[got_len++] = ';';
	return ERR_OK;
}

static size_t put(unsigned char *at, const char *name, const char *content)
{
	size_t len = strlen(content), padding = tar_padding(len);

	tar_header(name, len, at);
	memcpy(at + TAR_BLOCK, content, len);
	memset(at + TAR_BLOCK + len, 0, padding);
	return TAR_BLOCK + len + padding;
}

/* Out: what was read, and the outcome, as text. */
static const char *read_all(const unsigned char *tar, size_t len, size_t step)
{
	struct tar_reader t = {.begin = begin, .take = take, .end = end};
	enum err err = ERR_OK, over;

	got_len = 0;
	for (size_t i = 0; !err && i < len; i += step)
		err = tar_feed(&t, tar + i, len - i < step ? len - i : step);
	over = err ? err : tar_end(&t);
	sprintf(got + got_len, " %s", err_name(over));
	return got;
}

START_TEST(what_is_written_is_read_however_it_is_cut)
{
	static unsigned char tar[8192];
	char block[TAR_BLOCK + 1];
	size_t len = 0;

	memset(block, 'b', TAR_BLOCK);
	block[TAR_BLOCK] = '\0';
	len += put(tar + len, "one", "abc");
	len += put(tar + len, "empty", "");
	len += put(tar + len, "two", block);
	memset(tar + len, 0, 2 * TAR_BLOCK);
	len += 2 * TAR_BLOCK;
	for (size_t step = 1; step <= len; step = step < 600 ? step + 1 : step * 2) {
		char want[2048];

		snprintf(want, sizeof(want), "<one 3>abc;<empty 0>;<two 512>%s; ok", block);
		ck_assert_str_eq(read_all(tar, len, step), want);
	}
	ck_assert_uint_eq(tar_padding(0), 0);
	ck_assert_uint_eq(tar_padding(1), 511);
	ck_assert_uint_eq(tar_padding(512), 0);
}
END_TEST

START_TEST(what_is_damaged_or_no_plain_file_is_refused)
{
	static unsigned char tar[8192], bad[8192];
	size_t len = put(tar, "one", "abc");

	memset(tar + len, 0, 2 * TAR_BLOCK);
	ck_assert_str_eq(read_all(tar, len, 100), "<one 3>abc; input"); /* no end */
	ck_assert_str_eq(read_all(tar, 600, 100), "<one 3>abc; input");
	ck_assert_str_eq(read_all(tar, 514, 1), "<one 3>ab input");
	ck_assert_str_eq(read_all(tar, 0, 1), " input");
	for (size_t i = 0; i < TAR_BLOCK; i++) { /* any byte of the header */
		memcpy(bad, tar, len + 2 * TAR_BLOCK);
		bad[i] ^= 0x11;
		const char *said = read_all(bad, len + 2 * TAR_BLOCK, 512);
		ck_assert_msg(
			strcmp(said, " input") == 0 || strncmp(said, "<one 3>abc;", 11) == 0, "byte %zu: %s", i, said);
	}
	len = put(tar, "no", "abc");
	ck_assert_str_eq(read_all(tar, len, 512), "<no 3> limit");
}
END_TEST

UNIT_MAIN("tar", 60, what_is_written_is_read_however_it_is_cut, what_is_damaged_or_no_plain_file_is_refused)
