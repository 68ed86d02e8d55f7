-- SPDX-License-Identifier: ISC
-- password_letter: a letter about a forgotten password that waits. worker/post.c
-- $1 text SHA-256 of the token that it gets, in hex. Returns: id uuid, email, name, language; no row: none waits. Errors: none. Writes: password_resets.
SELECT id, email, name, language FROM password_letter($1::text)
