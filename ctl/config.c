/* SPDX-License-Identifier: ISC */
#include "ctl/command.h"

#include <stdio.h>

int config_check(struct context *c)
{
	if (!*c->conf->secret_key) /* else run_command has read it, or said what is wrong */
		return command_fail("server.secret_key (SECRET_KEY) is needed, 32 bytes or more: ludwright-api does not start without");
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
