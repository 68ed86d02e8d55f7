/* SPDX-License-Identifier: ISC */
/*
 * What a value of the configuration has to look like, beyond its length: known before a program begins, and not when
 * somebody needs the mail that was never sent. Nothing is looked up or connected to.
 */
#ifndef LUD_CONF_FORM_H
#define LUD_CONF_FORM_H

#include "lib/arena.h"

/* Each: Out: NULL when it is right, else what it has to be, for behind the key's name. */
const char *conf_form_database(const char *value); /* a libpq URI or conninfo */
const char *conf_form_redis(const char *value);
const char *conf_form_listen(const char *value); /* address:port; "" for none */
const char *conf_form_http(const char *value); /* http:// or https://, a host, a path; "" for none */
const char *conf_form_smtp(const char *value); /* smtp:// or smtps://, a host, a port; "" for none */
const char *conf_form_address(const char *value); /* a mail address, also as `Name <address>`; "" for none */

/* The address alone, out of "Name <address>". Out: in the arena; NULL when there is none, or what could end a header
 * or a command is in it. */
char *conf_form_mailbox(struct arena *a, const char *text);

#endif
