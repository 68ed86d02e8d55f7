-- SPDX-License-Identifier: ISC
-- heads: which of the followed projects are not where the relay believes? $1 projects uuid[], $2 numbers int8[], pairwise.
-- Returns project and head; head null: the project is gone. Writes nothing.
SELECT w.project_id AS project, h.seq AS head
FROM unnest($1::uuid[], $2::bigint[]) AS w(project_id, seq)
LEFT JOIN event_heads h ON h.project_id = w.project_id
WHERE h.seq IS DISTINCT FROM w.seq
