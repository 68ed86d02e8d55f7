/* SPDX-License-Identifier: ISC */
/*
 * Fuzz harnesses of the API's parsers: one program, one function a target.
 *
 * $FUZZ_TARGET names the target. With clang it is a libFuzzer program; with another compiler tests/fuzz/drive.c feeds
 * it, blindly. A harness is given any bytes and fails by fuzz_demand, a sanitizer, or the end of the process. It holds
 * nothing between two calls but what fuzz_api made.
 */
#ifndef LUD_TESTS_FUZZ_H
#define LUD_TESTS_FUZZ_H

#include "cgi/api.h"
#include "cgi/request.h"
#include "cgi/response.h"
#include "cgi/route.h"

#include <stddef.h>
#include <stdint.h>

/* What a harness may rely on: a configuration, keys, an arena; no database, no Redis. Made once. */
struct api *fuzz_api(void);
/* A folder of this process, gone when it ends. */
const char *fuzz_folder(void);
/* Ends the process with a message when an invariant does not hold. */
void fuzz_demand(bool holds, const char *what);
/* A request without a connection; its variables are static and empty. In: the arena of fuzz_api. */
void fuzz_request(struct request *req);
/* A NUL-terminated copy, cut at the first NUL; good until the harness returns. At most 100 of them. */
char *fuzz_text(const uint8_t *data, size_t size);
/* Takes a byte off the front; 0 when there is none. */
unsigned fuzz_byte(const uint8_t **data, size_t *size);
/* Demands that an answer's error is in the one format and JSON. Leaves res empty. */
void fuzz_error(struct request *req, struct response *res, enum err err);

typedef void fuzz_target(const uint8_t *data, size_t size);
fuzz_target fuzz_body, fuzz_query, fuzz_http, fuzz_multipart, fuzz_token, fuzz_id, fuzz_cookie, fuzz_cursor, fuzz_tar, fuzz_manifest;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#endif
