-- SPDX-License-Identifier: ISC
-- agents_more(project uuid, run uuid) -> jsonb {agent: {"tokens", "cost", "sub_agents"}}: what a list of agents says beside their rows: turns summed up, and
-- the workers of leaders, each as text. One pass over both for all agents. agents_part(more jsonb, agent uuid, part text) -> json: one of them.
-- Cheap to the planner, else it adds a node to the plan for it.
-- Returns: an entry for each agent with turns or workers; NULL without any. Errors: none. Writes: nothing.
DROP FUNCTION IF EXISTS agents_more(uuid, uuid);
CREATE FUNCTION agents_more(p_project uuid, p_run uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_object_agg(coalesce(spent.agent_id, workers.parent_agent_id),
        jsonb_build_object('tokens', spent.tokens::text, 'cost', spent.cost::text, 'sub_agents', workers.list::text))
    FROM (
        SELECT t.agent_id, json_build_object('input', sum(t.input_tokens), 'cached_input', sum(t.cached_input_tokens), 'output', sum(t.output_tokens)) AS tokens,
            sum(t.cost_usd)::float8 AS cost
        FROM turns t WHERE t.project_id = p_project GROUP BY t.agent_id) AS spent
    FULL JOIN (
        SELECT a.parent_agent_id, json_agg(json_build_object('id', public_id('agent', a.id), 'type', a.type, 'title', a.metadata->>'title', 'task', a.task,
            'status', a.status, 'progress', a.progress, 'current_task', a.current_task, 'attempt', a.attempt, 'retry_at', iso_time(a.retry_at))
            ORDER BY a.ordinal, a.id) AS list
        FROM agents a WHERE a.run_id = p_run AND a.parent_agent_id IS NOT NULL GROUP BY a.parent_agent_id) AS workers
    ON workers.parent_agent_id = spent.agent_id
    WHERE coalesce(spent.agent_id, workers.parent_agent_id) IS NOT NULL);
END
$$;
CREATE OR REPLACE FUNCTION agents_part(p_more jsonb, p_agent uuid, p_part text) RETURNS json LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN coalesce(p_more->p_agent::text->>p_part, CASE p_part WHEN 'tokens' THEN '{"input": 0, "cached_input": 0, "output": 0}' WHEN 'cost' THEN '0'
        ELSE '[]' END);
END
$$;
