/* SPDX-License-Identifier: ISC */
#include "lib/conf_keys.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static void print_code(const char *text)
{
	if (*text)
		printf("`%s` ", text);
}

/* Paths of the installation as they are with --prefix=/usr, whatever this one's are. */
static void print_default(const struct conf_key *key)
{
	static const char *const places[][2] = {
		{LUD_PKGDATADIR, "/usr/share/ludwright"}, {LUD_PKGLIBEXECDIR, "/usr/libexec/ludwright"}};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		size_t n = strlen(places[i][0]);
		if (!strncmp(key->fallback, places[i][0], n) && (key->fallback[n] == '/')) {
			printf("`%s%s` ", places[i][1], key->fallback + n);
			return;
		}
	}
	print_code(key->fallback);
}

/* 65536 as 64K. */
static void print_number(long n)
{
	static const char units[] = "KMG";
	int unit = -1;
	while (n >= 1024 && n % 1024 == 0 && unit < 2)
		n /= 1024, unit++;
	printf("%ld%.*s", n, unit >= 0, unit >= 0 ? units + unit : "");
}

static void print_range(const struct conf_key *key)
{
	if (key->max == LONG_MAX) {
		print_number(key->min);
		printf(" or more ");
		return;
	}
	print_number(key->min);
	printf(" to ");
	print_number(key->max);
	putchar(' ');
}

static void print_type(const struct conf_key *key)
{
	char words[256], *rest = words;

	switch (key->type) {
	case CONF_INT:
	case CONF_SIZE:
		print_range(key);
		break;
	case CONF_CHOICE:
		snprintf(words, sizeof words, "%s", key->choices);
		for (char *word; (word = strsep(&rest, " "));)
			printf("`%s`%s", word, rest ? ", " : " ");
		break;
	case CONF_BOOL:
		printf("`true`, `false` ");
		break;
	case CONF_ORIGIN:
		printf("an origin ");
		break;
	case CONF_ORIGINS:
		printf("origins ");
		break;
	default:
		break;
	}
}

void conf_print_reference(void)
{
	printf("| key | default | values | second name | what it is |\n|---|---|---|---|---|\n");
	for (const struct conf_key *key = conf_keys; key->section; key++) {
		printf("| `%s.%s`%s | ", key->section, key->name, key->secret ? " (secret)" : "");
		print_default(key);
		printf("| ");
		print_type(key);
		printf("| ");
		print_code(key->env ? key->env : "");
		printf("| %s |\n", key->help);
	}
}
