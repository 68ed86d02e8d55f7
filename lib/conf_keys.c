/* SPDX-License-Identifier: ISC */
#include "lib/conf_keys.h"

#include <limits.h>

#define TEXT 4096
#define MIB (1L << 20)

/* Places in conf->provider_limits; the names are those of the keys without "_limit". */
enum { ANTHROPIC, OPENAI, OFFLINE, SCRIPT };
_Static_assert(SCRIPT + 1 == CONF_PROVIDERS, "a limit for each provider");

/* clang-format off */
#define STRING(section, name, field, fallback, env) \
	{section, name, CONF_STRING, offsetof(struct conf, field), fallback, 0, TEXT, env, NULL, false}
#define SECRET(section, name, field, fallback, min, env) \
	{section, name, CONF_STRING, offsetof(struct conf, field), fallback, min, TEXT, env, NULL, true}
#define ORIGIN(section, name, field, fallback, env) \
	{section, name, CONF_ORIGIN, offsetof(struct conf, field), fallback, 0, TEXT, env, NULL, false}
#define CHOICE(section, name, field, fallback, choices, env) \
	{section, name, CONF_CHOICE, offsetof(struct conf, field), fallback, 0, TEXT, env, choices, false}
#define INT(section, name, field, fallback, min, max) \
	{section, name, CONF_INT, offsetof(struct conf, field), fallback, min, max, NULL, NULL, false}
#define SIZE(section, name, field, fallback, min, max) \
	{section, name, CONF_SIZE, offsetof(struct conf, field), fallback, min, max, NULL, NULL, false}
#define LIMIT(name, provider) \
	{"provider", name, CONF_INT, offsetof(struct conf, provider_limits[provider].most), "0", 0, 100000, NULL, NULL, false}
#define RATE(name, provider, field) \
	{"provider", name, CONF_INT, offsetof(struct conf, provider_limits[provider].field), "0", 0, 1000000000, NULL, NULL, false}
#define BOOL(section, name, field, fallback) \
	{section, name, CONF_BOOL, offsetof(struct conf, field), fallback, 0, 0, NULL, NULL, false}

