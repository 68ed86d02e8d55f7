/* SPDX-License-Identifier: ISC */
#include "worker/builtin.h"

#include <string.h>

static const struct builtin *const table[] = {&builtin_integrate, &builtin_test};

const struct builtin *builtin_find(const char *name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(table[i]->name, name))
			return table[i];
	return NULL;
}
