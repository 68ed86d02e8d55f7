-- SPDX-License-Identifier: ISC
-- commit_agents(job jobs, actions jsonb) -> jsonb: the actions `agent` (but those that say how far a
-- leader is), `stale` and `fail`, as far as agents go.
-- For several about one agent the last one counts. agent:completed is told of agents that end without an output of their own.
-- The error of one that fails: from the action, else from a `fail` beside it, or the job (payload, last failed try).
-- Returns: events. Errors: LW409 from check_transition. Writes: agents.
DROP FUNCTION IF EXISTS commit_agents(jobs, jsonb, jsonb);
CREATE OR REPLACE FUNCTION commit_agents(p_job jobs, p_actions jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_events jsonb;
    v_fail jsonb := jsonb_path_query_first(p_actions, '$[*] ? (@.do == "fail")');
BEGIN
    IF NOT p_actions @? '$[*] ? ((@.do == "agent" && !exists(@.percent)) || @.do == "stale" || @.do == "fail")' THEN
        RETURN '[]';
    END IF;
    WITH action AS (
        SELECT a.value AS act, a.n, a.value->>'do' AS verb FROM jsonb_array_elements(p_actions) WITH ORDINALITY AS a(value, n)
        WHERE a.value->>'do' IN ('agent', 'stale', 'fail') AND NOT a.value ? 'percent'
    ), wish AS (
        SELECT n, act->>'node' AS node, coalesce(act->>'task', '') AS task,
            CASE verb WHEN 'fail' THEN 'failed' ELSE act->>'status' END AS status,
            coalesce(act->>'error', v_fail->>'error', p_job.payload->>'error', p_job.last_error, 'failed') AS error,
            coalesce(act->>'error_type', v_fail->>'error_type', p_job.payload->>'error_type', 'internal')
                AS error_type
        FROM action WHERE verb <> 'stale'
        UNION ALL
        SELECT w.n, a.node, coalesce(a.task, ''), 'pending', NULL, NULL
        FROM action w JOIN agents a ON a.run_id = p_job.run_id AND w.act->'nodes' ? a.node
            AND a.status NOT IN ('pending', 'running', 'cancelled')
        WHERE w.verb = 'stale'
    ), last AS (
        SELECT DISTINCT ON (node, task) * FROM wish ORDER BY node, task, n DESC
    ), changed AS (
        UPDATE agents a SET status = l.status, version = a.version + 1, current_task = NULL, retry_at = NULL,
            progress = CASE l.status WHEN 'completed' THEN 100 WHEN 'pending' THEN 0 ELSE a.progress END,
            started_at = CASE l.status WHEN 'running' THEN clock_timestamp() ELSE a.started_at END,
            completed_at = CASE l.status WHEN 'completed' THEN coalesce(a.completed_at, clock_timestamp())
                WHEN 'pending' THEN NULL ELSE a.completed_at END,
            error = CASE l.status WHEN 'failed' THEN l.error END, error_type = CASE l.status WHEN 'failed' THEN l.error_type END
        FROM last l JOIN agents old ON old.run_id = p_job.run_id AND old.node = l.node AND coalesce(old.task, '') = l.task
        WHERE a.id = old.id AND old.status <> l.status
        RETURNING a.*::agents AS agent, old.status AS old_status, l.n
    )
    SELECT coalesce(jsonb_agg(event_json((agent).id, 'agent:' || replace((agent).status, 'running', 'started'),
        jsonb_build_object('agentId', public_id('agent', (agent).id)) || CASE (agent).status
            WHEN 'failed' THEN jsonb_build_object('error', (agent).error, 'errorType', (agent).error_type,
                'canRetry', (agent).error_type <> 'cancelled')
            WHEN 'running' THEN jsonb_build_object('agentType', (agent).type)
            ELSE jsonb_build_object('duration', agent_duration(agent, NULL), 'outputSummary', '') END) ORDER BY n), '[]')
    INTO v_events FROM changed
    WHERE (agent).status IN ('failed', 'running') OR ((agent).status = 'completed' AND old_status <> 'waiting_approval');
    RETURN v_events;
END
$$;
