/* SPDX-License-Identifier: ISC */
/*
 * Child programs that inherit nothing: exec with descriptors 0 (pipe from us), 1 (pipe to us) and 2 (/dev/null or ours), an empty
 * environment but PATH and LANG, its own process group, death with its parent. Pipes are non-blocking on our side.
 */
#ifndef LUD_SPAWN_H
#define LUD_SPAWN_H

#include "lib/err.h"

#include <stdbool.h>
#include <sys/types.h>

struct spawn_child {
	pid_t pid;
	int in;  /* we write; close when done. -1 when closed */
	int out; /* we read until end of file */
};

/* In: argv[0] is an absolute path; cwd may be NULL. Fails: ERR_SYSTEM. */
enum err spawn_start(const char *const *argv, const char *cwd, bool keep_stderr, struct spawn_child *child_r);
/* Kills the whole group, reaps, closes the pipes. Harmless on a child that was ended before. */
void spawn_end(struct spawn_child *child);
/* After end of file on out: reaps within 1 s, else kills. Out: exit code, or 128 + signal. */
int spawn_wait(struct spawn_child *child);

#endif
