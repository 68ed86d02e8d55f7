-- SPDX-License-Identifier: ISC
-- jobs_left: whether there is work for anybody, now or after a delay. For ludwright-worker --until-idle. worker/queue.c
-- Returns: one row: left (0 or 1). Errors: none. Writes: nothing.
SELECT (EXISTS (SELECT FROM jobs WHERE NOT held AND leased_by IS NULL)
    OR EXISTS (SELECT FROM jobs WHERE leased_by IS NOT NULL))::int AS "left"
