-- SPDX-License-Identifier: ISC
-- replay: what one subscriber missed. $1 project uuid, $2 agent uuid or null for all, $3 after int8, $4 up to int8, $5 rows int4.
-- Returns seq, type, data, by number. Writes nothing.
SELECT seq, type, data FROM events
WHERE project_id = $1::uuid AND seq > $3::bigint AND seq <= $4::bigint AND ($2::uuid IS NULL OR agent_id = $2::uuid)
ORDER BY seq LIMIT $5::int4
