/* SPDX-License-Identifier: ISC */
/*
 * Configuration: one INI file, every key overridable by environment, from one table.
 *
 * conf_load reads defaults, then the file, then the environment; an unknown key, a line over 199 bytes, a value out of range
 * is an error that names file, line and key. A key `section.name` is overridden by LUDWRIGHT_SECTION_NAME; a few also have the
 * names that the specification and others use (DATABASE_URL, REDIS_URL, SECRET_KEY, ANTHROPIC_API_KEY, …).
 * A value of the form `file:/path` for a secret key is read from that file (one line, trailing newline cut).
 */
#ifndef LUD_CONF_H
#define LUD_CONF_H

#include "lib/arena.h"
#include "lib/err.h"

#include <stdbool.h>

#define CONF_PROVIDERS 4

/* Calls of one provider at work at once, on all machines. */
struct conf_limit {
	const char *name; /* anthropic, openai, offline, script */
	int most;         /* 0: no limit */
	int calls, tokens; /* a minute; 0: no limit */
};

struct conf {
	/* [database] */
	const char *database_url; /* libpq URI or conninfo. DATABASE_URL */
	/* [redis] */
	const char *redis_url; /* redis://host:port/db or unix:/path. REDIS_URL */
	/* [server] */
	const char *public_url; /* origin of the application, no trailing slash. LUDWRIGHT_PUBLIC_URL */
	const char *play_url;   /* origin of games; another origin than public_url */
	const char *secret_key; /* root secret, at least 32 bytes; signs play addresses and cursors. SECRET_KEY */
	const char *data_keys;  /* file of the roots of data keys (lib/secret.h); empty: secret_key is the root */
	const char *keys_dir;   /* RS256 keys: <kid>.pem private, <kid>.pub public, file `current` names the kid */
	const char *registration; /* closed, invitation, open */
	/* [audit] */
	const char *audit_dir; /* folder of the signed heads of the audit chain; empty: `audit` below keys_dir */
	/* [api] */
	const char *api_socket; /* path of the FastCGI socket */
	int api_children;       /* 1-256, default 16 */
	int api_max_body;       /* bytes of a JSON body, default 1 MiB */
	int api_password_children; /* most children that hash passwords at once; by default the cores but one */
	bool cookie_secure;     /* Secure attribute and __Host- prefix on cookies; default true, false for plain http */
	int rate_read, rate_write; /* a minute and user: 600, 60; 0 turns the limit off */
	const char *cors_origins; /* other origins whose pages may use the API, with spaces; empty: none */
	/* [relay] */
	const char *relay_socket; /* path of its HTTP socket, for nginx; empty: none */
	const char *relay_listen; /* address:port, shared by processes; empty: none */
	const char *relay_origins; /* origins beside public_url whose pages may connect, separated by spaces */
	int relay_processes; /* 1-64, default 1 */
	int relay_connections; /* most connections a process */
	int relay_user_connections, relay_address_connections; /* a process; 0: no limit */
	/* [worker] */
	int worker_min, worker_max; /* processes: 1 to twice the cores (2 at least); min <= max */
	int worker_concurrency;   /* steps in flight a process: default 16 */
	int worker_lease_seconds; /* default 15 */
	int worker_claims_max;    /* claims of a job without an end, then it is a dead letter: default 5 */
	int worker_project_limit; /* steps of one project at work at once, on all machines; 0: no limit */
	const char *graphs_dir;   /* the folder that holds game-dev/ */
	const char *sandbox_path; /* ludwright-sandbox */
	const char *chromium_path; /* for screenshots; empty: not run */
	/* [provider] */
	const char *provider; /* offline, anthropic, openai. LUDWRIGHT_PROVIDER */
	const char *model;    /* LUDWRIGHT_MODEL */
	const char *anthropic_api_key, *openai_api_key; /* secrets; empty: none */
	const char *anthropic_url, *openai_url;
	int provider_first_byte_seconds, provider_silence_seconds; /* that a model's server may take: 300, 120 */
	int provider_user_month_usd; /* what a user's projects may spend in a month; 0: any */
	int provider_breaker_failures; /* in a row, that keep others from calling: 5; 0: never */
	struct conf_limit provider_limits[CONF_PROVIDERS]; /* one for each provider there is */
	const char *provider_script; /* file of the test provider `script`; empty: there is none */
	/* [files] */
	const char *files_dir;    /* root of the content-addressed store */
	long upload_max;          /* bytes; default 50 MiB */
	long project_quota;       /* bytes a project; default 1 GiB */
	/* [mail] */
	const char *mail_url; /* smtp://host:port or smtps://host:port; empty: no mail is sent */
	const char *mail_from; /* "Name <address>" or an address */
	const char *mail_user, *mail_password; /* empty: none */
	const char *mail_tls; /* required, offered, none */
	/* [webhook] */
	bool webhook_allow_private; /* they may go to private addresses, and by plain http */
	/* [retention]: days; 0: for good */
	int retention_logs, retention_events, retention_audit, retention_jobs;
	int retention_notifications, retention_deliveries, retention_sessions, retention_accounts;
	/* [metrics] */
	const char *metrics_file; /* what API and workers of this host count together; empty: nothing */
	/* [log] */
	const char *log_path;  /* empty: standard error */
	const char *log_level; /* debug, info, warn, error */
	const char *log_levels; /* file of levels by module, which may change (lib/log.h); empty: none */
};

/* In: path may be NULL: $LUDWRIGHT_CONF, else /etc/ludwright/ludwright.conf if it is there. Out: strings live in the arena; *message_r says what is wrong. */
enum err conf_load(struct arena *a, const char *path, struct conf *conf_r, const char **message_r);
/* Reads the configuration anew while a program runs, into memory of its own: *held, NULL at first, which is freed when the next one is taken. The
 * sockets, which are bound already, stay as in `now`. Out: what holds from here on; NULL, and a line in the log, when it is not good: `now` holds on. */
struct conf *conf_reload(const char *path, const struct conf *now, struct arena **held);
/* Writes every key with its value and origin (secrets as ***) to standard output: `ludctl config show`. */
void conf_print(const struct conf *conf);
/* Writes the table of docs/configuration.md to standard output: `ludctl config reference`. */
void conf_print_reference(void);

#endif
