-- SPDX-License-Identifier: ISC
-- deliveries_end: what a try came to. worker/post.c
-- $1 uuid[], $2 text outcome, $3 int status or NULL, $4 text error or NULL. Returns: nothing. Errors: none. Writes: deliveries.
SELECT deliveries_end($1::text::uuid[], $2::text, $3::text::int, $4::text)
