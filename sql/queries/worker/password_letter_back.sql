-- SPDX-License-Identifier: ISC
-- password_letter_back: it could not be sent. worker/post.c
-- $1 uuid of the reset. Returns: nothing. Errors: none. Writes: password_resets.
SELECT password_letter_back($1::text::uuid)
