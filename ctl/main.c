/* SPDX-License-Identifier: ISC */
#include "config.h"
#include "ctl/command.h"
#include "ctl/table.h"
#include "lib/harden.h"
#include "lib/log.h"


#include <curl/curl.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct command {
	const char *words;      /* "project new" */
	const char *arguments;  /* for the help */
	const char *options;    /* names that take a value end in '=': " name= force " */
	bool installation;      /* reads the configuration */
	int least, most;        /* arguments */
	int (*run)(struct context *c);
	const char *help; /* NULL: another name of the one that runs the same */
};

#define FAIL_MAX 4096
#define CLIENT " url= email= password-file= json "

static const struct command commands[] = {
	{"migrate", "", " sql= graphs= ", true, 0, 0, migrate_run, "bring the database to this version; store the graphs"},
	{"user add", "EMAIL", " name= role= password-file= ", true, 1, 1, user_add, "add an account (role admin or member)"},
	{"user passwd", "EMAIL", " password-file= ", true, 1, 1, user_passwd, "set a password and end its sessions"},
	{"user invite", "[EMAIL]", " role= days= ", true, 0, 1, user_invite, "print a link with which somebody makes an account"},
	{"user reset", "EMAIL", "", true, 1, 1, user_reset, "print a link that sets a new password, good for an hour"},
	{"user list", "", " json ", true, 0, 0, user_list, "accounts"},
	{"user role", "EMAIL admin|member", "", true, 2, 2, user_role, "give an account another role"},
	{"user disable", "EMAIL", "", true, 1, 1, user_disable, "end an account's sessions and let it in no more"},
	{"user enable", "EMAIL", "", true, 1, 1, user_enable, "let it in again"},
	{"keys create", "", "", true, 0, 0, keys_create, "make the first key pair for access tokens"},
	{"keys rotate", "", "", true, 0, 0, keys_rotate, "make a new key pair; what is signed verifies until it runs out"},
	{"keys rotate-data", "", "", true, 0, 0, keys_rotate_data, "a new key for secrets at rest; all of them under it"},
	{"audit list", "", " actor= action= subject= outcome= request= since= until= limit= json ", true, 0, 0, audit_list, "the audit trail, newest first; --actor EMAIL"},
	{"audit verify", "", " heads= ", true, 0, 0, audit_verify, "hold the trail against its hash chain and the signed heads"},
	{"config check", "", "", true, 0, 0, config_check, "say whether the configuration is right"},
	{"config show", "", "", true, 0, 0, config_show, "print every setting with its value"},
	{"config reference", "", "", false, 0, 0, config_reference, "print the table of docs/configuration.md"},
	{"log", "[MODULE LEVEL]", "", true, 0, 2, log_run, "show or set levels of the log by module, while everything runs; level default: none of its own"},
	{"doctor", "", "", true, 0, 0, doctor_run, "say what is wrong with the installation and how to mend it"},
	{"maintenance on", "", " message= until= wait ", true, 0, 0, maintenance_on, "begin nothing and change nothing; --until TIME or +30min, --wait for the workers"},
	{"maintenance off", "", "", true, 0, 0, maintenance_off, "go on"},
	{"maintenance status", "", "", true, 0, 0, maintenance_status, "is there maintenance, and what do workers have in hand; also: ludctl maintenance"},
	{"maintenance", "", "", true, 0, 0, maintenance_status, NULL},
	{"provider test", "[NAME]", "", true, 0, 1, provider_test, "ask the provider a word and say in a line whether it answers"},
	{"queue status", "", " json ", true, 0, 0, queue_status, "jobs by kind and state, dead letters, workers; also: ludctl queue"},
	{"queue list", "", " state= project= limit= json ", true, 0, 0, queue_list, "jobs: --state ready, later, held, leased"},
	{"queue show", "JOB", " json ", true, 1, 1, queue_show, "all about a job, in the queue or dead"},
	{"queue dead", "", " limit= json ", true, 0, 0, queue_dead, "jobs that were given up"},
	{"queue requeue", "[JOB]", " all ", true, 0, 1, queue_requeue, "give a dead letter, or --all, another chance"},
	{"queue drop", "JOB", "", true, 1, 1, queue_drop, "throw a dead letter away"},
	{"queue snooze", "JOB SECONDS", "", true, 2, 2, queue_snooze, "put a waiting job off; 0: do it now"},
	{"queue priority", "JOB NUMBER", "", true, 2, 2, queue_priority, "higher first, -100 to 100; steps have 0"},
	{"queue", "", " json ", true, 0, 0, queue_status, NULL},
	{"support", "FILE.tar.gz", "", true, 1, 1, support_run, "pack what somebody who helps needs to see, without secrets"},
	{"backup", "FOLDER", " keep= ", true, 1, 1, backup_run, "database and files as of one moment, while everything runs; --keep N: the newest N"},
	{"verify", "BACKUP", "", true, 1, 1, verify_run, "hold a backup against its checksums"},
	{"restore", "[BACKUP]", " force accept undo sql= graphs= ", true, 0, 1, restore_run, "bring a backup back into an empty database; --force: into this one; --accept, --undo [--force]: end one that was interrupted"},
	{"retention", "", " class= dry-run ", true, 0, 0, retention_run, "take away what is older than [retention] keeps it, and make log partitions ahead; from cron"},
	{"store usage", "", " json ", true, 0, 0, store_usage, "what projects hold on disk, most first, and what nothing refers to"},
	{"store gc", "", " hours= dry-run ", true, 0, 0, store_gc, "take away contents that nothing has referred to for --hours (24); from cron"},
	{"project list", "", CLIENT, false, 0, 0, project_list, "list your projects"},
	{"project new", "NAME", CLIENT "concept= concept-file= language= seed= scope= automatic provider= ", false, 1, 1, project_new, "make a project from a concept"},
	{"project record", "PROJECT", CLIENT, false, 1, 1, project_record, "write what models said in it, to be replayed"},
	{"project start", "PROJECT", CLIENT, false, 1, 1, project_start, "start a run"},
	{"project watch", "PROJECT", CLIENT "plain until-stop ", false, 1, 1, watch_run, "show its agents at work, live"},
	{"project approve", "CHECKPOINT", CLIENT, false, 1, 1, project_approve, "approve what waits at a checkpoint"},
	{"project request-changes", "CHECKPOINT FEEDBACK", CLIENT "target= ", false, 2, 2, project_request_changes, "send it back with feedback"},
	{"project build", "PROJECT", CLIENT, false, 1, 1, project_build, "print where the finished game is: its zip and its play address"},
	{"project export", "PROJECT FILE.zip", CLIENT, false, 2, 2, project_export, "save the finished game"},
	{"project snapshots", "PROJECT", CLIENT, false, 1, 1, travel_snapshots, "list what its run had made after each step"},
	{"project fork", "SNAPSHOT", CLIENT "name= from= paused ", false, 1, 1, travel_fork, "go on from there in a new project"},
	{"project compare", "SNAPSHOT SNAPSHOT", CLIENT, false, 2, 2, travel_compare, "say what differs between two"},
	{NULL, NULL, NULL, false, 0, 0, NULL, NULL},
};

