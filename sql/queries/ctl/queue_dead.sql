-- SPDX-License-Identifier: ISC
-- queue_dead: ludctl queue dead. Dead letters, the latest first.
-- $1 int how many. Returns: id int8, kind, project, node, task text, attempt int4, died, error_type, error text. Errors: none. Writes: nothing.
SELECT id, kind, public_id('proj', project_id) AS project, payload->>'node' AS node, payload->>'task' AS task, attempt, iso_time(died_at) AS died,
    error_type, error
FROM dead_jobs ORDER BY died_at DESC, id DESC LIMIT $1::text::int
