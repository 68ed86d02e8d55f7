-- SPDX-License-Identifier: ISC
-- step_input: everything that a step works from, in one row. worker/step_input.c
-- $1 bigint job, $2 bigint lease. The job's payload names the outputs: inputs {channel: id}, previous id, depends and results {task: id}.
-- Returns: name, concept, config, seed, language, provider; documents {channel: document}; files [{channel, path, sha256, bytes, maker}] of
--   these; previous: a document; feedback [{id, checkpoint, revision, decision, text, target}] oldest first; depends and results
--   [{task_id, status, summary, document, files}]. No row when the lease is gone. Errors: none. Writes: nothing.
WITH j AS (
    SELECT * FROM jobs WHERE id = $1::bigint AND lease = $2::bigint AND leased_by IS NOT NULL
), c AS (
    SELECT e.key AS channel, o.content FROM j CROSS JOIN LATERAL jsonb_each_text(j.payload->'inputs') e
    JOIN agent_outputs o ON o.id = e.value::uuid AND o.project_id = j.project_id
), t AS (
    SELECT l.list, jsonb_build_object('task_id', l.key, 'status', 'completed', 'type', a.type, 'summary', o.content->'summary',
        'document', o.content->'document', 'files', coalesce(o.content->'files', '[]')) AS result
    FROM j CROSS JOIN LATERAL (
        SELECT 'depends', d.key, d.value FROM jsonb_each_text(j.payload->'depends') d
        UNION ALL SELECT 'results', r.key, r.value FROM jsonb_each_text(j.payload->'results') r) AS l(list, key, value)
    JOIN agent_outputs o ON o.id = l.value::uuid AND o.project_id = j.project_id
    JOIN agents a ON a.id = o.agent_id
)
SELECT p.name, p.concept, p.config, p.seed, p.config->>'language' AS language, r.provider,
    (SELECT jsonb_object_agg(c.channel, c.content->'document') FROM c) AS documents,
    (SELECT jsonb_agg(f.value || jsonb_build_object('channel', c.channel) ORDER BY c.channel, f.value->>'path')
     FROM c CROSS JOIN LATERAL jsonb_array_elements(c.content->'files') f) AS files,
    (SELECT o.content->'document' FROM agent_outputs o
     WHERE o.id = (j.payload->>'previous')::uuid AND o.project_id = j.project_id) AS previous,
    (SELECT jsonb_agg(jsonb_build_object('id', w.id, 'checkpoint', k.node, 'revision', k.revision, 'decision', d.decision,
        'text', w.text, 'target', d.target) ORDER BY i.n, w.at, w.id)
     FROM jsonb_array_elements_text(j.payload->'feedback') WITH ORDINALITY i(id, n)
     JOIN decisions d ON d.id = i.id::uuid AND d.project_id = j.project_id
     JOIN checkpoints k ON k.id = d.checkpoint_id
     CROSS JOIN LATERAL (
        SELECT m.id, m.created_at AS at, concat_ws(': ', m.file_path, m.section, m.body) AS text FROM comments m WHERE m.decision_id = d.id
        UNION ALL
        SELECT d.id, d.created_at, '' WHERE NOT EXISTS (SELECT FROM comments m WHERE m.decision_id = d.id)) w) AS feedback,
    (SELECT jsonb_agg(t.result ORDER BY t.result->>'task_id') FROM t WHERE t.list = 'depends') AS depends,
    (SELECT jsonb_agg(t.result) FROM t WHERE t.list = 'results') AS results
FROM j
JOIN projects p ON p.id = j.project_id
JOIN runs r ON r.id = j.run_id
