/* SPDX-License-Identifier: ISC */
/*
 * Logs as JSON lines: asctime, levelname, name, module, message, then ids and fields. One line is one write(2).
 *
 * log_init once a process (again after fork to change the name); log_context sets the ids that every following line of
 * this process carries (request, run, agent) until changed. Values are escaped, cut at 8 KiB, and never contain
 * secrets: that is the caller's duty. A line's level is held against that of its module, which may change while the
 * program runs (lib/log_levels.h).
 */
#ifndef LUD_LOG_H
#define LUD_LOG_H

#include "lib/err.h"

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN, LOG_LEVEL_ERROR };

/* In: name is the program or module ("ludwright.api"); path NULL means standard error. Fails: ERR_SYSTEM, then standard
 * error is used. */
enum err log_init(const char *name, enum log_level level, const char *path);
/* Reopens the file after rotation. */
void log_reopen(void);
/* In: any may be NULL to clear; copied, 63 bytes at most each. */
void log_context(const char *request_id, const char *run_id, const char *agent_id);
/* A line with message and pairs of key, value (both strings), ended by NULL: log_line(LOG_LEVEL_INFO, "started",
 * "port", "80", NULL). */
#define log_line(level, ...) log_line_of(__FILE__, level, __VA_ARGS__)
#define log_debug(...) log_of(__FILE__, LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_info(...) log_of(__FILE__, LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warn(...) log_of(__FILE__, LOG_LEVEL_WARN, __VA_ARGS__)
#define log_error(...) log_of(__FILE__, LOG_LEVEL_ERROR, __VA_ARGS__)
/* In: file, where it is said (__FILE__), which is its module; format as printf. */
void log_line_of(const char *file, enum log_level level, const char *message, ...) __attribute__((sentinel));
void log_of(const char *file, enum log_level level, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Logs an error and ends the process with status 70, for what only a bug or a lack of memory can bring; its parent
 * starts another. */
_Noreturn void log_fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Out: false when the text names no level. */
_Bool log_level_parse(const char *text, enum log_level *level_r);

#endif
