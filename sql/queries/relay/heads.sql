-- SPDX-License-Identifier: ISC
-- heads: which of the followed projects are not where the relay believes? $1 projects uuid[], $2 numbers int8[], pairwise.
-- Returns project and head; head null: the project is gone. Writes nothing.
SELECT w.project_id AS project, h.head
FROM unnest($1::uuid[], $2::bigint[]) AS w(project_id, seq)
LEFT JOIN LATERAL (
    SELECT coalesce((SELECT e.seq FROM event_heads e WHERE e.project_id = w.project_id),
        (SELECT 0 FROM projects p WHERE p.id = w.project_id)) AS head) AS h ON true
WHERE h.head IS DISTINCT FROM w.seq
