/* SPDX-License-Identifier: ISC */
/*
 * Tape archives of plain files, as they come in and as they go out: ustar, nothing else. A name is taken as it stands
 * and opens nothing; who reads decides which names there may be. Links, folders, devices, extended headers and names of
 * two parts are refused.
 *
 * Reading: tar_init, tar_feed with each piece in order, tar_end. Writing: tar_header, the bytes, tar_padding zero
 * bytes, and two blocks of zeros at the end. Source: POSIX.1-1988 (ustar).
 */
#ifndef LUD_CGI_TAR_H
#define LUD_CGI_TAR_H

#include "lib/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAR_BLOCK 512

struct tar_reader {
	/* An entry begins, its bytes, it ends. They return other than ERR_OK to stop with that. */
	enum err (*begin)(void *context, const char *name, uint64_t bytes);
	enum err (*take)(void *context, const void *bytes, size_t len);
	enum err (*end)(void *context);
	void *context;
	const char *problem; /* what was refused; static */
	unsigned char head[TAR_BLOCK];
	size_t have; /* of head */
	uint64_t left; /* of the entry */
	size_t padding; /* after it */
	bool inside, ended;
};

/* In: the callbacks and context are set, the rest is zero. Fails: ERR_INPUT with problem, or what a callback returned.
 */
enum err tar_feed(struct tar_reader *t, const void *bytes, size_t len);
/* Fails: ERR_INPUT when the archive is cut short. */
enum err tar_end(struct tar_reader *t);

/* In: a name of 99 bytes at most, less than 8 GiB. */
void tar_header(const char *name, uint64_t bytes, unsigned char block_r[TAR_BLOCK]);
size_t tar_padding(uint64_t bytes);

#endif
