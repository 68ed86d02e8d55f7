-- SPDX-License-Identifier: ISC
-- queue_list: ludctl queue list.
-- $1 text state or NULL, $2 uuid project or NULL, $3 int how many
-- Returns: id int8, kind, state, project, node, task text, priority, attempt, retries int4, run_at text, worker text. Errors: LW400. Writes: nothing.
SELECT j.id, j.kind, queue_state(j) AS state, public_id('proj', j.project_id) AS project, j.payload->>'node' AS node, j.payload->>'task' AS task,
    j.priority, j.attempt, j.retries, iso_time(j.run_at) AS run_at, w.host || ':' || w.pid AS worker
FROM unnest(queue_list($1::text, $2::uuid, $3::text::int)) WITH ORDINALITY AS found(id, place)
JOIN jobs j ON j.id = found.id LEFT JOIN workers w ON w.id = j.leased_by
ORDER BY found.place
