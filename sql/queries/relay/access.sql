-- SPDX-License-Identifier: ISC
-- access: which of these subscriptions hold no more? $1 users uuid[], $2 projects uuid[], pairwise.
-- Returns a row for each pair that is lost: user, project. Writes nothing.
SELECT w.user_id AS user, w.project_id AS project
FROM unnest($1::uuid[], $2::uuid[]) AS w(user_id, project_id)
WHERE NOT EXISTS (SELECT FROM project_access(w.user_id, w.project_id))
