/* SPDX-License-Identifier: ISC */
/* Sealing a secret that somebody leaves with us, before the database sees it (lib/secret.h). */
#ifndef LUD_CGI_SEAL_H
#define LUD_CGI_SEAL_H

#include "cgi/api.h"
#include "lib/secret.h"

struct sealed {
	char *id; /* of the row that it is for, in `secrets` */
	char key[SECRET_KEY_ID_SIZE];
	unsigned char *value;
	size_t len;
};

/* In: id NULL: a new one. Out: in the request's arena. Fails: ERR_SYSTEM without roots (logged), and what the database says. */
enum err seal(struct api *api, const char *secret, char *id, struct sealed *sealed_r);

#endif
