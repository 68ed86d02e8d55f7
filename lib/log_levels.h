/* SPDX-License-Identifier: ISC */
/*
 * Levels of the log by module, which may change while programs run: a file of lines "MODULE LEVEL", looked at once a
 * second at most, and then only when something is logged. A module is a source file without its ending ("worker/post"),
 * or a folder ("worker"); the longer name counts. A line that is none is passed over; a file that is not there means no
 * levels.
 */
#ifndef LUD_LOG_LEVELS_H
#define LUD_LOG_LEVELS_H

#include "lib/log.h"

#define LOG_MODULE_SIZE 64

/* In: path of the file; NULL or "": none. */
void log_levels_use(const char *path);
/* In: file as __FILE__ has it; otherwise, the level of the program. */
enum log_level log_levels_least(const char *file, enum log_level otherwise);
/* In: file as __FILE__ has it. Out: "worker/post" of "../../worker/post.c". */
void log_levels_module(const char *file, char module_r[LOG_MODULE_SIZE]);
/* Whether it may stand in the file: a-z, 0-9, _ and one /. */
_Bool log_levels_is_module(const char *text);

#endif
