/* SPDX-License-Identifier: ISC */
#include "ctl/command.h"

#include <stdio.h>

int config_check(struct context *c)
{
	(void) c; /* run_command has read it, or said what is wrong */
	puts("the configuration is right");
	return 0;
}

int config_reference(struct context *c)
{
	(void)c;
	conf_print_reference();
	return 0;
}

int config_show(struct context *c)
{
	conf_print(c->conf);
	return 0;
}
