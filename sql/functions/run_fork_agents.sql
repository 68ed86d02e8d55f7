-- SPDX-License-Identifier: ISC
-- run_fork_agents(snapshot snapshots, project uuid, run uuid, outputs jsonb): the agents of a fork. What they are now says the origin's table;
-- how far they had come says the engine's state: completed where a current output stands, else pending, for what was at work begins again.
-- Sub-agents of a later plan stay behind; those of an earlier one come along when they made something.
-- Returns: nothing. Errors: none. Writes: agents.
CREATE OR REPLACE FUNCTION run_fork_agents(p_snapshot snapshots, p_project uuid, p_run uuid, p_outputs jsonb) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    WITH node AS (
        SELECT key AS name, value AS state, value->>'status' AS status, coalesce((value->>'stale')::boolean, false) AS stale
        FROM jsonb_each(p_snapshot.state::jsonb->'nodes')
    ), part AS (
        SELECT name, NULL AS task, state->>'output' AS output, status = 'done' AND NOT stale AS done, state->'epoch' AS epoch FROM node
        UNION ALL
        SELECT name, t.value->>'id', t.value->>'output', t.value->>'status' = 'done' AND status IN ('fan', 'gather', 'done', 'failed')
            AND NOT stale, t.value->'epoch'
        FROM node, jsonb_array_elements(state->'tasks') AS t
    ), last AS (
        SELECT DISTINCT ON (agent_id) agent_id, id, created_at FROM agent_outputs
        WHERE run_id = p_snapshot.run_id AND p_outputs ? id::text ORDER BY agent_id, created_at DESC, id
    ), old AS MATERIALIZED (
        SELECT a, gen_random_uuid() AS new_id, coalesce(p.done, a.task IS NOT NULL) AS done, p.epoch,
            coalesce(n.state->>'revision', '1')::int AS revision, coalesce(p.output, CASE WHEN p.name IS NULL THEN l.id::text END) AS output
        FROM agents a
        LEFT JOIN node n ON n.name = a.node
        LEFT JOIN part p ON p.name = a.node AND coalesce(p.task, '') = coalesce(a.task, '')
        LEFT JOIN last l ON l.agent_id = a.id
        WHERE a.run_id = p_snapshot.run_id AND (a.task IS NULL OR p.name IS NOT NULL OR l.id IS NOT NULL)
    )
    INSERT INTO agents (id, project_id, run_id, node, task, type, ordinal, status, progress, revision, started_at, completed_at,
        parent_agent_id, metadata)
    SELECT old.new_id, p_project, p_run, (old.a).node, (old.a).task, (old.a).type, (old.a).ordinal,
        CASE WHEN old.done THEN 'completed' ELSE 'pending' END, CASE WHEN old.done THEN 100 ELSE 0 END, greatest(old.revision, 1),
        CASE WHEN old.done AND (old.a).started_at <= p_snapshot.created_at THEN (old.a).started_at END,
        CASE WHEN old.done THEN coalesce((SELECT created_at FROM agent_outputs WHERE id = old.output::uuid), p_snapshot.created_at) END,
        parent.new_id, (old.a).metadata - 'output_id' - 'epoch' || jsonb_strip_nulls(jsonb_build_object('epoch', old.epoch,
            'output_id', public_id('out', (p_outputs->>old.output)::uuid)))
    FROM old LEFT JOIN old parent ON (parent.a).id = (old.a).parent_agent_id;
END
$$;
