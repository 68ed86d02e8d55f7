/* SPDX-License-Identifier: ISC */
#include "cgi/tar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fields of a header block. */
enum {
	NAME = 0,
	NAME_LEN = 100,
	MODE = 100,
	OWNER = 108,
	GROUP = 116,
	SIZE = 124,
	SIZE_LEN = 12,
	TIME = 136,
	SUM = 148,
	SUM_LEN = 8,
	TYPE = 156,
	MAGIC = 257,
	PREFIX = 345
};

size_t tar_padding(uint64_t bytes)
{
	return (size_t)(-bytes % TAR_BLOCK);
}

/* The sum of a header's bytes, with its own field as spaces. */
static unsigned sum_of(const unsigned char *head)
{
	unsigned sum = 0;
	for (int i = 0; i < TAR_BLOCK; i++)
		sum += i >= SUM && i < SUM + SUM_LEN ? ' ' : head[i];
	return sum;
}

void tar_header(const char *name, uint64_t bytes, unsigned char block_r[TAR_BLOCK])
{
	char *b = (char *)block_r;
	memset(b, 0, TAR_BLOCK);
	snprintf(b + NAME, NAME_LEN, "%s", name);
	snprintf(b + MODE, 8, "%07o", 0644);
	snprintf(b + OWNER, 8, "%07o", 0);
	snprintf(b + GROUP, 8, "%07o", 0);
	snprintf(b + SIZE, SIZE_LEN, "%011llo", (unsigned long long)(bytes & 077777777777));
	snprintf(b + TIME, SIZE_LEN, "%011o", 0); /* the same project gives the same bytes */
	b[TYPE] = '0';
	memcpy(b + MAGIC, "ustar\00000", 8);
	snprintf(b + SUM, SUM_LEN, "%06o", sum_of(block_r));
	b[SUM + SUM_LEN - 1] = ' ';
}

/* An octal field, ended by NUL or space. */
static bool read_octal(const unsigned char *field, size_t len, uint64_t *n_r)
{
	size_t i = 0;
	*n_r = 0;
	while (i < len && field[i] == ' ')
		i++;
	size_t first = i;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
		*n_r = *n_r * 8 + (uint64_t)(field[i] - '0');
	return i > first && (i == len || field[i] == '\0' || field[i] == ' ');
}

static bool is_zero(const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i])
			return false;
	return true;
}

static enum err refuse(struct tar_reader *t, const char *problem)
{
	t->problem = problem;
	return ERR_INPUT;
}

static enum err read_head(struct tar_reader *t)
{
	uint64_t sum, size;
	const unsigned char *h = t->head;
	char name[NAME_LEN + 1] = "";
	t->have = 0;
	if (is_zero(h, TAR_BLOCK)) {
		t->ended = true;
		return ERR_OK;
	}
	if (memcmp(h + MAGIC, "ustar", 5) != 0 || !read_octal(h + SUM, SUM_LEN, &sum) || sum != sum_of(h))
		return refuse(t, "is no tape archive (ustar), or is damaged");
	if (h[TYPE] != '0' && h[TYPE] != '\0')
		return refuse(t, "holds something that is no plain file");
	if (h[PREFIX] || !read_octal(h + SIZE, SIZE_LEN, &size))
		return refuse(t, "holds a name or a size that is not accepted here");
	memcpy(name, h + NAME, NAME_LEN);
	t->left = size;
	t->padding = tar_padding(size);
	t->inside = true;
	return t->begin(t->context, name, size);
}

/* One step: fills the head, passes the entry's bytes on, or skips its padding. Out: how many bytes it took. */
static enum err step(struct tar_reader *t, const unsigned char *bytes, size_t len, size_t *took_r)
{
	size_t n;
	if (t->inside && t->left) {
		n = t->left < len ? (size_t)t->left : len;
		t->left -= n;
		*took_r = n;
		return t->take(t->context, bytes, n);
	}
	if (t->inside) {
		*took_r = 0;
		t->inside = false;
		return t->end(t->context);
	}
	if (t->padding) {
		*took_r = n = t->padding < len ? t->padding : len;
		t->padding -= n;
		return ERR_OK;
	}
	*took_r = n = TAR_BLOCK - t->have < len ? TAR_BLOCK - t->have : len;
	memcpy(t->head + t->have, bytes, n);
	t->have += n;
	return t->have == TAR_BLOCK ? read_head(t) : ERR_OK;
}

enum err tar_feed(struct tar_reader *t, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	enum err err = ERR_OK;
	while (!err && len && !t->ended) {
		size_t took = 0;
		err = step(t, at, len, &took);
		at += took;
		len -= took;
	}
	if (!err && t->ended && !is_zero(at, len))
		err = refuse(t, "goes on after its end");
	return err;
}

enum err tar_end(struct tar_reader *t)
{
	return t->ended ? ERR_OK : refuse(t, "is cut short");
}
