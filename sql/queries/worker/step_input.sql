-- SPDX-License-Identifier: ISC
-- step_input: everything that a step works from, in one row. worker/step_input.c
-- $1 bigint job, $2 bigint lease, $3 text[] channels that the node reads
-- Returns: name, concept, config, seed, language, provider, documents {channel: document}, files [{channel, path, sha256, bytes, maker}],
--   previous (document of the agent's current output, when payload.base is true), feedback [{id, checkpoint, revision, decision,
--   text, target}] oldest first, results [{task_id, status, summary, document, files}] for gather. No row when the lease is gone.
-- The current output of an agent is named in its metadata by step_commit: out_ and 32 digits. Errors: none. Writes: nothing.
WITH j AS (
    SELECT * FROM jobs WHERE id = $1::bigint AND lease = $2::bigint AND leased_by IS NOT NULL
), c AS (
    SELECT e.key AS channel, o.id, o.content
    FROM j
    CROSS JOIN LATERAL (SELECT channels FROM snapshots WHERE run_id = j.run_id ORDER BY number DESC LIMIT 1) s
    CROSS JOIN LATERAL jsonb_each_text(s.channels) e
    JOIN agent_outputs o ON o.id = e.value::uuid
    WHERE e.key = ANY ($3::text[])
)
SELECT p.name, p.concept, p.config, p.seed, p.config->>'language' AS language, r.provider,
    (SELECT jsonb_object_agg(c.channel, c.content->'document') FROM c) AS documents,
    (SELECT jsonb_agg(f.value || jsonb_build_object('channel', c.channel) ORDER BY c.channel, f.value->>'path')
     FROM c CROSS JOIN LATERAL jsonb_array_elements(c.content->'files') f) AS files,
    CASE WHEN (j.payload->>'base')::boolean THEN
        (SELECT o.content->'document' FROM agents a JOIN agent_outputs o ON o.id = substr(a.metadata->>'output_id', 5)::uuid
         WHERE a.id = j.agent_id) END AS previous,
    (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'checkpoint', k.node, 'revision', k.revision, 'decision', d.decision,
        'text', t.text, 'target', d.target) ORDER BY i.n, t.n, t.at, t.id)
     FROM jsonb_array_elements_text(j.payload->'feedback') WITH ORDINALITY i(id, n)
     JOIN decisions d ON d.id = i.id::uuid AND d.project_id = j.project_id
     JOIN checkpoints k ON k.id = d.checkpoint_id
     CROSS JOIN LATERAL (
        SELECT m.id, 1 AS n, m.created_at AS at, concat_ws(': ', m.file_path, m.section, m.body) AS text FROM comments m WHERE m.decision_id = d.id
        UNION ALL
        SELECT d.id, 0, d.created_at, coalesce(d.feedback, '')
        WHERE d.feedback <> '' OR NOT EXISTS (SELECT FROM comments m WHERE m.decision_id = d.id)) t) AS feedback,
    CASE WHEN j.payload->>'stage' = 'gather' THEN
        (SELECT jsonb_agg(jsonb_build_object('task_id', a.task, 'status', a.status, 'summary', o.content->'summary',
            'document', o.content->'document', 'files', coalesce(o.content->'files', '[]'), 'type', a.type) ORDER BY a.ordinal, a.task)
         FROM agents a
         LEFT JOIN agent_outputs o ON o.id = substr(a.metadata->>'output_id', 5)::uuid
         WHERE a.parent_agent_id = j.agent_id) END AS results
FROM j
JOIN projects p ON p.id = j.project_id
JOIN runs r ON r.id = j.run_id