static int usage(FILE *out)
{
	fprintf(out, "usage: ludctl [--conf FILE] COMMAND [ARGUMENT…] [--OPTION VALUE]\n\n");
	for (const struct command *c = commands; c->words; c++)
		if (c->help)
			fprintf(out, "  %-24s %-20s %s\n", c->words, c->arguments, c->help);
	fprintf(out, "\nludctl COMMAND --help names a command's options; ludctl(1) says more of each.\n"
		     "Project commands sign in to --url ($LUDWRIGHT_URL) as --email ($LUDWRIGHT_EMAIL)\n"
		     "with the password in --password-file or $LUDWRIGHT_PASSWORD, else they ask for it.\n");
	return out == stdout ? 0 : 2;
}

/* One command with its options. */
static int usage_of(const struct command *command)
{
	printf("usage: ludctl %s%s%s", command->words, *command->arguments ? " " : "", command->arguments);
	for (const char *at = command->options + strspn(command->options, " "); *at; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");
		bool takes = at[n - 1] == '=';
		printf(" [--%.*s%s]", (int) (takes ? n - 1 : n), at, takes ? " VALUE" : "");
		at += n;
	}
	for (const struct command *c = commands; c->words; c++)
		if (c->help && c->run == command->run)
			printf("\n%s\n", c->help);
	return 0;
}

/* Says on standard error which commands begin with the same letters as that word. In: n letters. Out: how many do. */
static int say_alike(const char *word, size_t n)
{
	int alike = 0;
	for (const struct command *c = commands; c->words; c++)
		if (c->help && strncmp(c->words, word, n) == 0 && ++alike)
			fprintf(stderr, "  %-24s %-20s %s\n", c->words, c->arguments, c->help);
	return alike;
}

