-- SPDX-License-Identifier: ISC
-- deliveries_claim: takes what is due to be sent. worker/post.c
-- $1 int how many, $2 boolean mail can be sent. Returns: id, channel, kind, class, data text, digest, tries, created_at text, user_id, email, name, language, project, webhook_id,
-- url, secret bytea. Errors: none. Writes: deliveries.
SELECT id, channel, kind, notice_class(kind) AS class, data::text AS data, digest, tries, iso_time(created_at) AS created_at, user_id, email, name, language, project, webhook_id, url, secret
FROM deliveries_claim($1::text::int, $2::text::boolean)
