/* SPDX-License-Identifier: ISC */
/*
 * ludctl's commands: one row each in ctl/main.c. What concerns projects goes through the API (ctl/client.h), what concerns the
 * installation through the database. A command prints its result to standard output, says why it failed on standard error, and
 * returns the exit status: 0 done, 1 failed, 2 used wrongly.
 */
#ifndef LUD_CTL_COMMAND_H
#define LUD_CTL_COMMAND_H

#include "lib/arena.h"
#include "lib/conf.h"
#include "lib/db.h"

#include <stdbool.h>

struct context {
	struct arena *arena;
	const struct conf *conf; /* NULL for commands that go through the API */
	int argc;                /* arguments after the command's words and options */
	char **argv;
	struct option_value *options;
};

struct option_value {
	const char *name; /* without the dashes */
	const char *value;
	struct option_value *next;
};

extern const struct db_statement ctl_sql[];

/* The value of --name, "" for a flag without one, or NULL when it was not given. */
const char *command_option(const struct context *c, const char *name);
/* Says on standard error what is wrong, as printf, and returns 1. */
int command_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Opens the database or says why not. Owns: db_close. */
struct db *command_database(const struct context *c);

int migrate_run(struct context *c);
/* The same for ludctl restore, which has seen to it that no other is at work. */
int migrate_restored(struct context *c);
int config_reference(struct context *c);
int log_run(struct context *c);
int user_add(struct context *c);
int user_passwd(struct context *c);
int user_invite(struct context *c);
int user_reset(struct context *c);
int user_list(struct context *c);
int user_role(struct context *c);
int user_disable(struct context *c);
int user_enable(struct context *c);
int keys_create(struct context *c);
int keys_rotate(struct context *c);
int keys_rotate_data(struct context *c);
int audit_list(struct context *c);
int audit_verify(struct context *c);
int config_check(struct context *c);
int config_show(struct context *c);
int doctor_run(struct context *c);
int maintenance_on(struct context *c);
int maintenance_off(struct context *c);
int maintenance_status(struct context *c);
int provider_test(struct context *c);
int project_new(struct context *c);
int project_start(struct context *c);
int project_list(struct context *c);
int project_approve(struct context *c);
int project_request_changes(struct context *c);
int project_build(struct context *c);
int project_export(struct context *c);
int project_record(struct context *c);
int queue_status(struct context *c);
int queue_list(struct context *c);
int queue_show(struct context *c);
int queue_dead(struct context *c);
int queue_requeue(struct context *c);
int queue_drop(struct context *c);
int queue_snooze(struct context *c);
int queue_priority(struct context *c);
int backup_run(struct context *c);
int verify_run(struct context *c);
int restore_run(struct context *c);
/* Is the database free of a restore, one at work or one that was interrupted before anything was back? None begins while this
 * connection stays open. Of what one that was interrupted left it says what to run. Out: false after a complaint. */
bool restore_over(struct context *c, struct db *db);
/* The same for who takes contents away: also free of what one has left, which names some and may come back. */
bool restore_none(struct context *c, struct db *db);
int retention_run(struct context *c);
int support_run(struct context *c);
int store_gc(struct context *c);
int store_usage(struct context *c);
int travel_snapshots(struct context *c);
int travel_fork(struct context *c);
int travel_compare(struct context *c);
int watch_run(struct context *c);

#endif