/* What was typed is no command: the rest of its group, or those that begin alike, and not all of them. */
static int unknown(int argc, char **argv)
{
	command_fail("there is no command \"%s%s%s\"", argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
	for (size_t n = strlen(argv[0]); n > 1 && !say_alike(argv[0], n); n--)
		;
	fputs("ludctl --help names all commands.\n", stderr);
	return 2;
}

const char *command_option(const struct context *c, const char *name)
{
	for (const struct option_value *o = c->options; o; o = o->next) {
		if (strcmp(o->name, name) == 0)
			return o->value;
	}
	return NULL;
}

int command_fail(const char *format, ...)
{
	char text[FAIL_MAX];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	table_clean(text, true);
	fprintf(stderr, "ludctl: %s\n", text);
	return 1;
}

struct db *command_database(const struct context *c)
{
	struct db *db = NULL;
	if (db_open(c->conf->database_url, "ludctl", ctl_sql, &db)) {
		command_fail("the database cannot be reached: %s", db ? db_message(db) : "see [database] url in the configuration");
		db_close(db);
		return NULL;
	}
	return db;
}

/* How many of argv's words name this command; 0 when they do not. */
static int words_match(const struct command *command, int argc, char **argv)
{
	char joined[64];
	if (argc > 1) {
		snprintf(joined, sizeof joined, "%s %s", argv[0], argv[1]);
		if (strcmp(joined, command->words) == 0)
			return 2;
	}
	return argc > 0 && strcmp(argv[0], command->words) == 0 ? 1 : 0;
}

static const struct command *find_command(int argc, char **argv, int *words_r)
{
	for (const struct command *c = commands; c->words; c++) {
		*words_r = words_match(c, argc, argv);
		if (*words_r)
			return c;
	}
	return NULL;
}

/* Takes --name value, --name=value and --flag out of argv. */
static int take_options(struct context *c, const struct command *command, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		const char *arg = argv[i];
		if (strncmp(arg, "--", 2) != 0 || strcmp(arg, "--") == 0) {
			c->argv[c->argc++] = argv[i];
			continue;
		}
		const char *equals = strchr(arg, '=');
		char *name = arena_strndup(c->arena, arg + 2, equals ? (size_t) (equals - arg - 2) : strlen(arg + 2));
		bool takes = strstr(command->options, arena_printf(c->arena, " %s= ", name)) != NULL;
		if (!takes && !strstr(command->options, arena_printf(c->arena, " %s ", name)))
			return command_fail("%s has no option --%s", command->words, name) + 1;
		struct option_value *option = arena_new(c->arena, struct option_value);
		*option = (struct option_value) {name, equals ? equals + 1 : "", c->options};
		if (takes && !equals) {
			if (++i == argc)
				return command_fail("--%s needs a value", name) + 1;
			option->value = argv[i];
		}
		c->options = option;
	}
	return 0;
}

static int run_command(struct context *c, const struct command *command, const char *conf_path)
{
	if (c->argc < command->least || c->argc > command->most)
		return command_fail("usage: ludctl %s %s", command->words, command->arguments) + 1;
	struct conf conf;
	if (command->installation) {
		const char *message = NULL;
		if (conf_load(c->arena, conf_path, &conf, &message))
			return command_fail("%s", message);
		c->conf = &conf;
	}
	return command->run(c);
}

int main(int argc, char **argv)
{
	harden_process();
	setlocale(LC_CTYPE, "");
	log_init("ludctl", LOG_LEVEL_WARN, NULL);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	const char *conf_path = NULL;
	argv++, argc--;
	if (argc > 1 && strcmp(argv[0], "--conf") == 0)
		conf_path = argv[1], argv += 2, argc -= 2;
	if (argc == 0 || strcmp(argv[0], "--help") == 0 || (argc == 1 && strcmp(argv[0], "help") == 0))
		return usage(argc == 0 ? stderr : stdout);
	bool help = strcmp(argv[0], "help") == 0;
	argv += help, argc -= help;
	if (strcmp(argv[0], "--version") == 0) {
		puts("ludctl " PACKAGE_VERSION);
		return 0;
	}
	int words = 0;
	const struct command *command = find_command(argc, argv, &words);
	if (!command)
		return unknown(argc, argv);
	if (help || (argc > words && strcmp(argv[words], "--help") == 0))
		return usage_of(command);
	struct arena arena;
	arena_init(&arena, 256U << 20);
	struct context context = {.arena = &arena, .argv = arena_array(&arena, (size_t) argc + 1, sizeof(char *))};
	int status = take_options(&context, command, argc - words, argv + words);
	if (status == 0)
		status = run_command(&context, command, conf_path);
	arena_done(&arena);
	return status;
}