const struct conf_key conf_keys[] = {
	SECRET("database", "url", database_url, "postgresql:///ludwright", 1, "DATABASE_URL"),
	SECRET("redis", "url", redis_url, "redis://127.0.0.1:6379/0", 1, "REDIS_URL"),
	ORIGIN("server", "public_url", public_url, "http://localhost:8080", "LUDWRIGHT_PUBLIC_URL"),
	ORIGIN("server", "play_url", play_url, "http://play.localhost:8080", "LUDWRIGHT_PLAY_URL"),
	SECRET("server", "secret_key", secret_key, "", 32, "SECRET_KEY"),
	STRING("server", "data_keys", data_keys, "", NULL),
	STRING("server", "keys_dir", keys_dir, "/var/lib/ludwright/keys", NULL),
	CHOICE("server", "registration", registration, "closed", "closed invitation open", NULL),
	STRING("audit", "dir", audit_dir, "", NULL),
	STRING("api", "socket", api_socket, "/run/ludwright/api.sock", NULL),
	INT("api", "children", api_children, "16", 1, 256),
	INT("api", "max_body", api_max_body, "1M", 1024, 64 * MIB),
	INT("api", "password_children", api_password_children, "0", 0, 256),
	BOOL("api", "cookie_secure", cookie_secure, ""),
	INT("api", "rate_read", rate_read, "600", 0, 1000000),
	INT("api", "rate_write", rate_write, "60", 0, 1000000),
	{"api", "cors_origins", CONF_ORIGINS, offsetof(struct conf, cors_origins), "", 0, TEXT, NULL, NULL, false},
	STRING("relay", "socket", relay_socket, "/run/ludwright/relay.sock", NULL),
	STRING("relay", "listen", relay_listen, "", NULL),
	{"relay", "origins", CONF_ORIGINS, offsetof(struct conf, relay_origins), "", 0, TEXT, NULL, NULL, false},
	INT("relay", "processes", relay_processes, "1", 1, 64),
	INT("relay", "connections", relay_connections, "20000", 1, 1000000),
	INT("relay", "user_connections", relay_user_connections, "50", 0, 1000000),
	INT("relay", "address_connections", relay_address_connections, "200", 0, 1000000),
	INT("worker", "min", worker_min, "1", 1, 256),
	INT("worker", "max", worker_max, "0", 0, 256),
	INT("worker", "concurrency", worker_concurrency, "16", 1, 1024),
	INT("worker", "lease_seconds", worker_lease_seconds, "15", 2, 3600),
	INT("worker", "claims_max", worker_claims_max, "5", 2, 100),
	INT("worker", "project_limit", worker_project_limit, "0", 0, 100000),
	STRING("worker", "graphs_dir", graphs_dir, LUD_PKGDATADIR "/graphs", NULL),
	STRING("worker", "sandbox_path", sandbox_path, LUD_PKGLIBEXECDIR "/ludwright-sandbox", NULL),
	STRING("worker", "chromium_path", chromium_path, "", NULL),
	CHOICE("provider", "name", provider, "offline", "offline anthropic openai", "LUDWRIGHT_PROVIDER"),
	STRING("provider", "model", model, "", "LUDWRIGHT_MODEL"),
	SECRET("provider", "anthropic_api_key", anthropic_api_key, "", 1, "ANTHROPIC_API_KEY"),
	SECRET("provider", "openai_api_key", openai_api_key, "", 1, "OPENAI_API_KEY"),
	STRING("provider", "anthropic_url", anthropic_url, "https://api.anthropic.com", "ANTHROPIC_BASE_URL"),
	STRING("provider", "openai_url", openai_url, "https://api.openai.com/v1", "OPENAI_BASE_URL"),
	INT("provider", "first_byte_seconds", provider_first_byte_seconds, "300", 1, 3600),
	INT("provider", "silence_seconds", provider_silence_seconds, "120", 1, 3600),
	LIMIT("anthropic_limit", ANTHROPIC),
	LIMIT("openai_limit", OPENAI),
	LIMIT("offline_limit", OFFLINE),
	LIMIT("script_limit", SCRIPT),
	RATE("anthropic_calls_per_minute", ANTHROPIC, calls),
	RATE("anthropic_tokens_per_minute", ANTHROPIC, tokens),
	RATE("openai_calls_per_minute", OPENAI, calls),
	RATE("openai_tokens_per_minute", OPENAI, tokens),
	INT("provider", "user_month_usd", provider_user_month_usd, "0", 0, 1000000),
	INT("provider", "breaker_failures", provider_breaker_failures, "5", 0, 1000),
	STRING("provider", "script_path", provider_script, "", NULL),
	STRING("files", "dir", files_dir, "/var/lib/ludwright/files", NULL),
	SIZE("files", "upload_max", upload_max, "50M", 1024, 4096 * MIB),
	SIZE("files", "project_quota", project_quota, "1G", MIB, LONG_MAX),
	STRING("mail", "url", mail_url, "", NULL),
	STRING("mail", "from", mail_from, "", NULL),
	STRING("mail", "user", mail_user, "", NULL),
	SECRET("mail", "password", mail_password, "", 1, NULL),
	CHOICE("mail", "tls", mail_tls, "required", "required offered none", NULL),
	BOOL("webhook", "allow_private", webhook_allow_private, "false"),
	INT("retention", "logs_days", retention_logs, "90", 0, 36500),
	INT("retention", "events_days", retention_events, "0", 0, 36500),
	INT("retention", "audit_days", retention_audit, "0", 0, 36500),
	INT("retention", "jobs_days", retention_jobs, "90", 0, 36500),
	INT("retention", "notifications_days", retention_notifications, "180", 0, 36500),
	INT("retention", "deliveries_days", retention_deliveries, "30", 0, 36500),
	INT("retention", "sessions_days", retention_sessions, "90", 0, 36500),
	INT("retention", "accounts_days", retention_accounts, "30", 0, 36500),
	STRING("metrics", "file", metrics_file, "/run/ludwright/metrics", NULL),
	STRING("log", "path", log_path, "", NULL),
	CHOICE("log", "level", log_level, "info", "debug info warn error", NULL),
	{.section = NULL},
};
/* clang-format on */
