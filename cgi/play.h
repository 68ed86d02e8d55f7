/* SPDX-License-Identifier: ISC */
/*
 * What the play origin serves: files of builds below game/, by exact path, and the zip beside them; nginx sends the
 * bytes.
 *
 * Two kinds of address, both with what opens them in the path, so that relative assets work:
 *   {play_url}/g/{output}/{expires}/{signature}/index.html      for a member, an hour
 *   {play_url}/g/s/{share}/{signature}/{output}/index.html      a public link; without the output it leads to the build
 * it opens A share's row is read at each request: a link that was revoked opens nothing from then on.
 */
#ifndef LUD_CGI_PLAY_H
#define LUD_CGI_PLAY_H

#include "cgi/api.h"

#include <stdint.h>

#define PLAY_ZIP "game.zip" /* beside the game's own files in an address; dist/game.zip in the output */

/* In: 32 hex digits of the id. Out: in the request's arena. */
char *play_signature(struct api *api, const char *output, int64_t expires);
char *play_share_signature(struct api *api, const char *share);

#endif
