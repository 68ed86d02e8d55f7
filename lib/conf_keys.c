/* SPDX-License-Identifier: ISC */
#include "lib/conf_keys.h"

#include "lib/conf_form.h"

#include <limits.h>

#define TEXT 4096
#define MIB (1L << 20)

/* Places in conf->provider_limits; the names are those of the keys without "_limit". */
enum { ANTHROPIC, OPENAI, OFFLINE, SCRIPT };
_Static_assert(SCRIPT + 1 == CONF_PROVIDERS, "a limit for each provider");

/* clang-format off */
#define STRING(section, name, field, fallback, env, help) \
	{section, name, CONF_STRING, offsetof(struct conf, field), fallback, 0, TEXT, env, NULL, false, help, NULL}
#define SECRET(section, name, field, fallback, min, env, help) \
	{section, name, CONF_STRING, offsetof(struct conf, field), fallback, min, TEXT, env, NULL, true, help, NULL}
#define SHAPED(section, name, field, fallback, secret, env, form, help) \
	{section, name, CONF_STRING, offsetof(struct conf, field), fallback, secret ? 1 : 0, TEXT, env, NULL, secret, help, form}
#define ORIGIN(section, name, field, fallback, env, help) \
	{section, name, CONF_ORIGIN, offsetof(struct conf, field), fallback, 0, TEXT, env, NULL, false, help, NULL}
#define CHOICE(section, name, field, fallback, choices, env, help) \
	{section, name, CONF_CHOICE, offsetof(struct conf, field), fallback, 0, TEXT, env, choices, false, help, NULL}
#define INT(section, name, field, fallback, min, max, help) \
	{section, name, CONF_INT, offsetof(struct conf, field), fallback, min, max, NULL, NULL, false, help, NULL}
#define SIZE(section, name, field, fallback, min, max, help) \
	{section, name, CONF_SIZE, offsetof(struct conf, field), fallback, min, max, NULL, NULL, false, help, NULL}
#define LIMIT(name, provider, help) \
	{"provider", name, CONF_INT, offsetof(struct conf, provider_limits[provider].most), "0", 0, 100000, NULL, NULL, false, help, NULL}
#define RATE(name, provider, field, help) \
	{"provider", name, CONF_INT, offsetof(struct conf, provider_limits[provider].field), "0", 0, 1000000000, NULL, NULL, false, help, NULL}
#define BOOL(section, name, field, fallback, help) \
	{section, name, CONF_BOOL, offsetof(struct conf, field), fallback, 0, 0, NULL, NULL, false, help, NULL}

