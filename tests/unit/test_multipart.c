/* SPDX-License-Identifier: ISC */
#include "cgi/multipart.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define TYPE "multipart/form-data; boundary=xyz"
#define PART(head, content) "--xyz\r\n" head "\r\n\r\n" content "\r\n"
#define FILE_HEAD "Content-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\nContent-Type: image/png"

static struct arena a;
static char got[1 << 16];
static size_t got_len;

static enum err take(void *context, const void *bytes, size_t len)
{
	size_t max = *(size_t *)context;

	if (got_len + len > max)
		return ERR_TOO_LARGE;
	memcpy(got + got_len, bytes, len);
	got_len += len;
	return ERR_OK;
}

/* Feeds a body in pieces of `step` bytes. Out: *name_r of the file. */
static enum err feed(const char *type, const char *body, size_t len, size_t step, size_t max, const char **name_r)
{
	struct multipart m;
	enum err err = multipart_init(&m, &a, type, take, &max), end;

	got_len = 0;
	for (size_t i = 0; !err && i < len; i += step)
		err = multipart_feed(&m, body + i, len - i < step ? len - i : step);
	end = multipart_end(&m);
	*name_r = m.name;
	return err ? err : end;
}

START_TEST(a_file_comes_out_however_it_is_cut)
{
	/* The content has what looks like a boundary: one without a line break before it, one that is cut off. */
	static const char content[] = "\r\n\r\n--xy\r\nPNG\0--xyz\r\r\n--xz --xyz--\r\n";
	char body[512];
	const char *name;

	arena_init(&a, 64 << 20);
	size_t len = 0, content_len = sizeof(content) - 1;
	len += (size_t)sprintf(body, PART("Content-Disposition: form-data; name=\"note\"",
					     "no --xyz is at the beginning of this") "--xyz\r\n" FILE_HEAD "\r\n\r\n");
	memcpy(body + len, content, content_len);
	len += content_len;
	len += (size_t)sprintf(
		body + len, "\r\n" PART("Content-Disposition: form-data; filename=\"second\"", "no") "--xyz--\r\n");
	for (size_t step = 1; step <= len; step++) {
		ck_assert_int_eq(feed(TYPE, body, len, step, sizeof(got), &name), ERR_OK);
		ck_assert_str_eq(name, "a.png");
		ck_assert_uint_eq(got_len, content_len);
		ck_assert_int_eq(memcmp(got, content, content_len), 0);
	}
	arena_done(&a);
}
END_TEST

START_TEST(an_empty_file_and_a_part_without_a_head)
{
	static const char empty[] = "--xyz\r\n" FILE_HEAD "\r\n\r\n\r\n--xyz--\r\n";
	static const char tight[] = "--xyz\r\n" FILE_HEAD "\r\n\r\n--xyz--\r\n";
	static const char bare[] = "--xyz\r\n\r\nx\r\n" PART(FILE_HEAD, "abc") "--xyz--";
	const char *name;

	arena_init(&a, 1 << 20);
	for (size_t step = 1; step < sizeof(bare); step++) {
		ck_assert_int_eq(feed(TYPE, empty, sizeof(empty) - 1, step, 10, &name), ERR_OK);
		ck_assert_uint_eq(got_len, 0);
		ck_assert_int_eq(feed(TYPE, tight, sizeof(tight) - 1, step, 10, &name), ERR_OK);
		ck_assert_uint_eq(got_len, 0);
		ck_assert_int_eq(feed(TYPE, bare, sizeof(bare) - 1, step, 10, &name), ERR_OK);
		ck_assert_int_eq(memcmp(got, "abc", got_len), 0);
	}
	arena_done(&a);
}
END_TEST

/* A form that does not come to its file would fill the request's memory with heads. */
START_TEST(parts_are_counted)
{
	char body[4096];
	const char *name;

	for (int parts = 15; parts <= 16; parts++) {
		size_t len = 0;
		arena_init(&a, 1 << 20);
		for (int i = 0; i < parts; i++)
			len += (size_t)sprintf(body + len, PART("Content-Disposition: form-data; name=\"n\"", "x"));
		len += (size_t)sprintf(body + len, PART(FILE_HEAD, "abc") "--xyz--\r\n");
		ck_assert_int_eq(feed(TYPE, body, len, 7, sizeof(got), &name), parts < 16 ? ERR_OK : ERR_INPUT);
		arena_done(&a);
	}
}
END_TEST

START_TEST(what_is_no_form_is_refused)
{
	static const char *const bodies[] = {"", "x", "--xyz", "--xyz--\r\n", "--xyz\r\n" FILE_HEAD "\r\n\r\nno end",
		"--abc\r\n" FILE_HEAD "\r\n\r\nx\r\n--abc--", "\r\n" PART(FILE_HEAD, "x") "--xyz--",
		PART("Content-Disposition: form-data; name=\"a\"", "x") "--xyz--",
		"--xyz " FILE_HEAD "\r\n\r\nx\r\n--xyz--"};
	static const char *const types[] = {"multipart/form-data",
		"multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
		"multipart/form-data; "
		"boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	static const char whole[] = PART(FILE_HEAD, "x") "--xyz--";
	char *head = calloc(1, 20000);
	const char *name;

	arena_init(&a, 64 << 20);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		for (size_t step = 1; step < 100; step += 7)
			ck_assert_msg(feed(TYPE, bodies[i], strlen(bodies[i]), step, 100, &name) == ERR_INPUT,
				"taken: %s", bodies[i]);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		ck_assert_int_eq(feed(types[i], whole, sizeof(whole) - 1, 10, 100, &name), ERR_INPUT);
	ck_assert_int_eq(
		feed("multipart/form-data; x=y; Boundary=\"xyz\"", whole, sizeof(whole) - 1, 10, 100, &name), ERR_OK);
	ck_assert_int_eq(feed(TYPE, whole, sizeof(whole) - 1, 10, 0, &name), ERR_TOO_LARGE);
	memcpy(head, "--xyz\r\n", 7);
	memset(head + 7, 'a', 19000);
	ck_assert_int_eq(feed(TYPE, head, 19000, 1000, 100, &name), ERR_INPUT);
	free(head);
	arena_done(&a);
}
END_TEST

UNIT_MAIN("multipart", 60, a_file_comes_out_however_it_is_cut, an_empty_file_and_a_part_without_a_head, parts_are_counted,
	what_is_no_form_is_refused)
