-- SPDX-License-Identifier: ISC
-- project_export: GET projects/{id}/export: the lines of project.jsonl (cgi/manifest.h), then the contents that they name. $1 caller uuid, $2 project uuid.
-- Returns line json and no sha256, or sha256 text and bytes int8; no row: not for this caller. People, events, logs, turns and what was spent stay here.
-- Writes nothing.
WITH seen AS MATERIALIZED (
    SELECT p.* FROM projects p WHERE p.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, p.id))
), held AS MATERIALIZED (
    SELECT o.id AS output_id, f.path, f.sha256, f.bytes, f.media_type
    FROM seen JOIN agent_outputs o ON o.project_id = seen.id JOIN output_files f ON f.output_id = o.id
), lines AS (
    SELECT 0 AS part, NULL::timestamptz AS at, NULL::text AS key, json_build_object('kind', 'project', 'format', 'ludwright-project/1', 'name', name,
        'description', description, 'concept', concept, 'config', config, 'seed', seed, 'status', status, 'status_reason', status_reason,
        'current_phase', current_phase, 'progress', progress, 'run_id', run_id) AS line FROM seen
    UNION ALL SELECT 1, r.started_at, r.id::text, json_build_object('kind', 'run', 'id', r.id, 'number', r.number, 'graph', v.name,
        'graph_sha256', v.sha256, 'provider', r.provider, 'status', r.status, 'started_at', r.started_at, 'ended_at', r.ended_at)
    FROM seen JOIN runs r ON r.project_id = seen.id JOIN graph_versions v ON v.id = r.graph_version_id
    UNION ALL SELECT 2, a.created_at, a.id::text, json_build_object('kind', 'agent', 'id', a.id, 'run_id', a.run_id, 'node', a.node, 'task', a.task,
        'type', a.type, 'ordinal', a.ordinal, 'status', a.status, 'progress', a.progress, 'revision', a.revision, 'attempt', a.attempt,
        'started_at', a.started_at, 'completed_at', a.completed_at, 'error', a.error, 'error_type', a.error_type,
        'parent_agent_id', a.parent_agent_id, 'metadata', a.metadata, 'created_at', a.created_at)
    FROM seen JOIN agents a ON a.project_id = seen.id
    UNION ALL SELECT 3, o.created_at, o.id::text, json_build_object('kind', 'output', 'id', o.id, 'agent_id', o.agent_id, 'run_id', o.run_id,
        'output_type', o.output_type, 'stage', o.stage, 'revision', o.revision, 'content', o.content, 'file_path', o.file_path,
        'input_hash', o.input_hash, 'created_at', o.created_at, 'files', (
            SELECT coalesce(json_agg(json_build_object('path', h.path, 'sha256', h.sha256, 'bytes', h.bytes, 'media_type', h.media_type)
                ORDER BY h.path), '[]') FROM held h WHERE h.output_id = o.id))
    FROM seen JOIN agent_outputs o ON o.project_id = seen.id
    UNION ALL SELECT 4, n.created_at, n.id::text, json_build_object('kind', 'snapshot', 'id', n.id, 'run_id', n.run_id, 'number', n.number,
        'cause', n.cause, 'agent_id', n.agent_id, 'channels', n.channels, 'state', n.state, 'created_at', n.created_at)
    FROM seen JOIN runs r ON r.project_id = seen.id JOIN snapshots n ON n.run_id = r.id
    UNION ALL SELECT 5, c.created_at, c.id::text, json_build_object('kind', 'checkpoint', 'id', c.id, 'run_id', c.run_id, 'agent_id', c.agent_id,
        'node', c.node, 'revision', c.revision, 'type', c.type, 'title', c.title, 'description', c.description, 'output', c.output,
        'output_id', c.output_id, 'answers', c.answers, 'status', c.status, 'automatic', c.automatic, 'feedback', c.feedback,
        'resolved_at', c.resolved_at, 'created_at', c.created_at)
    FROM seen JOIN checkpoints c ON c.project_id = seen.id
    UNION ALL SELECT 6, d.created_at, d.id::text, json_build_object('kind', 'decision', 'id', d.id, 'checkpoint_id', d.checkpoint_id,
        'decision', d.decision, 'automatic', d.automatic, 'target', d.target, 'feedback', d.feedback, 'created_at', d.created_at)
    FROM seen JOIN decisions d ON d.project_id = seen.id
    UNION ALL SELECT 7, m.created_at, m.id::text, json_build_object('kind', 'comment', 'id', m.id, 'checkpoint_id', m.checkpoint_id,
        'decision_id', m.decision_id, 'section', m.section, 'file_path', m.file_path, 'line', m.line, 'body', m.body, 'created_at', m.created_at)
    FROM seen JOIN comments m ON m.project_id = seen.id
    UNION ALL SELECT 8, f.created_at, f.path || f.sha256, json_build_object('kind', 'file', 'path', f.path, 'sha256', f.sha256, 'bytes', f.bytes,
        'media_type', f.media_type, 'source', f.source, 'output_id', f.output_id, 'created_at', f.created_at)
    FROM seen JOIN files f ON f.project_id = seen.id
), contents AS (
    SELECT sha256, bytes FROM held UNION SELECT f.sha256, f.bytes FROM seen JOIN files f ON f.project_id = seen.id
)
SELECT line, NULL::text AS sha256, NULL::int8 AS bytes, part, at, key FROM lines
UNION ALL SELECT NULL, sha256, bytes, 9, NULL, sha256 FROM contents
ORDER BY part, at, key
