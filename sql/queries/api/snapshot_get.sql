-- SPDX-License-Identifier: ISC
-- snapshot_get: GET snapshots/{id}. $1 caller uuid, $2 snapshot uuid.
-- Returns the snapshot, channels {channel: {output_id, revision, output_type, summary}}; no row: not for this caller. Writes nothing.
SELECT s.id AS "id:snap", s.project_id AS "project_id:proj", s.run_id AS "run_id:run", s.number, s.cause, s.agent_id AS "agent_id:agent",
    a.type AS agent_type,
    (SELECT coalesce(json_object_agg(c.channel, c.shown ORDER BY c.channel), '{}') FROM snapshot_channels(s.channels) AS c) AS channels,
    s.created_at, 1 AS "version:etag"
FROM snapshots s LEFT JOIN agents a ON a.id = s.agent_id
WHERE s.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, s.project_id))