const struct conf_key conf_keys[] = {
	SHAPED("database", "url", database_url, "postgresql:///ludwright", true, "DATABASE_URL", conf_form_database,
		"PostgreSQL as a libpq URI or conninfo. Over the network TLS is demanded unless the URL (`sslmode=`) or `PGSSLMODE` says otherwise. Sessions have `statement_timeout` 30 s, `lock_timeout` 10 s, `idle_in_transaction_session_timeout` 60 s; `options=` in the URL changes them"),
	SHAPED("redis", "url", redis_url, "redis://127.0.0.1:6379/0", true, "REDIS_URL", conf_form_redis,
		"`redis://[:password@]host:port[/db]` or `unix:/path[?db=n]`. `rediss://` is refused: use stunnel or WireGuard"),
	ORIGIN("server", "public_url", public_url, "http://localhost:8080", "LUDWRIGHT_PUBLIC_URL",
		"origin of the application, without a slash at the end"),
	ORIGIN("server", "play_url", play_url, "http://play.localhost:8080", "LUDWRIGHT_PLAY_URL",
		"origin of the games: another host name than the application's, so that a game cannot reach it"),
	SECRET("server", "secret_key", secret_key, "", 32, "SECRET_KEY",
		"root secret, 32 bytes or more; signs play addresses and cursors, and is the root of the keys of secrets at rest where `server.data_keys` is not given"),
	STRING("server", "data_keys", data_keys, "", NULL,
		"file with the roots of the keys that encrypt secrets at rest, one a line of 32 bytes or more, the current one first; others must not be able to read it. See secrets.md"),
	STRING("server", "keys_dir", keys_dir, "/var/lib/ludwright/keys", NULL,
		"keys of access tokens: `KID.pem`, `KID.pub`, and `current`, which names the one that signs"),
	CHOICE("server", "registration", registration, "closed", "closed invitation open", NULL,
		"who may make an account: nobody without `ludctl user add` or an admin, who has an invitation, or anybody"),
	STRING("audit", "dir", audit_dir, "", NULL,
		"where the signed heads of the audit trail are kept outside the database, a file a day; best a disk that the database's administrator cannot write. See audit.md. Empty: `audit` below `server.keys_dir`"),
	STRING("api", "socket", api_socket, "/run/ludwright/api.sock", NULL,
		"FastCGI socket"),
	INT("api", "children", api_children, "16", 1, 256,
		"processes that serve requests"),
	INT("api", "max_body", api_max_body, "1M", 1024, 64 * MIB,
		"largest JSON body"),
	INT("api", "password_children", api_password_children, "0", 0, 256,
		"most processes that hash passwords at once, up to half of the children. 0: the cores but one"),
	BOOL("api", "cookie_secure", cookie_secure, "",
		"`true`: cookies are Secure and have the `__Host-` prefix; the default is true for https"),
	INT("api", "rate_read", rate_read, "600", 0, 1000000,
		"reads a minute and user; 0 turns the limit off"),
	INT("api", "rate_write", rate_write, "60", 0, 1000000,
		"writes a minute and user; 0 turns the limit off"),
	{"api", "cors_origins", CONF_ORIGINS, offsetof(struct conf, cors_origins), "", 0, TEXT, NULL, NULL, false,
		"other origins whose pages may use the API, separated by spaces, each exactly as browsers send it (`https://studio.example`); without cookies. Empty: none", NULL},
	STRING("relay", "socket", relay_socket, "/run/ludwright/relay.sock", NULL,
		"HTTP socket of ludwright-relay, for nginx; empty: none"),
	SHAPED("relay", "listen", relay_listen, "", false, NULL, conf_form_listen,
		"address:port that ludwright-relay also listens on, without nginx; its processes share it"),
	{"relay", "origins", CONF_ORIGINS, offsetof(struct conf, relay_origins), "", 0, TEXT, NULL, NULL, false,
		"origins beside `server.public_url` whose pages may open live connections, separated by spaces", NULL},
	INT("relay", "processes", relay_processes, "1", 1, 64,
		"processes of ludwright-relay; the limits below are each process's"),
	INT("relay", "connections", relay_connections, "20000", 1, 1000000,
		"most live connections"),
	INT("relay", "user_connections", relay_user_connections, "50", 0, 1000000,
		"most live connections of one account; 0: no limit"),
	INT("relay", "address_connections", relay_address_connections, "200", 0, 1000000,
		"most live connections of one address; 0: no limit"),
	INT("worker", "min", worker_min, "1", 1, 256,
		"worker processes that are always there"),
	INT("worker", "max", worker_max, "0", 0, 256,
		"most worker processes; between the two the worker keeps as many as the queue needs. 0: twice the cores, 2 at least"),
	INT("worker", "concurrency", worker_concurrency, "16", 1, 1024,
		"steps in flight in each"),
	INT("worker", "lease_seconds", worker_lease_seconds, "15", 2, 3600,
		"after this long without a sign of life a worker's steps are given to others"),
	INT("worker", "claims_max", worker_claims_max, "5", 2, 100,
		"claims of a job without an end (its workers died each time) until it is a dead letter; see `ludctl queue`"),
	INT("worker", "project_limit", worker_project_limit, "0", 0, 100000,
		"steps of one project at work at once, over all machines; 0: no limit"),
	STRING("worker", "graphs_dir", graphs_dir, LUD_PKGDATADIR "/graphs", NULL,
		"the folder that holds `game-dev/`"),
	STRING("worker", "sandbox_path", sandbox_path, LUD_PKGLIBEXECDIR "/ludwright-sandbox", NULL,
		"the program that runs games' code for checks"),
	STRING("worker", "chromium_path", chromium_path, "", NULL,
		"Chromium for screenshots; empty: none are made. It opens the game by `file://` with the worker's rights to read files: leave it empty for games whose code you do not trust"),
	CHOICE("provider", "name", provider, "offline", "offline anthropic openai", "LUDWRIGHT_PROVIDER",
		"the provider of projects that name none"),
	STRING("provider", "model", model, "", "LUDWRIGHT_MODEL",
		"model; empty: the provider's default"),
	SECRET("provider", "anthropic_api_key", anthropic_api_key, "", 1, "ANTHROPIC_API_KEY",
		"the installation's key, for projects whose owner has none of their own"),
	SECRET("provider", "openai_api_key", openai_api_key, "", 1, "OPENAI_API_KEY",
		"the same for `openai`; a server of one's own may need none"),
	SHAPED("provider", "anthropic_url", anthropic_url, "https://api.anthropic.com", false, "ANTHROPIC_BASE_URL", conf_form_http,
		"where the Messages API is"),
	SHAPED("provider", "openai_url", openai_url, "https://api.openai.com/v1", false, "OPENAI_BASE_URL", conf_form_http,
		"any server that speaks this protocol"),
	INT("provider", "first_byte_seconds", provider_first_byte_seconds, "300", 1, 3600,
		"how long a model's server may take to begin an answer (a local one reads long prompts slowly)"),
	INT("provider", "silence_seconds", provider_silence_seconds, "120", 1, 3600,
		"how long it may fall silent in the middle of one"),
	LIMIT("anthropic_limit", ANTHROPIC,
		"steps that call this provider at once, over all machines; 0: no limit"),
	LIMIT("openai_limit", OPENAI,
		"the same for `openai`"),
	LIMIT("offline_limit", OFFLINE,
		"the same for `offline`"),
	LIMIT("script_limit", SCRIPT,
		"the same for `script`"),
	RATE("anthropic_calls_per_minute", ANTHROPIC, calls,
		"most calls a minute with one key and model, over all machines; 0: no limit"),
	RATE("anthropic_tokens_per_minute", ANTHROPIC, tokens,
		"the same for tokens in and out, cached ones apart"),
	RATE("openai_calls_per_minute", OPENAI, calls,
		"the same for `openai`"),
	RATE("openai_tokens_per_minute", OPENAI, tokens,
		"the same for `openai`"),
	INT("provider", "user_month_usd", provider_user_month_usd, "0", 0, 1000000,
		"US dollars that the projects of one user may spend in a calendar month (UTC); an admin can give a user another limit; 0: any"),
	INT("provider", "breaker_failures", provider_breaker_failures, "5", 0, 1000,
		"failures in a row after which a provider is left alone for a while and then tried by one call at a time; 0: never"),
	STRING("provider", "script_path", provider_script, "", NULL,
		"file of the provider `script`, which answers by rule; for tests and benches only, see testing.md. Empty: there is no such provider"),
	STRING("files", "dir", files_dir, "/var/lib/ludwright/files", NULL,
		"root of the file store"),
	SIZE("files", "upload_max", upload_max, "50M", 1024, 4096 * MIB,
		"largest upload"),
	SIZE("files", "project_quota", project_quota, "1G", MIB, LONG_MAX,
		"bytes of a project"),
	SHAPED("mail", "url", mail_url, "", false, NULL, conf_form_smtp,
		"mail server: `smtp://mail.example.org:587` (STARTTLS) or `smtps://mail.example.org:465`. Empty: no mail is sent"),
	SHAPED("mail", "from", mail_from, "", false, NULL, conf_form_address,
		"whom mail is from: `Ludwright <ludwright@example.org>`; needed with `mail.url`"),
	STRING("mail", "user", mail_user, "", NULL,
		"name to sign in with at the mail server; empty: none"),
	SECRET("mail", "password", mail_password, "", 1, NULL,
		"its password"),
	CHOICE("mail", "tls", mail_tls, "required", "required offered none", NULL,
		"`required`: no mail without TLS and a certificate that verifies; `offered`: TLS where the server has it"),
	BOOL("webhook", "allow_private", webhook_allow_private, "false",
		"`true`: webhooks may go to private addresses and by plain http; whoever has an account then reaches what this machine reaches"),
	INT("retention", "logs_days", retention_logs, "90", 0, 36500,
		"how many days `ludctl retention` keeps lines of agents' logs, by month; 0: for good"),
	INT("retention", "events_days", retention_events, "0", 0, 36500,
		"how many days `ludctl retention` keeps events of projects; of each project the newest stays, and clients that ask for older ones start over; 0: for good"),
	INT("retention", "audit_days", retention_audit, "0", 0, 36500,
		"how many days `ludctl retention` keeps the audit trail, up to a signed head; 0: for good"),
	INT("retention", "jobs_days", retention_jobs, "90", 0, 36500,
		"how many days `ludctl retention` keeps dead letters of the queue; 0: for good"),
	INT("retention", "notifications_days", retention_notifications, "180", 0, 36500,
		"how many days `ludctl retention` keeps notifications; 0: for good"),
	INT("retention", "deliveries_days", retention_deliveries, "30", 0, 36500,
		"how many days `ludctl retention` keeps the log of mail and webhooks; 0: for good"),
	INT("retention", "sessions_days", retention_sessions, "90", 0, 36500,
		"how many days `ludctl retention` keeps sessions that have ended; 0: for good"),
	INT("retention", "accounts_days", retention_accounts, "30", 0, 36500,
		"how many days `ludctl retention` keeps invitations and ways to new passwords that have run out; 0: for good"),
	STRING("metrics", "file", metrics_file, "/run/ludwright/metrics", NULL,
		"file that the API and the workers of this host map to count together, for `GET /metrics`; best on a tmpfs. Empty, or not to be written: the figures of agents, models and the queue are left out"),
	STRING("log", "path", log_path, "", NULL,
		"log file; empty: standard error"),
	CHOICE("log", "level", log_level, "info", "debug info warn error", NULL,
		"the least that is logged; `ludctl log` changes it by module while everything runs"),
	STRING("log", "levels", log_levels, "/run/ludwright/log-levels", NULL,
		"file of levels by module, which `ludctl log` writes and running programs look at each second. Empty: none"),
	{.section = NULL},
};
/* clang-format on */
