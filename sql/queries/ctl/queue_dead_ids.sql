-- SPDX-License-Identifier: ISC
-- queue_dead_ids: ludctl queue requeue --all. The next dead letters by number.
-- $1 int8 those after it. Returns: id int8, 500 at most. Errors: none. Writes: nothing.
SELECT id FROM dead_jobs WHERE id > $1::text::int8 ORDER BY id LIMIT 500
